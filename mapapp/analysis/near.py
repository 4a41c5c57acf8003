"""What of a layer is near a shape, as anybody may see it: candidates by the index, then measured on the ellipsoid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mapapp.analysis.whereabouts import Whereabouts, whereabouts
from mapapp.layers import Feature, Filter, Layer, Viewer, features
from mapapp.spatial.nearness import box_around, distances_m, shared

_FIRST = 8  # nearest by degrees: one of them bounds how far the truly nearest can be
_MOST_CANDIDATES = 500
MOST_AROUND = 2000  # rows that are measured one by one; more than that are counted in no list
_TOUCH_M, _TOUCH_M2 = 0.5, 1.0  # common parts smaller than this are a common border


@dataclass(frozen=True, slots=True)
class Near:
    """A record near a shape. ``metres`` is 0 where they meet; ``relation`` then says how they do:

    inside (the shape in the record), holds (the record in the shape), crosses or touches; else it is apart.
    ``length_m`` and ``area_m2`` are what of the shape or of the record lies in the other.
    """

    feature: Feature
    place: Whereabouts
    metres: float
    relation: str
    length_m: float = 0.0
    area_m2: float = 0.0


@dataclass(frozen=True, slots=True)
class Around:
    """Records within a distance, the nearest first; ``complete`` is false when there were too many to measure all."""

    found: Sequence[Near]
    complete: bool


def nearest(db: Session, layer: Layer, shape: BaseGeometry, language: str, but: str = "") -> Near | None:
    """The nearest record of the layer, or None where it has none with a place. ``but`` is a key that does not count."""
    return next(iter(meeting_or_nearest(db, layer, shape, language, but=but)), None)


def meeting_or_nearest(
    db: Session,
    layer: Layer,
    shape: BaseGeometry,
    language: str,
    *,
    having: Mapping[str, Sequence[str]] | None = None,
    but: str = "",
) -> Sequence[Near]:
    """All records that meet the shape, or when none does the nearest one; ``having`` are values that columns must have.

    Meeting more than some hundred records is cut off there.
    """
    rows = _rows(layer, having or {}, but)
    here = from_shape(shape, srid=4326)
    first = db.execute(rows.order_by(rows.selected_columns.geom.op("<->")(here)).limit(_FIRST)).all()
    if not first:
        return ()
    reach = float(min(distances_m(shape, [to_shape(row.geom) for row in first])))
    box = func.ST_MakeEnvelope(*box_around(shape, reach + 1.0), 4326)
    inside = rows.where(func.ST_Intersects(rows.selected_columns.geom, box)).limit(_MOST_CANDIDATES)
    found = {row.key: to_shape(row.geom) for row in db.execute(inside)} | {row.key: to_shape(row.geom) for row in first}
    apart = dict(zip(found, distances_m(shape, list(found.values())), strict=True))
    least = min(apart.values())
    keys = [key for key, metres in apart.items() if metres == 0] or [key for key in apart if apart[key] == least][:1]
    known = features(db, layer, Filter(keys=tuple(keys)), Viewer(), language)
    return tuple(sorted(_measured(shape, known, apart), key=_nearest_first))


def by_centre(
    db: Session, layer: Layer, shape: BaseGeometry, language: str, having: Mapping[str, Sequence[str]], most: int
) -> Sequence[Near]:
    """The records with these values whose middles are nearest, with the distance to their middle; never "inside"."""
    rows = _rows(layer, having, "")
    order = func.ST_Centroid(rows.selected_columns.geom).op("<->")(from_shape(shape, srid=4326))
    keys = tuple(db.scalars(rows.with_only_columns(rows.selected_columns.key).order_by(order).limit(most)))
    known = [one for one in features(db, layer, Filter(keys=keys), Viewer(), language) if one.geometry is not None]
    apart = distances_m(shape, [one.geometry.centroid for one in known if one.geometry is not None])
    found = []
    for one, metres in zip(known, apart, strict=True):
        place = whereabouts(one.geometry, one.properties)
        if place is not None:
            found.append(Near(one, place, float(metres), "apart"))
    return tuple(sorted(found, key=_nearest_first))


def without_place(db: Session, layer: Layer) -> int:
    """How many of the layer's public records have no place that could be measured from."""
    rows = layer.select(Filter(), Viewer()).order_by(None).subquery()
    measurable = rows.c.geom.is_not(None) & rows.c.not_drawn.is_(None) & rows.c.precision.is_distinct_from("district")
    return db.scalar(select(func.count()).select_from(rows).where(~measurable)) or 0


def around(db: Session, layer: Layer, shape: BaseGeometry, metres: float, language: str, but: str = "") -> Around:
    """The records of a layer within ``metres`` of the shape (0: that meet it), lines and polygons too.

    At most ``MOST_AROUND`` candidates are measured.
    """
    wanted = Filter(bbox=box_around(shape, metres), drawn=True, limit=MOST_AROUND + 1)
    known = list(features(db, layer, wanted, Viewer(), language))
    candidates = [one for one in known[:MOST_AROUND] if one.geometry is not None and one.key != but]
    apart = distances_m(shape, [one.geometry for one in candidates if one.geometry is not None])
    near = {one.key: float(metres_) for one, metres_ in zip(candidates, apart, strict=True) if metres_ <= metres}
    chosen = [one for one in candidates if one.key in near]
    return Around(sorted(_measured(shape, chosen, near), key=_nearest_first), len(known) <= MOST_AROUND)


def _rows(layer: Layer, having: Mapping[str, Sequence[str]], but: str) -> Select[tuple[str, object]]:
    """Key and geometry of the records that anybody may see, that have a measurable place and these values."""
    rows = layer.select(Filter(drawn=True), Viewer()).order_by(None).subquery()
    statement = select(rows.c.key, rows.c.geom).where(rows.c.key != but, rows.c.precision.is_distinct_from("district"))
    for name, values in having.items():
        statement = statement.where(rows.c[name].in_(values))
    return statement


def _measured(shape: BaseGeometry, known: Iterable[Feature], apart: Mapping[str, float]) -> list[Near]:
    found = []
    for one in known:
        place = whereabouts(one.geometry, one.properties)
        if place is not None:
            found.append(related(shape, one, place, float(apart[one.key])))
    return found


def related(shape: BaseGeometry, one: Feature, place: Whereabouts, metres: float) -> Near:
    """How the shape and the record stand to one another, ``metres`` apart."""
    other = place.shape
    if metres > 0:
        return Near(one, place, metres, "apart")
    if other.covers(shape):
        return Near(one, place, 0.0, "inside")
    if shape.covers(other):
        return Near(one, place, 0.0, "holds", *shared(other, shape))
    length, area = shared(shape, other)
    faces = min(shapely.get_dimensions([shape, other])) == 2
    common = area > _TOUCH_M2 if faces else length > _TOUCH_M
    return Near(one, place, 0.0, "crosses" if common else "touches", length, area)


def _nearest_first(one: Near) -> tuple[float, str]:
    return (one.metres, one.feature.key)
