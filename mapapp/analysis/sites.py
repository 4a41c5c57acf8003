"""All sites that are ranked, with the raw value of every criterion: a few queries for all of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.analysis import sureness
from mapapp.analysis.exposure import exposure, from_wkb
from mapapp.analysis.findings import Measured, growth, measured
from mapapp.analysis.ranking import Floats
from mapapp.analysis.whereabouts import TAKEN_M
from mapapp.layers import Condition, Filter, Layer, Viewer
from mapapp.spatial.geodesic import area_m2
from mapapp.spatial.nearness import Index, Shapes

REPORTS, SAMPLES = "reports", "samples"
ALONE = "sampling_point"  # the kind of a sampling point away from every site
JOIN_M = 500.0
_NOT_RANKED = ("cleaned",)
_MANY = "aggregate"  # figures for a whole region or company are no site
_NOTHING = Measured(None, frozenset(), False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sites: ``norms`` a set of norms or empty for the country's, ``kinds`` none for all.

    Samples count to a site when they were taken within ``join_m`` metres of it, besides those that name it.
    """

    norms: str = ""
    oblast: str = ""
    kinds: tuple[str, ...] = ()
    join_m: float = JOIN_M


@dataclass(frozen=True, slots=True)
class Sites:
    """Sites by position: layer and key, shape (EPSG:4326 or None), criteria, sureness, points of each."""

    layers: NDArray[np.str_]
    keys: NDArray[np.str_]
    shapes: Shapes
    raw: Mapping[str, Floats]
    sure: Mapping[str, Floats]
    points: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Columns of one layer's rows, and how many metres each place may be off (``vague``: by our reckoning)."""

    columns: Mapping[str, list[Any]]
    shapes: Shapes
    slack: Floats
    vague: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.columns["key"])


def gather(db: Session, layers: Mapping[str, Layer], wanted: Wanted, today: date) -> Sites:
    """The sites that anybody may see, with all that the ranking needs to know of them."""
    spots = _spots(db, layers[REPORTS], wanted)
    points = _points(db, layers[SAMPLES], wanted)
    results = measured(db, layers[SAMPLES], _filter(wanted), wanted.norms)
    taken, alone = _joined(spots, points, wanted.join_m)
    if wanted.kinds and ALONE not in wanted.kinds:
        alone = []
    keys = [*spots.columns["key"], *(points.columns["key"][one] for one in alone)]
    of_site = [[points.columns["key"][one] for one in taken.get(at, ())] for at in range(len(spots))]
    of_site += [[points.columns["key"][one]] for one in alone]
    shapes = np.concatenate([spots.shapes, points.shapes[alone]])
    slack = np.concatenate([spots.slack, points.slack[alone]])
    vague = np.concatenate([spots.vague, points.vague[alone]])
    found = [_together(results, one) for one in of_site]
    raw = {
        "exceedance": np.array([np.nan if one.worst is None else one.worst for one in found]),
        "substances": np.array([np.nan if one.worst is None else float(len(one.above)) for one in found]),
        "area": np.concatenate([_areas(spots), np.full(len(alone), np.nan)]),
        "growth": _growth(db, layers[REPORTS], wanted, keys, len(spots)),
        **exposure(db, layers["places"], layers["areas"], shapes, np.where(vague, np.nan, slack)),
    }
    named = np.array([REPORTS] * len(spots) + [SAMPLES] * len(alone), dtype=np.str_)
    sure = _sureness(spots, points, alone, found, (slack, today))
    return Sites(named, np.array(keys, dtype=np.str_), shapes, raw, sure, of_site)


def _filter(wanted: Wanted) -> Filter:
    return Filter(conditions=(Condition("oblast", (wanted.oblast,)),) if wanted.oblast else ())


def _spots(db: Session, layer: Layer, wanted: Wanted) -> _Rows:
    kinds = tuple(one for one in wanted.kinds if one != ALONE)
    rows = layer.select(_filter(wanted), Viewer()).order_by(None).subquery()
    statement = select(*_place(rows), rows.c.area_m2, rows.c.status, rows.c.photo_count, rows.c.last_seen)
    statement = statement.add_columns(rows.c.first_reported).where(rows.c.status.not_in(_NOT_RANKED))
    if wanted.kinds:
        statement = statement.where(rows.c.kind.in_(kinds))
    return _read(db, statement.order_by(rows.c.key))


def _points(db: Session, layer: Layer, wanted: Wanted) -> _Rows:
    rows = layer.select(_filter(wanted), Viewer()).order_by(None).subquery()
    return _read(db, select(*_place(rows), rows.c.sampled_on, rows.c.site_key).order_by(rows.c.key))


