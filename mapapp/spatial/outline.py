"""An outline that somebody drew: read, checked, measured."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from shapely.geometry import Polygon

from mapapp.spatial.geodesic import area_m2
from mapapp.spatial.shapes import tidy

MAX_CORNERS = 500
MAX_AREA_M2 = 100e6
_MAX_TEXT = 60_000
_MIN_AREA_M2 = 1.0


class BadOutline(ValueError):
    """``why`` is "form" (no polygon), "corners" (too many or too few), "crossing", "large" or "small"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def parse_outline(text: str, *, most_corners: int = MAX_CORNERS, most_m2: float = MAX_AREA_M2) -> Polygon:
    """The polygon of a GeoJSON text: one ring that does not cross itself, in EPSG:4326 (longitude, latitude).

    The ring is closed if it was left open and turned as RFC 7946 wants it. Raises BadOutline.
    """
    ring = _ring(text)
    if ring and ring[0] == ring[-1]:
        ring.pop()
    if not 3 <= len(ring) <= most_corners:
        raise BadOutline("corners")
    drawn = Polygon(ring)
    if not drawn.is_valid:
        raise BadOutline("crossing")
    area = area_m2(drawn)
    if area > most_m2:
        raise BadOutline("large")
    shape = tidy(drawn)
    if area < _MIN_AREA_M2 or not isinstance(shape, Polygon) or not shape.is_valid:
        raise BadOutline("small")
    return shape


def _ring(text: str) -> list[tuple[float, float]]:
    if len(text) > _MAX_TEXT:
        raise BadOutline("corners")
    try:
        drawn = json.loads(text)
    except (ValueError, RecursionError):
        raise BadOutline("form") from None
    if isinstance(drawn, dict) and drawn.get("type") == "Feature":
        drawn = drawn.get("geometry")
    if not isinstance(drawn, dict) or drawn.get("type") != "Polygon":
        raise BadOutline("form")
    rings = drawn.get("coordinates")
    if not isinstance(rings, list) or len(rings) != 1 or not isinstance(rings[0], list):
        raise BadOutline("form")
    return [_corner(pair) for pair in rings[0]]


def _corner(pair: Any) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) not in (2, 3):
        raise BadOutline("form")
    longitude, latitude = (_degrees(value) for value in pair[:2])
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise BadOutline("form")
    return longitude, latitude


def _degrees(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadOutline("form")
    try:
        number = float(value)
    except OverflowError:
        raise BadOutline("form") from None
    if not isfinite(number):
        raise BadOutline("form")
    return number
