"""Settlements and oblasts, asked of their layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from mapapp.core.folding import folded
from mapapp.core.i18n import language, localize
from mapapp.layers import Condition, Feature, Filter, Viewer, features, registry
from mapapp.spatial.bbox import BBox
from mapapp.spatial.shapes import point_of

_OBLASTS = (Condition("level", ("1",)),)
_NEARBY = 0.2  # degrees: some 15 km, farther off a name says nothing
_AROUND = 0.5  # degrees: more than the distance over a border that is asked for, at any latitude of the country


@dataclass(frozen=True, slots=True)
class Settlement:
    """A place of the gazetteer and where it lies, in the reader's language; ``spellings`` are all its names, folded."""

    key: str
    name: str
    region: str
    point: Point
    spellings: frozenset[str]

    def is_called(self, text: str) -> bool:
        """Whether one of its names is just this."""
        return folded(text) in self.spellings


def find_settlements(db: Session, text: str, most: int) -> Sequence[Settlement]:
    """Settlements whose name in any language is like ``text``, the likeliest first."""
    return _settlements(db, registry()["places"].find(db, text, most))


def settlement(db: Session, key: str) -> Settlement | None:
    """The settlement of that key."""
    found = features(db, registry()["places"], Filter(keys=(key,), limit=1), Viewer(), language())
    return next(iter(_settlements(db, list(found))), None)


def nearest_settlement(db: Session, longitude: float, latitude: float) -> str:
    """The name of the nearest settlement, for people to recognise a place by; empty when there is none around."""
    near = _box(longitude, latitude, _NEARBY)
    rows = registry()["places"].select(Filter(bbox=near), Viewer()).order_by(None).subquery()
    away = func.ST_Distance(func.geography(rows.c.geom), func.geography(_point(longitude, latitude)))
    names = db.scalar(select(rows.c.names).order_by(away).limit(1))
    return localize(names, language()).value


def regions_near(db: Session, longitude: float, latitude: float, across_m: float) -> str | None:
    """The P-code ("KZ35") of the oblast in which the point lies, or of the nearest within ``across_m`` metres.

    Empty when no borders are known here at all, None when the point is farther off than that.
    """
    near = _box(longitude, latitude, _AROUND)
    rows = registry()["regions"].select(Filter(bbox=near, conditions=_OBLASTS), Viewer()).order_by(None).subquery()
    point = _point(longitude, latitude)
    inside = db.scalar(select(rows.c.key).where(func.ST_Covers(rows.c.geom, point)).limit(1))
    if inside is None:
        away = func.ST_Distance(func.geography(rows.c.geom), func.geography(point))
        inside = db.scalar(select(rows.c.key).where(away <= across_m).order_by(away).limit(1))
    if inside is not None:
        return str(inside).upper()
    known = registry()["regions"].select(Filter(conditions=_OBLASTS, limit=1), Viewer()).order_by(None).subquery()
    return None if db.scalar(select(func.count()).select_from(known)) else ""


def region_name(db: Session, pcode: str | None) -> str:
    """The name of an oblast or rayon in the reader's language; empty when it is not known."""
    return _region_names(db, {pcode or ""}).get(pcode or "", "")


def _settlements(db: Session, found: Sequence[Feature]) -> Sequence[Settlement]:
    regions = _region_names(db, {pcode for one in found for pcode in _lies_in(one)})
    return tuple(
        Settlement(
            one.key,
            one.title.value,
            ", ".join(regions[pcode] for pcode in _lies_in(one) if pcode in regions),
            point_of(one.geometry),
            frozenset(_spellings(one)),
        )
        for one in found
        if one.geometry is not None
    )


def _lies_in(one: Feature) -> tuple[str, ...]:
    """P-codes of rayon and oblast: an oblast has several villages of one name."""
    return tuple(str(one.properties[name]).upper() for name in ("rayon", "oblast") if one.properties.get(name))


def _spellings(one: Feature) -> set[str]:
    known = str(one.properties.get("spellings") or "").split("|")
    return {name for name in (*known, *(folded(name) for name in one.names.values())) if name}


def _region_names(db: Session, pcodes: set[str]) -> dict[str, str]:
    keys = tuple(pcode.lower() for pcode in pcodes if pcode)
    rows = registry()["regions"].select(Filter(keys=keys), Viewer()).order_by(None).subquery()
    named = db.execute(select(rows.c.key, rows.c.names)) if keys else ()
    return {str(key).upper(): localize(names, language()).value for key, names in named}


def _point(longitude: float, latitude: float) -> ColumnElement[Any]:
    return func.ST_SetSRID(func.ST_MakePoint(longitude, latitude), 4326)


def _box(longitude: float, latitude: float, degrees: float) -> BBox:
    """West, south, east and north around a point, within the world."""
    west, south = max(longitude - degrees, -180.0), max(latitude - degrees, -90.0)
    return BBox(west, south, min(longitude + degrees, 180.0), min(latitude + degrees, 90.0))
