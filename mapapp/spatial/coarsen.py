"""One published point for a whole piece of land, so that the place itself stays unknown."""

from __future__ import annotations

from math import cos, floor, hypot, radians

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from mapapp.spatial.shapes import point_of

CELL_M = 2000.0
_METRES_PER_DEGREE = 111_320.0
_DIGITS = 5  # about a metre: more would only look exact


def coarsen(shape: BaseGeometry, cell_m: float = CELL_M) -> Point:
    """The middle of the cell of a fixed grid in which ``shape`` (EPSG:4326, longitude latitude) lies.

    Every place of a cell gives the same point, so reporting one place again and again tells nothing more, and the
    middle of a cell gives itself. Cells are about ``cell_m`` metres high and wide; outlines lose their shape.
    """
    exact = point_of(shape)
    height = cell_m / _METRES_PER_DEGREE
    latitude = (floor(exact.y / height) + 0.5) * height
    width = height / max(cos(radians(latitude)), 0.01)  # of this row of cells, by the latitude of its middle
    longitude = (floor(exact.x / width) + 0.5) * width
    return Point(round(longitude, _DIGITS), round(latitude, _DIGITS))


def uncertainty_m(cell_m: float = CELL_M) -> float:
    """How far in metres the place can be from the point that ``coarsen`` gives: half the diagonal of a cell."""
    return round(hypot(cell_m, cell_m) / 2)
