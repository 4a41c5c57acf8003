"""Reads of substances with their results, as far as a viewer may know of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, cast, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from mapapp.core.i18n import localize
from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, Sample, SamplingPoint, Substance
from mapapp.domains.samples.queries import counts
from mapapp.layers import Viewer, seen_by


@dataclass(frozen=True, slots=True)
class Listed:
    """A substance with how many points and results it has, how many of them are above a norm, and how many norms."""

    substance: Substance
    points: int
    results: int
    above: int
    norms: int


def names_of(db: Session, codes: Collection[str], language: str) -> dict[str, str]:
    """The names of substances by code in a language; the code where there is no name."""
    rows = db.execute(select(Substance.code, Substance.names).where(Substance.code.in_(codes)))
    return {code: localize(names, language).value or code for code, names in rows}


def listed(db: Session, viewer: Viewer, text: str) -> list[Listed]:
    """The substances that have results or norms and whose name, spelling or CAS number has ``text`` in it."""
    found = (
        _counted(
            viewer,
            Result.substance_code,
            func.count(SamplingPoint.id.distinct()).label("points"),
            func.count(Result.id).label("results"),
            func.count(Result.id).filter(Result.verdict == "exceeds").label("above"),
        )
        .group_by(Result.substance_code)
        .subquery()
    )
    norms = select(Limit.substance_code, func.count().label("norms")).group_by(Limit.substance_code).subquery()
    statement = (
        select(Substance, found.c.points, found.c.results, found.c.above, norms.c.norms)
        .outerjoin(found, found.c.substance_code == Substance.code)
        .outerjoin(norms, norms.c.substance_code == Substance.code)
        .where(found.c.results.is_not(None) | norms.c.norms.is_not(None))
    )
    if text:
        spelled = (
            cast(Substance.names, Text) + " " + func.array_to_string(Substance.synonyms, " ") + " " + Substance.cas
        )
        statement = statement.where(spelled.icontains(text, autoescape=True))
    return [Listed(row[0], *(number or 0 for number in row[1:])) for row in db.execute(statement)]


def find(db: Session, code: str) -> Substance | None:
    """The substance of that code, or None."""
    return db.get(Substance, code)


def is_known(db: Session, code: str, viewer: Viewer) -> bool:
    """Whether there is something to say: a norm, a text, or a result that this viewer may know of."""
    has_norm = db.scalar(select(exists().where(Limit.substance_code == code)))
    return bool(has_norm) or db.scalar(_of(viewer, code, Result.id).limit(1)) is not None


def how_many(db: Session, viewer: Viewer, code: str) -> Sequence[Any]:
    """The columns medium, unit and number of results that count, most first."""
    number = func.count(Result.id)
    statement = _of(viewer, code, Sample.medium, Result.unit, number)
    return db.execute(statement.group_by(Sample.medium, Result.unit).order_by(number.desc())).all()


def results(db: Session, viewer: Viewer, code: str, medium: str, unit: str) -> Sequence[Result]:
    """The results of a substance in one medium and unit, with their samples."""
    statement = _of(viewer, code, Result).where(Sample.medium == medium, Result.unit == unit)
    return db.scalars(statement.options(contains_eager(Result.sample)).order_by(Result.id)).unique().all()


def decades(db: Session, viewer: Viewer, code: str, medium: str, unit: str) -> Sequence[Any]:
    """How many results have each first digit (1 to 9) at each power of ten: power, digit and number."""
    value = func.coalesce(Result.value_max, Result.value, Result.value_min, Result.detection_limit)
    power = func.floor(func.log(value))
    digit = func.floor(value / func.power(10, power))
    statement = _of(viewer, code, power, digit, func.count()).where(
        Sample.medium == medium, Result.unit == unit, value > 0
    )
    return db.execute(statement.group_by(power, digit).order_by(power, digit)).all()


def _of(viewer: Viewer, code: str, *wanted: Any) -> Select[Any]:
    return _counted(viewer, *wanted).where(Result.substance_code == code)


def _counted(viewer: Viewer, *wanted: Any) -> Select[Any]:
    """A select over the results that this viewer may know of and that count."""
    return (
        select(*wanted)
        .select_from(Result)
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(counts(), seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
    )
