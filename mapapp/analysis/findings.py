"""What was measured and seen at sites, in one query per kind, as anybody may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Subquery, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import Session

from mapapp.layers import ChildTable, Filter, Layer, Viewer

RESULTS, OBSERVATIONS = "results", "observations"
_COUNTED_STATES = ("as_published", "checked")
_COUNTED_PURPOSES = ("routine", "duplicate", "replicate")
_TOLD_BIGGER, _TOLD_MUCH_BIGGER = 2.0, 4.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What the results of one sampling point say: ``worst`` is None when none could be compared with a norm."""

    worst: float | None
    above: frozenset[str]
    checked: bool


@dataclass(frozen=True, slots=True)
class Worst:
    """The result that is farthest above a norm, for the explanation of a score."""

    substance: Mapping[str, str]
    times: float
    act: str
    jurisdiction: str
    state: str


def table_of(layer: Layer, name: str) -> ChildTable:
    """The child table of a layer by its id."""
    return next(one for one in layer.tables if one.id == name)


def measured(db: Session, layer: Layer, filter: Filter, norms: str) -> dict[str, Measured]:
    """By the key of the sampling point; ``norms`` is a set of norms, empty for the country's.

    Drafts, withdrawn results and blanks do not count; a comparison that cannot tell is no comparison.
    """
    rows = table_of(layer, RESULTS).select(filter, Viewer()).order_by(None).subquery()
    verdict, times = compared(rows, norms)
    exceeds = verdict == "exceeds"
    found = select(
        rows.c.key,
        func.max(times).filter(exceeds),
        func.array_agg(rows.c.substance.distinct()).filter(exceeds),
        func.bool_or(verdict.in_(("exceeds", "within"))),
        func.bool_and(rows.c.state == "checked"),
    )
    answer = db.execute(found.where(*counted(rows)).group_by(rows.c.key))
    return {
        key: Measured(_worst(worst, above, bool(known)), frozenset(above or ()), bool(sure))
        for key, worst, above, known, sure in answer
    }


def _worst(worst: Any, above: Any, known: bool) -> float | None:
    """A value within every norm is known to be none above it: 1; so is one above it whose multiple nobody can say."""
    if worst is not None:
        return max(1.0, float(worst))
    return 1.0 if known or above else None


def worst_of(db: Session, layer: Layer, keys: tuple[str, ...], norms: str) -> dict[str, Worst]:
    """The worst result of each of these sampling points."""
    rows = table_of(layer, RESULTS).select(Filter(keys=keys), Viewer()).order_by(None).subquery()
    verdict, times = compared(rows, norms)
    act = rows.c.limit_act if not norms else literal("")
    whose = rows.c.limit_jurisdiction if not norms else literal("")
    found = select(rows.c.key, rows.c.substance_name, times, act, whose, rows.c.state)
    found = found.where(verdict == "exceeds", *counted(rows))
    ranked = found.ext(distinct_on(rows.c.key)).order_by(rows.c.key, times.desc().nulls_last(), rows.c.substance)
    return {
        key: Worst(name or {}, float(by or 1), act_ or "", whose_ or "", state)
        for key, name, by, act_, whose_, state in db.execute(ranked)
    }


def counted(rows: Subquery) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions that a result stands and says something of the place."""
    return rows.c.state.in_(_COUNTED_STATES), rows.c.purpose.in_(_COUNTED_PURPOSES)


def compared(rows: Subquery, norms: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The verdict and how many times the norm, by a set of norms; without one, by the country's."""
    if not norms:
        return rows.c.verdict, rows.c.times
    one = rows.c.compared[norms]
    return one["verdict"].astext, cast(one["times"].astext, Numeric)


def growth(db: Session, layer: Layer, filter: Filter) -> dict[str, float]:
    """How many times as large as at first each site is, by its key; only where more than one observation tells.

    Measured areas decide; without two of them "bigger" counts as twice, said more than once as four times.
    """
    rows = table_of(layer, OBSERVATIONS).select(filter, Viewer()).order_by(None).subquery()
    in_order = aggregate_order_by(rows.c.area_m2, rows.c.observed_on)
    areas = func.array_agg(in_order).filter(rows.c.area_m2 > 0)
    bigger = func.count().filter(rows.c.seen == "bigger")
    smaller = func.count().filter(rows.c.seen == "smaller")
    found = select(rows.c.key, areas, bigger, smaller).group_by(rows.c.key).having(func.count() > 1)
    return {key: _ratio(sizes, up - down) for key, sizes, up, down in db.execute(found)}


def _ratio(sizes: list[Any] | None, told: int) -> float:
    if sizes and len(sizes) > 1:
        return float(sizes[-1] / sizes[0])
    return _TOLD_MUCH_BIGGER if told > 1 else _TOLD_BIGGER if told == 1 else 1.0
