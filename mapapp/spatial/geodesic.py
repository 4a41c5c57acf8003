"""Measures on the WGS 84 ellipsoid (C. F. F. Karney's geodesics, through PROJ), never in degrees."""

from __future__ import annotations

from math import pi, sin, sqrt

from pyproj import Geod
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

_GEOD = Geod(ellps="WGS84")


def circle_of_area(longitude: float, latitude: float, area_m2: float, corners: int = 96) -> Polygon:
    """A geodesic circle of that area around a centre, in EPSG:4326 (longitude, latitude).

    The ring is a polygon of ``corners`` points, so the radius is that of the regular polygon of equal area.
    Raises ValueError when the area is not positive.
    """
    if area_m2 <= 0:
        raise ValueError("an area must be positive")
    radius = sqrt(area_m2 * 2 / (corners * sin(2 * pi / corners)))
    azimuths = [-360.0 * step / corners for step in range(corners)]
    lons, lats, _ = _GEOD.fwd([longitude] * corners, [latitude] * corners, azimuths, [radius] * corners)
    return Polygon(zip(lons, lats, strict=True))


def area_m2(shape: BaseGeometry) -> float:
    """The area in square metres of a shape in EPSG:4326, holes taken off; 0 for points and lines."""
    return abs(float(_GEOD.geometry_area_perimeter(shape)[0]))


def distance_m(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The distance in metres between two points given as (longitude, latitude) in degrees."""
    return float(_GEOD.inv(first[0], first[1], second[0], second[1])[2])
