"""Whose files these are: the members of the organisation that brought one, and administrators of everything."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from mapapp.accounts.grants import unlimited
from mapapp.accounts.logins import person
from mapapp.accounts.models import Organisation
from mapapp.accounts.queries import organisations as all_organisations
from mapapp.core.loads import Load
from mapapp.core.viewer import viewer
from mapapp.errors import NotFound


def organisations(db: Session) -> Sequence[Organisation]:
    """The organisations for which this person may bring files, by name; for administrators of everything, all."""
    mine = viewer().organisation_ids
    return [one for one in all_organisations(db) if _everything() or one.id in mine]


def seen() -> ColumnElement[bool]:
    """The condition that this person may know of a load."""
    return true() if _everything() else Load.organisation_id.in_(viewer().organisation_ids)


def find(db: Session, key: UUID, *, lock: bool = False) -> Load:
    """The load with that key, which ``lock`` keeps others from changing meanwhile.

    Raises NotFound when there is none that this person may know of.
    """
    statement = select(Load).where(Load.key == key, Load.kind == "samples", seen())
    found = db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such file."), _("It may belong to another organisation."))
    return found


def _everything() -> bool:
    user = person()
    return user is not None and viewer().person_id is not None and unlimited(user) and viewer().moderates
