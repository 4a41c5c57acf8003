"""Reads of the figures of many facilities; each starts from what anybody may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from mapapp.domains.facilities.emissions.forms import Asked
from mapapp.domains.facilities.models import Facility, Pollutant, Release
from mapapp.domains.facilities.yearly import ALL_POLLUTANTS, TOTAL
from mapapp.layers import Viewer, seen_by

_PRINTED = func.lower(func.trim(Release.pollutant))
_NUMBER = "no. "


def releases_of(db: Session, wanted: Asked, most: int) -> list[Release]:
    """Releases of facilities (not of groups of them), with these, the largest first.

    Figures that are no yearly mass come last: they are listed, never ranked.
    """
    statement = (
        _visible(wanted)
        .where(Release.figure == "release", Facility.kind != "aggregate", _meant(wanted.pollutant))
        .where(Release.medium == wanted.medium)
        .order_by(Release.tonnes.desc().nulls_last(), Release.id)
    )
    if wanted.year is not None:
        statement = statement.where(Release.year == wanted.year)
    return list(db.scalars(statement.limit(most)))


def shares_of(db: Session, oblast: str) -> list[Release]:
    """Shares that were published as such, the largest first."""
    statement = _visible(Asked(oblast)).where(Release.figure == "share")
    return list(db.scalars(statement.order_by(Release.quantity.desc().nulls_last(), Release.id)))


def groups_of(db: Session, wanted: Asked) -> list[Release]:
    """Yearly releases published of groups of sources: cities, branches, companies, the region."""
    statement = _visible(wanted).where(
        Facility.kind == "aggregate", Release.tonnes.is_not(None), Release.medium == wanted.medium
    )
    statement = statement.where(_meant(wanted.pollutant))
    if wanted.year is not None:
        statement = statement.where(Release.year == wanted.year)
    return list(db.scalars(statement.order_by(Release.year.desc().nulls_last(), Release.tonnes.desc(), Release.id)))


def oblasts_with_releases(db: Session) -> list[str]:
    """The P-codes of the regions with a figure of a release, a limit or a share."""
    wanted = ("release", "limit", "share")
    statement = select(Facility.oblast).join(Release).where(seen_by(Viewer(), Facility), Release.figure.in_(wanted))
    return sorted({code for code in db.scalars(statement.distinct()) if code})


def years_of(db: Session, wanted: Asked) -> list[int]:
    """The years that have a release of that region and medium, the latest first."""
    statement = _columns(wanted, Release.year).where(Release.year.is_not(None), Release.medium == wanted.medium)
    return list(db.scalars(statement.distinct().order_by(Release.year.desc())))


def media_of(db: Session, wanted: Asked) -> list[str]:
    """The media that have a release of that region."""
    return sorted(db.scalars(_columns(wanted, Release.medium).distinct()))


def pollutants_of(db: Session, wanted: Asked) -> list[tuple[str, dict[str, str]]]:
    """The pollutants of that region and medium: what asks for each, and its names (empty where only printed)."""
    statement = _columns(wanted, Release.pollutant_no, Pollutant.names, _PRINTED.label("printed"))
    statement = statement.outerjoin(Pollutant, Pollutant.number == Release.pollutant_no)
    found: dict[str, dict[str, str]] = {}
    for number, names, printed in db.execute(statement.where(Release.medium == wanted.medium).distinct()):
        if number is not None:
            found[f"{_NUMBER}{number}"] = dict(names)
        elif printed and printed not in ALL_POLLUTANTS:
            found[printed] = {}
    return sorted(found.items())


def _columns(wanted: Asked, *columns: Any) -> Select[Any]:
    statement = select(*columns).select_from(Release).join(Facility)
    return statement.where(seen_by(Viewer(), Facility), Release.figure == "release", _inside(wanted.oblast))


def _visible(wanted: Asked) -> Select[Any]:
    statement = select(Release).join(Release.facility).where(seen_by(Viewer(), Facility), _inside(wanted.oblast))
    return statement.options(contains_eager(Release.facility), joinedload(Release.pollutant_ref))


def _inside(oblast: str) -> ColumnElement[bool]:
    return Facility.oblast == oblast if oblast else Facility.id.is_not(None)


def _meant(pollutant: str) -> ColumnElement[bool]:
    if pollutant == TOTAL:
        return _PRINTED.in_(sorted(ALL_POLLUTANTS))
    number = pollutant.removeprefix(_NUMBER)
    if pollutant.startswith(_NUMBER) and number.isascii() and number.isdigit() and len(number) < 6:
        return Release.pollutant_no == int(number)
    return _PRINTED.in_((pollutant,))
