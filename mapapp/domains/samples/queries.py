"""Reads of sampling points, results and norms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Numeric, Select, Text, and_, case, cast, false, func, literal, null, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, selectinload

from mapapp.core.database import session
from mapapp.core.i18n import language, localize
from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.comparison import DEFAULT_SET, NORM_SETS
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import ABOUT_THE_PLACE, Result, Sample, SamplingPoint, Substance
from mapapp.layers import CHILD_SOURCE, STANDARD, Filter, Viewer, apply, seen_by

NORMS = "norms"  # the condition that chooses whose norms count; it restricts no rows
_NO_CODES = cast([], ARRAY(Text))


@dataclass(frozen=True, slots=True)
class Site:
    """A sampling point with the samples that a viewer may know of, and the norms of their substances by code."""

    point: SamplingPoint
    samples: Sequence[Sample]
    limits: Mapping[str, Sequence[Limit]]


def select_points(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The sampling points this viewer may see, each with the worst comparison of its results.

    Conditions for substances or media make that the comparison of these results only; the condition ``norms`` (the code
    of a norm set) compares with that set. Withdrawn results, blanks and spikes do not count.
    """
    asked = {condition.field: condition.values for condition in filter.conditions}
    norms = next(iter(asked.get(NORMS, ())), DEFAULT_SET)
    results = _results_of_points(viewer, asked, norms)
    statement = (
        select(
            *(getattr(SamplingPoint, name) for name in STANDARD),
            SamplingPoint.water_body,
            SamplingPoint.site_key,  # for what joins layers; no field of the layer: the site may not be public
            results.c.media,
            results.c.substances,
            results.c.result_count,
            results.c.sampled_on,
            results.c.max_times,
            results.c.exceedance,
            # Said only when it is not the usual one.
            (literal(norms, Text) if norms != DEFAULT_SET else cast(null(), Text)).label(NORMS),
        )
        .join(results, results.c.point_id == SamplingPoint.id)
        .where(seen_by(viewer, SamplingPoint))
    )
    if norms not in NORM_SETS:
        statement = statement.where(false())
    if asked.keys() & {"substances", "media"}:
        statement = statement.where(results.c.chosen > 0)
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
    restricting = tuple(one for one in filter.conditions if one.field != NORMS)
    worst_first = results.c.max_times.desc().nulls_last()
    return apply(statement, replace(filter, conditions=restricting), columns).order_by(worst_first, SamplingPoint.id)


def select_results(filter: Filter, viewer: Viewer) -> Select[Any]:
    """Every result of the points that ``select_points`` gives to this viewer, with its sample and its norm.

    Withdrawn results are there with their state and reason, blanks and spikes with their purpose.
    """
    points = select_points(filter, viewer).subquery()
    own = ("medium", "taxon", "depth_from_m", "depth_to_m", "sampled_on", "sampler", "method", "purpose", "label")
    quality = ("laboratory", "accreditation", "certificate", "received_on", "analysed_on")
    value = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")
    about = ("unit", "uncertainty", "statistic", "basis", "expressed_as", "averaging", "sample_count")
    judged = ("verdict", "times_min", "times", "state", "state_reason", "flags", "compared")
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
            *(getattr(Result, name) for name in (*value, *about, *judged)),
            *(getattr(Limit, name).label(f"limit_{name}") for name in norm),
        )
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .join(points, points.c.key == SamplingPoint.key)
        .join(Substance, Substance.code == Result.substance_code)
        .outerjoin(Limit, Limit.id == Result.limit_id)
        .where(sample_seen_by(viewer))
        .order_by(SamplingPoint.id, Sample.sampled_on, Sample.id, Result.id)
    )


def counts() -> ColumnElement[bool]:
    """The condition that a result says something of the place: it stands, and its sample is no blank or spike."""
    return (Result.state != "withdrawn") & Sample.purpose.in_(ABOUT_THE_PLACE)


