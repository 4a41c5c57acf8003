"""Reads of waterways and of what was measured in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.models import Result, Sample, SamplingPoint, Waterway
from mapapp.domains.samples.queries import counts
from mapapp.layers import Viewer, seen_by


def waterways(db: Session) -> Sequence[Waterway]:
    """The lines along which values are shown."""
    return db.scalars(select(Waterway).order_by(Waterway.key)).all()


def waterway(db: Session, key: str) -> Waterway | None:
    """The line of that key, or None."""
    return db.scalar(select(Waterway).where(Waterway.key == key))


def measured_in(db: Session, one: Waterway, viewer: Viewer) -> list[tuple[str, str, int]]:
    """What was measured in a water body: substance, medium and at how many points; most points with a place first."""
    points = func.count(SamplingPoint.id.distinct())
    placed = points.filter(SamplingPoint.geom.is_not(None) | SamplingPoint.distance_km.is_not(None))
    statement = _counted(one, viewer, Result.substance_code, Sample.medium, points)
    rows = db.execute(statement.group_by(Result.substance_code, Sample.medium).order_by(placed.desc(), points.desc()))
    return [(row[0], row[1], row[2]) for row in rows]


def results_in(db: Session, one: Waterway, viewer: Viewer, substance: str, medium: str) -> Sequence[Result]:
    """The results of one substance in one medium that count, with their samples and points, the latest last."""
    statement = (
        _counted(one, viewer, Result)
        .where(Result.substance_code == substance, Sample.medium == medium)
        .options(contains_eager(Result.sample).contains_eager(Sample.point))
        .order_by(Sample.sampled_on, Result.id)
    )
    return db.scalars(statement).unique().all()


def _counted(one: Waterway, viewer: Viewer, *wanted: Any) -> Select[Any]:
    """A select over the results of a water body that this viewer may know of and that count."""
    return (
        select(*wanted)
        .select_from(Result)
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(SamplingPoint.water_body.in_(one.spellings), counts())
        .where(seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
    )
