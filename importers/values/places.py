"""Where a row is: coordinates or a shape, from any reference system, checked before they become a place on the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from importers.errors import N_, BadValue, ImportProblem
from importers.limits import MAX_VERTICES
from importers.values.coordinates import parse_degrees, split_pair

# West, south, east, north of Kazakhstan (boundaries of 2024), a little wider.
_HOME = (46.3, 40.4, 87.5, 55.6)
_PROJECTED = 1_000  # no degree is that large; metres of a projected system are
_WGS84 = "EPSG:4326"
_LONGEST_CELL = 120
_COLLECTIONS = ("MultiPoint", "MultiPolygon", "GeometryCollection")
Pairs = NDArray[np.float64]
_TYPES: Mapping[str, tuple[str, ...]] = {
    "reports": ("Point", "Polygon", "MultiPolygon"),
    "samples": ("Point",),
    "facilities": ("Point", "Polygon", "MultiPolygon"),
    "areas": ("Point", "Polygon", "MultiPolygon"),
    "schools": ("Point", "Polygon", "MultiPolygon"),
}


@dataclass(slots=True)
class Tally:
    """What was noticed of all places of a file, to be judged when all are read."""

    placed: int = 0
    swapped: int = 0
    projected: int = 0
    repaired: int = 0


class Locator:
    """Finds the place of rows of one kind, given in one reference system."""

    def __init__(self, kind: str, crs: str, swap: bool | None) -> None:
        self.tally = Tally()
        self._types, self._swap = _TYPES.get(kind, ()), swap
        self._convert = _converter(crs) if crs and crs != _WGS84 else None

    def locate(self, cells: Mapping[str, str], shape: bytes | None) -> BaseGeometry | None:
        """The place in EPSG:4326, or None when the row gives none. Raises BadValue for one that cannot be."""
        if shape is not None:
            return self._shape(_read(lambda: shapely.from_wkb(shape)))
        if cells.get("geometry", "").strip():
            text = cells["geometry"].strip().removeprefix("SRID=4326;")
            return self._shape(_read(lambda: shapely.from_wkt(text)))
        pair = _pair(cells)
        return self._point(*pair) if pair else None

    def judge(self, name: str) -> None:
        """Raises ImportProblem when most places are wrong in one and the same way."""
        tally = self.tally
        if tally.projected * 2 > tally.placed:
            raise ImportProblem(
                N_('The coordinates of %(file)s look like metres: name their system in the mapping, crs = "EPSG:…".'),
                file=name,
            )
        if self._swap is None and tally.swapped * 2 > tally.placed:
            raise ImportProblem(
                N_(
                    "In %(file)s latitude and longitude seem to have changed places: add swap = true to the mapping, "
                    "or swap = false if they are right."
                ),
                file=name,
            )

    def _point(self, latitude: str, longitude: str) -> BaseGeometry:
        if max(len(latitude), len(longitude)) > _LONGEST_CELL:
            raise BadValue(N_("%(value)s is not a latitude or longitude"), value=latitude)
        if self._swap:
            latitude, longitude = longitude, latitude
        y, x = parse_degrees(latitude, "latitude"), parse_degrees(longitude, "longitude")
        return self._checked(Point(x, y))

    def _shape(self, shape: BaseGeometry) -> BaseGeometry:
        if shape.is_empty or shapely.get_num_coordinates(shape) > MAX_VERTICES:
            raise BadValue(N_("the shape is empty or has more than %(most)s corners"), most=MAX_VERTICES)
        shape = shapely.force_2d(shape)
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            raise BadValue(N_("the shape has a corner that is nowhere"), field="geometry")
        if shape.geom_type in _COLLECTIONS and shapely.get_num_geometries(shape) == 1:
            shape = shapely.get_geometry(shape, 0) or shape
        if self._swap:
            shape = shapely.transform(shape, lambda pairs: pairs[:, ::-1])
        if not shape.is_valid:
            shape = _repaired(shape)
            self.tally.repaired += 1
        return self._checked(shape)

    def _checked(self, shape: BaseGeometry) -> BaseGeometry:
        self.tally.placed += 1
        if shape.geom_type not in self._types:
            raise BadValue(N_("a %(found)s is not one of %(allowed)s"), found=shape.geom_type, allowed=self._types)
        if self._convert is not None:
            shape = shapely.transform(shape, self._convert)
        west, south, east, north = shape.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            self.tally.projected += max(abs(west), abs(south)) > _PROJECTED
            raise BadValue(
                N_("latitude %(latitude)s, longitude %(longitude)s is not on the Earth"),
                latitude=f"{south:g}",
                longitude=f"{west:g}",
            )
        if west == south == east == north == 0:
            raise BadValue(N_("latitude 0, longitude 0 is no place: leave both empty where none is known"))
        centre = shape.centroid
        self.tally.swapped += not _at_home(centre.x, centre.y) and _at_home(centre.y, centre.x)
        return shape


def _pair(cells: Mapping[str, str]) -> tuple[str, str] | None:
    latitude, longitude = cells.get("latitude", "").strip(), cells.get("longitude", "").strip()
    if not latitude and not longitude and cells.get("coordinates", "").strip():
        return split_pair(cells["coordinates"][: _LONGEST_CELL + 1])
    if bool(latitude) != bool(longitude):
        raise BadValue(N_("only one of latitude and longitude is given"))
    return (latitude, longitude) if latitude else None


def _read(read: Callable[[], BaseGeometry | None]) -> BaseGeometry:
    try:
        shape = read()
    except (ShapelyError, ValueError, TypeError) as error:
        raise BadValue(N_("the shape cannot be read"), field="geometry") from error
    if shape is None:
        raise BadValue(N_("the shape cannot be read"), field="geometry")
    return shape


def _repaired(shape: BaseGeometry) -> BaseGeometry:
    """The same area with rings that do not cross themselves."""
    try:
        made = shapely.make_valid(shape)
    except ShapelyError as error:
        raise BadValue(N_("the shape crosses itself and cannot be repaired"), field="geometry") from error
    parts = [one for one in getattr(made, "geoms", [made]) if isinstance(one, Polygon | MultiPolygon)]
    repaired = shapely.union_all(parts) if parts else made
    if not isinstance(repaired, Polygon | MultiPolygon):
        raise BadValue(N_("the shape crosses itself and cannot be repaired"), field="geometry")
    return repaired


def _converter(crs: str) -> Callable[[Pairs], Pairs]:
    """What turns pairs of that system, east before north, into longitude and latitude."""
    try:
        transformer = pyproj.Transformer.from_crs(pyproj.CRS.from_user_input(crs), _WGS84, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise ImportProblem(
            N_('The coordinate system that the file declares is not known: add crs = "EPSG:…" to the mapping file.')
        ) from error
    return lambda pairs: np.column_stack(transformer.transform(pairs[:, 0], pairs[:, 1]))


def _at_home(x: float, y: float) -> bool:
    west, south, east, north = _HOME
    return west <= x <= east and south <= y <= north
