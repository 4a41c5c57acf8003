"""How far shapes are apart and what they have in common: geodesic metres, for one pair or for a whole country.

The nearest points are found in a plane around the shapes (azimuthal equidistant, through PROJ), because GEOS has an
index for planes; the distance between these points is then measured on the ellipsoid (C. F. F. Karney's geodesics). A
slip in the choice of the nearest points is of second order: below 0.1 % within 500 km of the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Proj
from shapely.geometry.base import BaseGeometry

from mapapp.spatial.bbox import BBox

_GEOD = Geod(ellps="WGS84")
# Sides are straight in longitude and latitude (RFC 7946); cut into pieces of some 5 km they are so in the plane, too.
_STEP_DEGREES = 0.05
_METRES_PER_DEGREE = 110_500.0  # of latitude, where it is shortest: a box is never too small
_SLACK = 1.02  # by which distances in the plane may be wrong at the far ends of the country

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane around one point in which distances from that point are true."""

    proj: Proj

    def flat(self, shapes: Sequence[BaseGeometry] | Shapes) -> Shapes:
        """The shapes (EPSG:4326, longitude latitude) in metres east and north of the point."""
        fine = shapely.segmentize(_array(shapes), _STEP_DEGREES)
        made: Shapes = shapely.transform(fine, self._to)
        return made

    def between(self, ones: Shapes, others: Shapes) -> Floats:
        """The geodesic distance in metres of each pair of flat shapes."""
        lines = shapely.shortest_line(ones, others)
        pairs = shapely.get_coordinates(lines)
        lons, lats = self.proj(pairs[:, 0], pairs[:, 1], inverse=True)
        found: Floats = np.asarray(_GEOD.inv(lons[::2], lats[::2], lons[1::2], lats[1::2])[2], dtype=np.float64)
        return found

    def _to(self, pairs: Floats) -> Floats:
        return np.column_stack(self.proj(pairs[:, 0], pairs[:, 1]))


def plane_around(shapes: Sequence[BaseGeometry] | Shapes) -> Plane:
    """The plane whose point is the middle of the shapes' box; they must not be empty."""
    west, south, east, north = shapely.total_bounds(_array(shapes))
    return Plane(Proj(proj="aeqd", lat_0=(south + north) / 2, lon_0=(west + east) / 2, ellps="WGS84"))


def distances_m(one: BaseGeometry, others: Sequence[BaseGeometry] | Shapes) -> Floats:
    """The distance in metres from ``one`` to each of the others; 0 where they touch, cross or contain one another.

    All in EPSG:4326 (longitude, latitude). Whether they meet is decided in degrees, as in the database.
    """
    given = _array(others)
    if not len(given):
        return np.zeros(0)
    plane = plane_around([one])
    found = plane.between(np.repeat(plane.flat([one]), len(given)), plane.flat(given))
    shapely.prepare(one)
    found[shapely.intersects(one, given)] = 0.0
    return found


class Index:
    """Shapes (EPSG:4326, longitude latitude; none of them empty) that are searched many times, by an STR tree."""

    def __init__(self, shapes: Sequence[BaseGeometry] | Shapes) -> None:
        self.shapes = _array(shapes)
        self._plane = plane_around(self.shapes) if len(self.shapes) else None
        self._flat = self._plane.flat(self.shapes) if self._plane else self.shapes
        self._tree = shapely.STRtree(self._flat)

    def within(self, ones: Sequence[BaseGeometry] | Shapes, metres: float) -> tuple[Integers, Integers, Floats]:
        """All pairs not farther apart than ``metres``: positions in ``ones``, positions here, distances in metres."""
        given = _array(ones)
        if self._plane is None or not len(given):
            return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
        flat = self._plane.flat(given)
        left, right = self._tree.query(flat, predicate="dwithin", distance=metres * _SLACK)
        apart = self._apart(self._plane, given[left], flat[left], right)
        kept = apart <= metres
        return left[kept], right[kept], apart[kept]

    def nearest(self, ones: Sequence[BaseGeometry] | Shapes) -> tuple[Integers, Floats]:
        """For each of ``ones`` the position here of the nearest shape and its distance in metres.

        Raises ValueError when there is no shape here.
        """
        given = _array(ones)
        if self._plane is None:
            raise ValueError("there is nothing to be near to")
        if not len(given):
            return np.zeros(0, np.intp), np.zeros(0)
        flat = self._plane.flat(given)
        found = self._tree.query_nearest(flat, all_matches=False)[1]
        return found, self._apart(self._plane, given, flat, found)

    def _apart(self, plane: Plane, given: Shapes, flat: Shapes, chosen: Integers) -> Floats:
        if not len(chosen):
            return np.zeros(0)
        found = plane.between(flat, self._flat[chosen])
        found[shapely.intersects(given, self.shapes[chosen])] = 0.0
        return found


def shared(shape: BaseGeometry, area: BaseGeometry) -> tuple[float, float]:
    """The length in metres and the area in square metres of what ``shape`` and ``area`` have in common."""
    parts = shapely.get_parts(shapely.segmentize(shape.intersection(area), _STEP_DEGREES))
    lines = [one for one in parts if one.geom_type in ("LineString", "LinearRing")]
    faces = [one for one in parts if one.geom_type == "Polygon"]
    length = sum(float(_GEOD.geometry_length(one)) for one in lines)
    return length, sum(abs(float(_GEOD.geometry_area_perimeter(one)[0])) for one in faces)


def box_around(shape: BaseGeometry, metres: float) -> BBox:
    """A box (EPSG:4326) that holds everything within ``metres`` of the shape, kept within the world."""
    west, south, east, north = shape.bounds
    high = metres / _METRES_PER_DEGREE
    widest = min(max(abs(south - high), abs(north + high)), 89.0)
    wide = high / float(np.cos(np.radians(widest)))
    return BBox(max(west - wide, -180.0), max(south - high, -90.0), min(east + wide, 180.0), min(north + high, 90.0))


def _array(shapes: Sequence[BaseGeometry] | Shapes) -> Shapes:
    if isinstance(shapes, np.ndarray):
        return shapes
    made = np.empty(len(shapes), dtype=np.object_)
    made[:] = shapes
    return made
