"""Shapes in the form in which they are given away."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

DIGITS = 7  # about a centimetre


def tidy(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The shape in longitude and latitude only, to seven decimals, its rings as RFC 7946 wants them.

    Outer rings run counter-clockwise and holes clockwise. None when there is nothing that could be drawn.
    """
    if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    rounded: BaseGeometry = shapely.transform(shapely.force_2d(shape), lambda pairs: np.round(pairs, DIGITS))
    turned: BaseGeometry = shapely.orient_polygons(rounded)
    return turned


def point_of(shape: BaseGeometry) -> Point:
    """The point itself, or for any other shape a point that lies on it."""
    if isinstance(shape, Point):
        return shape
    inside = shape.representative_point()
    return Point(round(inside.x, DIGITS), round(inside.y, DIGITS))


def as_wkt(shape: BaseGeometry) -> str:
    """The shape as text, with no more digits than it has."""
    return str(shapely.to_wkt(shape, rounding_precision=DIGITS, trim=True))