def find_point(db: Session, key: str, viewer: Viewer) -> Site | None:
    """The point with its samples, results, substances and norms, or None when this viewer may not know of any."""
    point = db.scalar(select(SamplingPoint).where(SamplingPoint.key == key, seen_by(viewer, SamplingPoint)))
    if point is None:
        return None
    results = selectinload(Sample.results)
    statement = (
        select(Sample)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(SamplingPoint.id == point.id, sample_seen_by(viewer))
        .options(results.joinedload(Result.substance), results.joinedload(Result.limit))
        .order_by(Sample.sampled_on, Sample.id)
    )
    samples = db.scalars(statement).unique().all()
    codes = {result.substance_code for sample in samples for result in sample.results}
    return Site(point, samples, limits_of(db, codes)) if samples else None


def limits_of(db: Session, codes: Collection[str]) -> dict[str, list[Limit]]:
    """The norms of these substances by code; a substance without norms has an empty list."""
    found: dict[str, list[Limit]] = {code: [] for code in codes}
    for limit in db.scalars(select(Limit).where(Limit.substance_code.in_(codes)).order_by(Limit.id)):
        found[limit.substance_code].append(limit)
    return found


class SubstanceNames(Mapping[str, str]):
    """The names of the substances that have public results, by code, in the reader's language; read once a request."""

    def __getitem__(self, code: str) -> str:
        return self._names()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> dict[str, str]:
        if "substance_names" not in g:
            rows = session().execute(select(Substance.code, Substance.names).where(used_by(Viewer())))
            named = {code: localize(names, language()).value or code for code, names in rows}
            g.substance_names = dict(sorted(named.items(), key=lambda pair: pair[1]))
        found: dict[str, str] = g.substance_names
        return found


def used_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a row of ``Substance`` has results that this viewer may know of and that count."""
    return (
        select(Result.id)
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(Result.substance_code == Substance.code, counts())
        .where(seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
        .exists()
    )


def judged_by(norms: str) -> tuple[ColumnElement[Any], ColumnElement[Any], ColumnElement[Any]]:
    """The columns times_min, times and verdict of ``Result`` by the norm set of that code."""
    if norms == DEFAULT_SET:
        return Result.times_min.expression, Result.times.expression, Result.verdict.expression
    one = Result.compared[norms]
    low, high = cast(one["times_min"].astext, Numeric), cast(one["times"].astext, Numeric)
    # What a source printed as a multiple is compared with no norm of any set: it stays what it is.
    verdict = func.coalesce(one["verdict"].astext, "no_limit")
    return low, high, verdict


def _results_of_points(viewer: Viewer, asked: Mapping[str, Sequence[str]], norms: str) -> Any:
    """The aggregates of the results of each point: "chosen" are those of the substances and media asked for."""
    counted = counts()
    chosen = counted & and_(
        true(),
        *([Result.substance_code.in_(asked["substances"])] if asked.get("substances") else []),
        *([Sample.medium.in_(asked["media"])] if asked.get("media") else []),
    )
    _low, times, verdict = judged_by(norms)
    worst = func.max(times).filter(chosen & (verdict == "exceeds"))
    substances = func.array_agg(cast(Result.substance_code, Text).distinct()).filter(counted)
    media = func.array_agg(cast(Sample.medium, Text).distinct()).filter(Sample.purpose.in_(ABOUT_THE_PLACE))
    return (
        select(
            Sample.point_id,
            func.coalesce(media, _NO_CODES).label("media"),
            func.coalesce(substances, _NO_CODES).label("substances"),
            func.count(Result.id).filter(counted).label("result_count"),
            func.count(Result.id).filter(chosen).label("chosen"),
            func.max(Sample.sampled_on).label("sampled_on"),
            func.max(times).filter(chosen).label("max_times"),
            case(
                (worst > 10, "over_10"),
                (worst > 2, "over_2"),
                (worst > 1, "over_1"),
                (func.bool_or(verdict == "cannot_tell").filter(chosen), "cannot_tell"),
                (func.bool_or(verdict == "within").filter(chosen), "within"),
                else_="no_limit",
            ).label("exceedance"),
        )
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .outerjoin(Result, Result.sample_id == Sample.id)
        .where(sample_seen_by(viewer))
        .group_by(Sample.point_id)
        .subquery()
    )
