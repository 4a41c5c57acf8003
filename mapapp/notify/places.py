"""Oblasts, rayons and settlements to choose from.

The tables are named here and not imported: this package may not know the domain that writes them, and a layer's list
would bring every border with it where only names are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geoalchemy2 import Geometry
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Integer, Select, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql import column, table

from mapapp.core.folding import folded
from mapapp.core.i18n import localize
from mapapp.spatial.shapes import point_of

_UNIT = table(
    "admin_unit",
    column("key", Text),
    column("names", JSONB),
    column("level", Integer),
    column("parent", Text),
    column("geom", Geometry(srid=4326)),
)
_PLACE = table(
    "place",
    column("key", Text),
    column("names", JSONB),
    column("spellings", Text),
    column("population", Integer),
    column("oblast", Text),
    column("rayon", Text),
    column("geom", Geometry("POINT", srid=4326)),
)
_ALIKE = 0.45  # word similarity (pg_trgm) from which a name counts as a misspelling; as in the map's search
_MOST = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """An oblast with its rayons, or a rayon, by P-code and name."""

    key: str
    name: str
    parts: list[Unit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spot:
    """A settlement: name, where it lies in words, longitude and latitude (EPSG:4326)."""

    key: str
    name: str
    region: str
    lonlat: tuple[float, float]


def units(db: Session, language: str) -> list[Unit]:
    """All oblasts with their rayons, each in the order of its name."""
    rows = db.execute(
        select(_UNIT.c.key, _UNIT.c.names, _UNIT.c.level, _UNIT.c.parent).where(_UNIT.c.level.in_((1, 2)))
    )
    found = [(Unit(key, localize(names, language).value or key), level, parent) for key, names, level, parent in rows]
    oblasts = {unit.key: unit for unit, level, _parent in found if level == 1}
    for unit, level, parent in sorted(found, key=lambda row: row[0].name):
        if level == 2 and parent in oblasts:
            oblasts[parent].parts.append(unit)
    return sorted(oblasts.values(), key=lambda unit: unit.name)


def unit(db: Session, key: str) -> tuple[Mapping[str, str], BaseGeometry] | None:
    """The names and the border of an oblast or rayon; None when there is none of that P-code."""
    wanted = select(_UNIT.c.names, _UNIT.c.geom).where(_UNIT.c.key == key.lower(), _UNIT.c.level.in_((1, 2)))
    row = db.execute(wanted).first() if key else None
    return (row[0], to_shape(row[1])) if row else None


def unit_name(db: Session, key: str, language: str) -> str:
    """The name of a unit in a language; the P-code itself when it is gone."""
    names = db.scalar(select(_UNIT.c.names).where(_UNIT.c.key == key))
    return localize(names, language).value or key.upper()


def spot(db: Session, key: str, language: str) -> Spot | None:
    """The settlement of that key."""
    row = db.execute(_settlements().where(_PLACE.c.key == key)).first() if key else None
    return _spot(row, language) if row else None


def spots(db: Session, text: str, language: str) -> list[Spot]:
    """Settlements whose name in any language is like ``text``: exact beginnings first, then by likeness and size."""
    wanted = folded(text)
    if len(wanted) < 2:
        return []
    escaped = func.regexp_replace(wanted, r"(\W)", r"\\\1", "g")
    starts = _PLACE.c.spellings.bool_op("~")(func.concat(r"(^|\|)", escaped))
    alike = func.word_similarity(wanted, _PLACE.c.spellings)
    ordered = _settlements().where(starts | (alike > _ALIKE))
    ordered = ordered.order_by(starts.desc(), alike.desc(), _PLACE.c.population.desc().nulls_last())
    return [_spot(row, language) for row in db.execute(ordered.limit(_MOST))]


def _settlements() -> Select[Any]:
    oblast, rayon = _UNIT.alias("oblast"), _UNIT.alias("rayon")
    return (
        select(_PLACE.c.key, _PLACE.c.names, oblast.c.names, rayon.c.names, _PLACE.c.geom)
        .select_from(_PLACE)
        .outerjoin(oblast, oblast.c.key == func.lower(_PLACE.c.oblast))
        .outerjoin(rayon, rayon.c.key == func.lower(_PLACE.c.rayon))
    )


def _spot(row: Any, language: str) -> Spot:
    key, names, oblast, rayon, geom = row
    point = point_of(to_shape(geom))
    region = ", ".join(name for name in (localize(one, language).value for one in (rayon, oblast)) if name)
    return Spot(key, localize(names, language).value or key, region, (point.x, point.y))
