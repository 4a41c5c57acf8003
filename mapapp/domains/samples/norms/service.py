"""Norms entered and corrected by administrators. They are ended, never deleted, and nothing is changed unseen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mapapp.core import audit, changes
from mapapp.core.datasets import Dataset, find
from mapapp.core.jobs import defer, job
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.limits import Limit, LimitVersion
from mapapp.domains.samples.models import Substance
from mapapp.domains.samples.norms.assess import assess, how_many
from mapapp.errors import BadInput, Forbidden

AT_ONCE = 20_000  # results that are compared again while the person waits: about a second
_OWN = "norms-entered"


def enter(db: Session, who: Viewer, substance_code: str, columns: Mapping[str, Any], reason: str) -> Limit:
    """A new norm for a substance, with its first version; what it concerns is compared again."""
    _allowed(who)
    if db.get(Substance, substance_code) is None:
        raise BadInput(_("This substance is not known."))
    limit = Limit(substance_code=substance_code, dataset_id=_own(db).id, external_id=f"own-{uuid4().hex}", **columns)
    limit.citation = limit.act
    db.add(limit)
    db.flush()
    note_version(db, limit, {}, plain(columns), who.person_id, reason)
    _consequences(db, who, limit, "limit_entered")
    return limit


def correct(db: Session, who: Viewer, limit: Limit, columns: Mapping[str, Any], reason: str) -> None:
    """New values for columns of a norm, with what they were; what it concerns is compared again.

    Raises BadInput when nothing is different.
    """
    _allowed(who)
    changed = {name: value for name, value in columns.items() if getattr(limit, name) != value}
    if not changed:
        raise BadInput(_("Nothing was changed."), _("Change a value first, then save."))
    before = {name: getattr(limit, name) for name in changed}
    for name, value in changed.items():
        setattr(limit, name, value)
    db.flush()
    note_version(db, limit, plain(before), plain(changed), who.person_id, reason)
    _consequences(db, who, limit, "limit_corrected")


def note_version(
    db: Session, limit: Limit, before: Mapping[str, Any], after: Mapping[str, Any], person_id: int | None, reason: str
) -> None:
    """Adds to a norm's history; ``person_id`` is None for the data that ship with the program."""
    made = LimitVersion(limit_id=limit.id, person_id=person_id, reason=reason, before=dict(before), after=dict(after))
    db.add(made)
    db.flush()


def corrected_by_a_person(db: Session, limit_id: int) -> bool:
    """Whether somebody entered or corrected the norm: then the data that ship with the program leave it alone."""
    by_a_person = LimitVersion.person_id.is_not(None)
    return bool(db.scalar(select(exists().where(LimitVersion.limit_id == limit_id, by_a_person))))


def plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as JSON can hold them: numbers as they were written."""
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in columns.items()}


def waits(db: Session, substance_code: str) -> bool:
    """Whether so many results are concerned that they are compared later, by a job."""
    return how_many(db, substance_code) > AT_ONCE


@job()
def assess_substance(db: Session, substance_code: str) -> None:
    """Compares every result of a substance with the norms again."""
    assess(db, substance_code=substance_code)
    changes.touch(db, "samples")


def _consequences(db: Session, who: Viewer, limit: Limit, deed: str) -> None:
    if waits(db, limit.substance_code):
        defer(db, assess_substance, substance_code=limit.substance_code)
    else:
        assess(db, substance_code=limit.substance_code)
    audit.record(db, who, deed, f"limit:{limit.id}", substance=limit.substance_code, act=limit.act)
    changes.touch(db, "samples")


def _allowed(who: Viewer) -> None:
    """Norms are the whole country's: an administrator of some oblasts only does not set them."""
    if who.oblasts:
        raise Forbidden(_("Norms hold in the whole country."), _("Ask an administrator who is trusted everywhere."))


def _own(db: Session) -> Dataset:
    """The dataset of the norms that were entered here, made for the first one."""
    found = find(db, _OWN)
    if found is None:
        found = Dataset(
            slug=_OWN,
            titles={
                "kk": "Осында енгізілген нормалар",
                "ru": "Нормы, введённые здесь",
                "en": "Norms entered here",
            },
            licence="facts; acts and pages cited per row",
            citation="entered by the administrators of this map, each with its act",
            kind="limits",
        )
        db.add(found)
        db.flush()
    return found