def _place(rows: Any) -> list[Any]:
    geom = func.ST_AsBinary(rows.c.geom).label("geom")
    return [rows.c.key, geom, rows.c.precision, rows.c.precision_m, rows.c.not_drawn]


def _read(db: Session, statement: Any) -> _Rows:
    answer = db.execute(statement.where(statement.selected_columns.not_drawn.is_distinct_from(_MANY)))
    names, rows = list(answer.keys()), answer.all()
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    shapes = from_wkb(columns.pop("geom"))
    pairs = list(zip(columns["precision"], columns["precision_m"], strict=True))
    reckoned = [float(metres) if metres else TAKEN_M.get(known or "", 0.0) for known, metres in pairs]
    undrawn = np.array([bool(one) for one in columns["not_drawn"]], dtype=np.bool_)
    nowhere = shapely.is_missing(shapes) | shapely.is_empty(shapes) | undrawn
    slack = np.where(nowhere, np.nan, np.array(reckoned, dtype=np.float64))
    vague = np.array([known in TAKEN_M and not metres for known, metres in pairs], dtype=np.bool_)
    return _Rows(columns, shapes, slack, vague)


def _joined(spots: _Rows, points: _Rows, metres: float) -> tuple[dict[int, list[int]], list[int]]:
    """Which points count to which site, by positions, and the points that count to none.

    A point that names a site counts to that. Others count to the nearest site within ``metres`` where both places are
    known at least as well as that; a rough place never joins.
    """
    by_key = {key: at for at, key in enumerate(spots.columns["key"])}
    home = {at: by_key[key] for at, key in enumerate(points.columns["site_key"]) if key in by_key}
    with np.errstate(invalid="ignore"):
        sure_spots = np.flatnonzero((spots.slack <= metres) & ~spots.vague)
        free = np.flatnonzero((points.slack <= metres) & ~points.vague)
    left, right, apart = Index(spots.shapes[sure_spots]).within(points.shapes[free], metres)
    for at in np.lexsort((right, apart)):
        home.setdefault(int(free[left[at]]), int(sure_spots[right[at]]))
    taken: dict[int, list[int]] = {}
    for point, site in sorted(home.items()):
        taken.setdefault(site, []).append(point)
    return taken, [at for at in range(len(points)) if at not in home]


def _together(results: Mapping[str, Measured], keys: Sequence[str]) -> Measured:
    found = [results[key] for key in keys if key in results]
    if not found:
        return _NOTHING
    worst = max((one.worst for one in found if one.worst is not None), default=None)
    above = frozenset[str]().union(*(one.above for one in found))
    return Measured(worst, above, all(one.checked for one in found))


def _areas(spots: _Rows) -> Floats:
    """The published area, else that of a drawn outline."""
    measured_ = [float(one) if one else np.nan for one in spots.columns["area_m2"]]
    for at in np.flatnonzero(shapely.get_dimensions(spots.shapes) == 2):
        if np.isnan(measured_[at]):
            measured_[at] = area_m2(spots.shapes[at])
    return np.array(measured_, dtype=np.float64)


def _growth(db: Session, layer: Layer, wanted: Wanted, keys: Sequence[str], spots: int) -> Floats:
    known = growth(db, layer, _filter(wanted))
    return np.array([known.get(key, np.nan) if at < spots else np.nan for at, key in enumerate(keys)])


def _sureness(
    spots: _Rows, points: _Rows, alone: Sequence[int], found: Sequence[Measured], at: tuple[Floats, date]
) -> dict[str, Floats]:
    slack, today = at
    own = spots.columns
    dates = [
        max(seen or "", reported or "") for seen, reported in zip(own["last_seen"], own["first_reported"], strict=True)
    ]
    dates += [points.columns["sampled_on"][one] or "" for one in alone]
    photos = [1.0 if count else 0.0 for count in own["photo_count"]] + [0.0] * len(alone)
    return {
        "place": sureness.of_place(slack),
        "verified": np.concatenate([sureness.of_status(own["status"]), np.ones(len(alone))]),
        "checked": np.array(
            [0.0 if one is _NOTHING else 1.0 if one.checked else sureness.AS_PUBLISHED for one in found]
        ),
        "photos": np.array(photos),
        "recent": sureness.of_age(dates, today),
    }


def _checked(one: Measured) -> float:
    if one.worst is None:
        return 0.0
    return 1.0 if one.checked else sureness.AS_PUBLISHED
