"""Reads of sampling points, results and norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g
from sqlalchemy import Select, Text, case, cast, func, select
from sqlalchemy.orm import Session, selectinload

from mapapp.core.database import session
from mapapp.core.i18n import language, localize
from mapapp.domains.samples.limits import Limit, SummationGroup, WaterClass
from mapapp.domains.samples.models import Result, Sample, SamplingPoint, Substance
from mapapp.layers import CHILD_SOURCE, STANDARD, Filter, Viewer, apply, seen_by


def select_points(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The sampling points this viewer may see, each with the worst comparison of its results."""
    results = _results_of_points()
    statement = (
        select(
            *(getattr(SamplingPoint, name) for name in STANDARD),
            SamplingPoint.water_body,
            results.c.media,
            results.c.substances,
            results.c.result_count,
            results.c.sampled_on,
            results.c.max_times,
            results.c.exceedance,
        )
        .join(results, results.c.point_id == SamplingPoint.id)
        .where(seen_by(viewer, SamplingPoint))
    )
    columns = {
        "key": SamplingPoint.key,
        "geom": SamplingPoint.geom,
        "not_drawn": SamplingPoint.not_drawn,
        "search": cast(SamplingPoint.names, Text) + " " + SamplingPoint.place + " " + SamplingPoint.water_body,
        "date": results.c.sampled_on,
        "media": results.c.media,
        "substances": results.c.substances,
        "exceedance": results.c.exceedance,
        "oblast": SamplingPoint.oblast,
    }
    worst_first = results.c.max_times.desc().nulls_last()
    return apply(statement, filter, columns).order_by(worst_first, SamplingPoint.id)


def select_results(filter: Filter, viewer: Viewer) -> Select[Any]:
    """Every result of the points that ``select_points`` gives to this viewer, with its sample and its norm."""
    points = select_points(filter, viewer).subquery()
    own = ("medium", "taxon", "depth_from_m", "depth_to_m", "sampled_on", "sampler", "method")
    quality = ("laboratory", "accreditation", "certificate")
    value = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")
    about = ("unit", "uncertainty", "statistic", "basis", "sample_count", "verdict", "times")
    norm = ("value", "unit", "act", "jurisdiction", "medium", "averaging", "land_use", "in_force_from", "in_force_to")
    return (
        select(
            points.c.key,
            points.c.names,
            *(getattr(Result, name) for name in CHILD_SOURCE),
            Result.external_id.label("row_id"),
            Sample.external_id.label("sample_id"),
            *(getattr(Sample, name) for name in (*own, *quality)),
            Result.substance_code.label("substance"),
            Substance.names.label("substance_name"),
            Substance.cas,
            Result.fraction,
            func.nullif(Result.qualifier, "=").label("qualifier"),
            *(getattr(Result, name) for name in (*value, *about)),
            *(getattr(Limit, name).label(f"limit_{name}") for name in norm),
        )
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .join(points, points.c.key == SamplingPoint.key)
        .join(Substance, Substance.code == Result.substance_code)
        .outerjoin(Limit, Limit.id == Result.limit_id)
        .order_by(SamplingPoint.id, Sample.sampled_on, Sample.id, Result.id)
    )


def find_point(db: Session, key: str, viewer: Viewer) -> SamplingPoint | None:
    """The point with its samples, results, substances and norms, or None when this viewer may not see it."""
    results = selectinload(SamplingPoint.samples).selectinload(Sample.results)
    statement = (
        select(SamplingPoint)
        .where(SamplingPoint.key == key, seen_by(viewer, SamplingPoint))
        .options(results.joinedload(Result.substance), results.joinedload(Result.limit))
    )
    return db.scalar(statement)


class SubstanceNames(Mapping[str, str]):
    """The names of the substances that have results, by code, in the reader's language; read once a request."""

    def __getitem__(self, code: str) -> str:
        return self._names()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> dict[str, str]:
        if "substance_names" not in g:
            used = select(Result.substance_code).distinct()
            rows = session().execute(select(Substance.code, Substance.names).where(Substance.code.in_(used)))
            named = {code: localize(names, language()).value or code for code, names in rows}
            g.substance_names = dict(sorted(named.items(), key=lambda pair: pair[1]))
        found: dict[str, str] = g.substance_names
        return found


def limits(db: Session, medium: str = "", jurisdiction: str = "") -> list[tuple[Limit, Substance]]:
    """The norms with their substances, by substance and then by strictness."""
    statement = select(Limit, Substance).join(Substance, Substance.code == Limit.substance_code)
    if medium:
        statement = statement.where(Limit.medium == medium)
    if jurisdiction:
        statement = statement.where(Limit.jurisdiction == jurisdiction)
    return [(row[0], row[1]) for row in db.execute(statement.order_by(Substance.code, Limit.medium, Limit.value))]


def water_classes(db: Session) -> list[WaterClass]:
    """The indicators of the classification of surface water in the order of the act."""
    return list(db.scalars(select(WaterClass).order_by(WaterClass.id)))


def summation_groups(db: Session) -> list[SummationGroup]:
    """The groups of air pollutants with added effect, by their number in the act."""
    return list(db.scalars(select(SummationGroup).order_by(SummationGroup.group_no)))


def _results_of_points() -> Any:
    worst = func.max(Result.times).filter(Result.verdict == "exceeds")
    return (
        select(
            Sample.point_id,
            func.array_agg(cast(Sample.medium, Text).distinct()).label("media"),
            func.array_agg(cast(Result.substance_code, Text).distinct()).label("substances"),
            func.count(Result.id).label("result_count"),
            func.max(Sample.sampled_on).label("sampled_on"),
            func.max(Result.times).label("max_times"),
            case(
                (worst > 10, "over_10"),
                (worst > 2, "over_2"),
                (worst > 1, "over_1"),
                (func.bool_or(Result.verdict == "cannot_tell"), "cannot_tell"),
                (func.bool_or(Result.verdict == "within"), "within"),
                else_="no_limit",
            ).label("exceedance"),
        )
        .join(Result, Result.sample_id == Sample.id)
        .group_by(Sample.point_id)
        .subquery()
    )
