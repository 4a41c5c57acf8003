"""Reads of results one by one, of what waits to be checked, and of what the rules say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, contains_eager, joinedload

from mapapp.core.loads import Load
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.models import Result, Sample, SamplingPoint, Substance
from mapapp.domains.samples.quality.holding import MEDIA
from mapapp.domains.samples.quality.judge import BLANKS, REPEATS, Blanks, Finding, Taken, Value, judge
from mapapp.layers import seen_by

Columns = TypeVarTuple("Columns")
# What somebody looks at before checking; a result is checked only as it was seen.
_LOOKED_AT = (
    Result.id,
    Result.state,
    Result.substance_code,
    Result.qualifier,
    Result.value,
    Result.value_min,
    Result.value_max,
    Result.detection_limit,
    Result.quantification_limit,
    Result.unit,
    Result.fraction,
    Result.basis,
    Result.uncertainty,
    Result.flags,
    Sample.sampled_on,
    Sample.analysed_on,
    Sample.medium,
)
# Every part counts at its place; NULL and the empty text are the same here.
VERSION: ColumnElement[str] = func.md5(
    func.concat_ws("\x1f", *(func.coalesce(cast(one, Text), "") for one in _LOOKED_AT))
)


@dataclass(frozen=True, slots=True)
class Pile:
    """Drafts that wait together: those of one load, or (None) those entered one by one."""

    load: Load | None
    waiting: int
    own: int
    version: str


def find(db: Session, result_id: int, viewer: Viewer) -> tuple[Result, str] | None:
    """A result and its version, with sample, point, substance, norm and events; None for whom it is not there."""
    statement = _of_results(select(Result, VERSION)).where(
        Result.id == result_id, seen_by(viewer, SamplingPoint), sample_seen_by(viewer)
    )
    found = db.execute(statement.options(*_loaded())).unique().one_or_none()
    return (found[0], found[1]) if found else None


def locked(db: Session, ids: Iterable[int]) -> list[tuple[Result, str]]:
    """Results as they are now with their versions, held until the transaction ends; always in the same order."""
    statement = _of_results(select(Result, VERSION)).where(Result.id.in_(list(ids))).order_by(Result.id)
    statement = statement.with_for_update(of=Result).options(*_loaded()).execution_options(populate_existing=True)
    return [(row[0], row[1]) for row in db.execute(statement).unique()]


def piles(db: Session, who: Viewer) -> list[Pile]:
    """The drafts that this viewer may check, load by load, the newest first."""
    own = func.count().filter(Result.entered_by_id == who.person_id)
    whole = func.md5(func.string_agg(VERSION, aggregate_order_by(literal(""), Result.id)))
    counted = _of_results(select(Result.load_id, func.count(), own, whole)).where(_waits_for(who))
    rows = db.execute(counted.group_by(Result.load_id)).all()
    loads = {one.id: one for one in db.scalars(select(Load).where(Load.id.in_([row[0] for row in rows if row[0]])))}
    found = [Pile(loads.get(row[0] or 0), row[1], row[2], row[3]) for row in rows]
    return sorted(found, key=lambda one: one.load.id if one.load else 0, reverse=True)


def drafts(who: Viewer, load_id: int | None) -> Select[Result, str]:
    """The drafts of a pile that this viewer may check, with their versions, sample by sample."""
    pile = Result.load_id == load_id if load_id else Result.load_id.is_(None)
    statement = _of_results(select(Result, VERSION)).where(_waits_for(who), pile).options(*_loaded())
    return statement.order_by(SamplingPoint.id, Sample.sampled_on, Sample.id, Result.id)


def drafts_of_pile(who: Viewer, load_id: int | None) -> Select[int]:
    """The ids of the drafts of a pile that this viewer may check and did not enter."""
    pile = Result.load_id == load_id if load_id else Result.load_id.is_(None)
    others = or_(Result.entered_by_id.is_(None), Result.entered_by_id != who.person_id)
    return _of_results(select(Result.id)).where(_waits_for(who), pile, others)


def waiting(db: Session, who: Viewer) -> int:
    """How many drafts this viewer may check."""
    return db.scalar(_of_results(select(func.count(Result.id))).where(_waits_for(who))) or 0


def findings(db: Session, point_id: int, viewer: Viewer) -> list[Finding]:
    """What the rules say of the results of one sampling point that this viewer may see; withdrawn ones do not count."""
    visible = and_(seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
    here = _as_values(db.execute(_values().where(Sample.point_id == point_id, visible)))
    datasets = select(Sample.dataset_id).where(Sample.point_id == point_id)
    return judge(here, _blanks(db, Sample.dataset_id.in_(datasets) & visible))


def found_in_dataset(
    db: Session, dataset_id: int, point_ids: Sequence[int] = ()
) -> Iterator[tuple[dict[int, list[str]], list[Finding]]]:
    """The results of every sampling point of a dataset (or of some of them): the flags of each, what the rules say."""
    blanks = _blanks(db, Sample.dataset_id == dataset_id)
    statement = _values().where(Sample.dataset_id == dataset_id)
    if point_ids:
        statement = statement.where(Sample.point_id.in_(point_ids))
    if not blanks:
        statement = statement.where(Sample.point_id.in_(_points_with_something_to_judge(dataset_id)))
    ordered = statement.order_by(None).order_by(Sample.point_id, Result.id)
    for _point, several in groupby(db.execute(ordered.execution_options(yield_per=5000)), key=lambda row: row.point_id):
        together = list(several)
        yield {row.id: row.flags for row in together}, judge(_as_values(together), blanks)


def _points_with_something_to_judge(dataset_id: int) -> Select[int]:
    """The sampling points of a dataset without blanks where a rule can find something, or found something before."""
    late = (Sample.analysed_on != "") & Sample.medium.in_(MEDIA)
    flagged = select(Result.id).where(Result.sample_id == Sample.id, Result.flags != []).exists()
    something = or_(Sample.purpose.in_(REPEATS), late, Sample.accredited_until != "", flagged)
    return select(Sample.point_id).where(Sample.dataset_id == dataset_id, something)


def names_of(db: Session, codes: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """The names of substances per language, by code."""
    rows = db.execute(select(Substance.code, Substance.names).where(Substance.code.in_(set(codes))))
    return {row.code: row.names for row in rows}


def _of_results(statement: Select[*Columns]) -> Select[*Columns]:
    return (
        statement.select_from(Result)
        .join(Sample, Sample.id == Result.sample_id)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
    )


def _loaded() -> tuple[Any, ...]:
    point = contains_eager(Result.sample, Sample.point)
    return (contains_eager(Result.sample), point, joinedload(Result.substance), joinedload(Result.limit))


def _waits_for(who: Viewer) -> ColumnElement[bool]:
    """Drafts of one's organisations; for moderators and administrators those of their oblasts."""
    mine: ColumnElement[bool] = Sample.organisation_id.in_(who.organisation_ids) & Sample.visibility.in_(
        ("public", "organisation")
    )
    if who.role in (Role.MODERATOR, Role.ADMINISTRATOR):
        mine = or_(mine, SamplingPoint.oblast.in_(who.oblasts)) if who.oblasts else Sample.id.is_not(None)
    return and_(Result.state == "draft", mine)


