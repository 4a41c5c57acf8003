"""Where places lie along a line: distances from its beginning, measured on the ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely.geometry import LineString, Point

_GEOD = Geod(ellps="WGS84")
# Between two points of a line its geodesic and its straight side part by less than a metre when they are this near.
_STEP_DEGREES = 0.02

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Foot:
    """The point of a line that is nearest to a place: metres along the line to it, and metres from the place to it."""

    along_m: float
    away_m: float


def length_m(line: LineString) -> float:
    """The length of the line (EPSG:4326, longitude latitude) in metres."""
    return float(_measured(line.wkb)[1][-1])


def foot(line: LineString, place: Point) -> Foot:
    """Where ``place`` lies along ``line``, both in EPSG:4326 (longitude, latitude).

    The nearest point is found in an azimuthal equidistant plane around the place, in which distances from the place are
    true; distances along the line are sums of geodesics (C. F. F. Karney, J. Geodesy 87, 2013, through PROJ). Raises
    ValueError for a line or a place that is empty or not finite.
    """
    if line.is_empty or place.is_empty or not np.isfinite([*line.bounds, place.x, place.y]).all():
        raise ValueError("a line and a place are wanted")
    corners, sums = _measured(line.wkb)
    plane = Proj(proj="aeqd", lat_0=place.y, lon_0=place.x, ellps="WGS84")
    flat = LineString(np.column_stack(plane(corners[:, 0], corners[:, 1])))
    at = flat.project(Point(0.0, 0.0))
    nearest, side = flat.interpolate(at), _side(flat, at)
    longitude, latitude = plane(nearest.x, nearest.y, inverse=True)
    start = corners[side]
    rest = _GEOD.inv(start[0], start[1], longitude, latitude)[2]
    return Foot(float(min(sums[side] + rest, sums[side + 1])), float(np.hypot(nearest.x, nearest.y)))


def _side(flat: LineString, at: float) -> int:
    """The number of the side of a plane line on which the point at that distance along it lies."""
    corners = shapely.get_coordinates(flat)
    ends = np.cumsum(np.hypot(*np.diff(corners, axis=0).T))
    return min(int(np.searchsorted(ends, at)), len(ends) - 1)


@lru_cache(maxsize=64)
def _measured(wkb: bytes) -> tuple[Floats, Floats]:
    """The corners of a line cut into short sides, and the distance of each from the beginning in metres."""
    line = shapely.segmentize(shapely.from_wkb(wkb), _STEP_DEGREES)
    corners = shapely.get_coordinates(line)
    steps = _GEOD.inv(corners[:-1, 0], corners[:-1, 1], corners[1:, 0], corners[1:, 1])[2]
    return corners, np.concatenate([[0.0], np.cumsum(steps)])
