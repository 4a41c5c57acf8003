"""Reads of norms: lists, one with its history, and the results that it decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from mapapp.accounts.models import User
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.limits import Limit, LimitVersion, SummationGroup, WaterClass
from mapapp.domains.samples.models import Result, Sample, SamplingPoint, Substance
from mapapp.domains.samples.queries import counts
from mapapp.layers import seen_by

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list of norms is narrowed to; an empty text narrows nothing."""

    medium: str = ""
    jurisdiction: str = ""
    substance: str = ""


def limits(db: Session, asked: Asked) -> list[tuple[Limit, Substance]]:
    """The norms with their substances, by substance and then by strictness."""
    statement = select(Limit, Substance).join(Substance, Substance.code == Limit.substance_code)
    for column, wanted in (
        (Limit.medium, asked.medium),
        (Limit.jurisdiction, asked.jurisdiction),
        (Limit.substance_code, asked.substance),
    ):
        if wanted:
            statement = statement.where(column == wanted)
    return [(row[0], row[1]) for row in db.execute(statement.order_by(Substance.code, Limit.medium, Limit.value))]


def find(db: Session, limit_id: int, *, lock: bool = False) -> tuple[Limit, Substance] | None:
    """A norm with its substance, or None; ``lock`` lets nobody else change it until the transaction ends."""
    statement = (
        select(Limit, Substance).join(Substance, Substance.code == Limit.substance_code).where(Limit.id == limit_id)
    )
    row = db.execute(statement.with_for_update(of=Limit) if lock else statement).first()
    return (row[0], row[1]) if row else None


def history(db: Session, limit_id: int) -> list[tuple[LimitVersion, str]]:
    """The changes of a norm, the latest first, each with the name of the person (empty: the shipped data)."""
    statement = (
        select(LimitVersion, User.name)
        .outerjoin(User, User.id == LimitVersion.person_id)
        .where(LimitVersion.limit_id == limit_id)
        .order_by(LimitVersion.id.desc())
    )
    return [(row[0], row[1] or "") for row in db.execute(statement)]


def latest_version(db: Session, limit_id: int) -> int:
    """The id of the latest change of a norm; 0 before the first."""
    return db.scalar(select(func.max(LimitVersion.id)).where(LimitVersion.limit_id == limit_id)) or 0


def decided(db: Session, limit: Limit, viewer: Viewer) -> tuple[int, int]:
    """How many results that this viewer may know of the norm decides, and with how many it stands in another set."""
    own, any_set = Result.limit_id == limit.id, _in_some_set(limit)
    statement = _seen(
        select(func.count().filter(own), func.count().filter(any_set & ~func.coalesce(own, False))), limit, viewer
    )
    row = db.execute(statement).one()
    return row[0], row[1]


def results(db: Session, limit: Limit, viewer: Viewer) -> list[tuple[SamplingPoint, Sample, Result]]:
    """The results that the norm decides or stands beside, the worst first, as many as fit on a page."""
    used = or_(Result.limit_id == limit.id, _in_some_set(limit))
    statement = _seen(select(SamplingPoint, Sample, Result), limit, viewer).where(used)
    ordered = statement.order_by(Result.times.desc().nulls_last(), Result.id).limit(_MOST_SHOWN)
    return [(row[0], row[1], row[2]) for row in db.execute(ordered)]


def substances(db: Session) -> list[Substance]:
    """Every substance, by code; for those who enter norms, because an unpublished file may have brought some."""
    return list(db.scalars(select(Substance).order_by(Substance.code)))


def with_norms(db: Session) -> list[Substance]:
    """The substances that have a norm, by code."""
    statement = select(Substance).where(Substance.code.in_(select(Limit.substance_code)))
    return list(db.scalars(statement.order_by(Substance.code)))


def water_classes(db: Session) -> list[WaterClass]:
    """The indicators of the classification of surface water in the order of the act."""
    return list(db.scalars(select(WaterClass).order_by(WaterClass.id)))


def summation_groups(db: Session) -> list[SummationGroup]:
    """The groups of air pollutants with added effect, by their number in the act."""
    return list(db.scalars(select(SummationGroup).order_by(SummationGroup.group_no)))


def _seen(statement: Any, limit: Limit, viewer: Viewer) -> Any:
    """The results of the norm's substance that this viewer may know of and that say something of their place."""
    return (
        statement.select_from(Result)
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(Result.substance_code == limit.substance_code, counts())
        .where(seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
    )


def _in_some_set(limit: Limit) -> ColumnElement[bool]:
    """Whether the comparison with some norm set used this norm."""
    return func.jsonb_path_exists(Result.compared, cast(f"$.*.limit ? (@ == {limit.id:d})", JSONPATH))