def _values() -> Select[Any]:
    depth = func.concat_ws("-", Sample.depth_from_m, Sample.depth_to_m)
    undetected = or_(Result.qualifier == "<", Result.value.is_(None))
    return (
        _of_results(
            select(
                Result.id,
                Result.substance_code,
                Result.unit,
                case((undetected, None), else_=Result.value).label("value"),
                func.coalesce(Result.detection_limit, Result.quantification_limit, Result.value).label("bound"),
                Result.quantification_limit,
                func.concat_ws("/", Result.fraction, Result.basis, Result.expressed_as).label("part"),
                Substance.cas,
                Result.flags,
                Sample.id.label("sample_id"),
                *(getattr(Sample, name) for name in _OF_SAMPLE),
                depth.label("depth"),
            )
        )
        .join(Substance, Substance.code == Result.substance_code)
        .where(Result.state != "withdrawn", Result.statistic == "single", Result.qualifier != ">")
        .where(Result.value_min.is_(None))
        .order_by(Result.id)
    )


_OF_SAMPLE = (
    "point_id",
    "medium",
    "purpose",
    "parent_id",
    "sampled_on",
    "analysed_on",
    "laboratory",
    "accreditation",
    "accredited_until",
)


def _blanks(db: Session, condition: ColumnElement[bool]) -> Blanks:
    rows = db.execute(_values().where(condition, Sample.purpose.in_(BLANKS)))
    return Blanks(_as_values(rows))


def _as_values(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Value]:
    samples: dict[int, Taken] = {}
    found = []
    for row in rows:
        if row.sample_id not in samples:
            own = {name: getattr(row, name) for name in _OF_SAMPLE}
            samples[row.sample_id] = Taken(row.sample_id, **own, depth=row.depth)
        bound = row.bound if row.value is None else None
        about = (row.unit, row.value, bound, row.quantification_limit, row.part, row.cas)
        found.append(Value(row.id, samples[row.sample_id], row.substance_code, *about))
    return found
