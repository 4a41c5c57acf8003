"""A small picture of the country with the places of records, and addresses of the map that show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, log2, radians
from typing import Any

import shapely
from flask import url_for
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from mapapp.publish.maps import basemap
from mapapp.publish.maps.state import View

_WEST, _NORTH, _EAST, _SOUTH = 46.0, 55.8, 87.8, 40.2
_WIDTH = 400.0
_SCALE = _WIDTH / (_EAST - _WEST)
_HEIGHT = (_NORTH - _SOUTH) * _SCALE / cos(radians(48))
_COUNTRY = "KZ"
_CLOSEST = 11.0
_SCREEN = 2.2  # tiles of 256 pixels that surely fit on a screen


@dataclass(frozen=True, slots=True)
class Locator:
    """Paths and points in the picture's own units (see ``width`` and ``height``)."""

    width: float
    height: float
    country: str
    borders: str
    points: Sequence[tuple[float, float]]


def locator(shapes: Iterable[BaseGeometry | None]) -> Locator | None:
    """The picture for the shapes that are there (EPSG:4326), or None when there is none within the picture."""
    points = [one.representative_point() for one in shapes if one is not None and not one.is_empty]
    inside = sorted({_to(one.x, one.y) for one in points if _WEST <= one.x <= _EAST and _SOUTH <= one.y <= _NORTH})
    return Locator(_WIDTH, round(_HEIGHT, 1), *_outlines(), inside) if inside else None


@cache
def _outlines() -> tuple[str, str]:
    file = basemap.parsed()
    country = [shape(one["geometry"]) for one in file["countries"]["features"] if one["properties"]["iso"] == _COUNTRY]
    borders = [shape(one["geometry"]) for one in file["oblasts"]["features"]]
    return _path(country, 0.04), _path(borders, 0.06)


def _path(shapes: Iterable[BaseGeometry], tolerance: float) -> str:
    parts = []
    for one in shapely.get_parts(list(shapes)):
        simple = one.simplify(tolerance)
        line = simple.exterior if simple.geom_type == "Polygon" else simple
        if line.length < 6 * tolerance:
            continue
        pairs = [f"{x:.1f} {y:.1f}" for x, y in (_to(*pair[:2]) for pair in line.coords)]
        parts.append("M" + "L".join(pairs) + ("Z" if simple.geom_type == "Polygon" else ""))
    return "".join(parts)


def _to(longitude: float, latitude: float) -> tuple[float, float]:
    return (round((longitude - _WEST) * _SCALE, 1), round((_NORTH - latitude) * _SCALE / cos(radians(48)), 1))


def map_address(shapes: Iterable[BaseGeometry | None], layers: Sequence[str] = (), opened: str = "") -> str:
    """The address of the map that shows all these shapes; without any, the map of the country."""
    there = [one for one in shapes if one is not None and not one.is_empty]
    values: dict[str, Any] = {"layers": ",".join(layers) or None, "open": opened or None}
    if not there:
        return url_for("maps.index", **values)
    west, south, east, north = shapely.total_bounds(there)
    span = max(east - west, (north - south) / cos(radians((south + north) / 2)), 1e-6)
    zoom = min(_CLOSEST, round(log2(360 * _SCREEN / span), 1))
    view = View(zoom, (south + north) / 2, (west + east) / 2)
    return url_for("maps.index", map=str(view), **values)
