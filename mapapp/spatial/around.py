"""What lies around a point."""

from __future__ import annotations

from pyproj import Geod
from shapely.geometry import Polygon

_GEOD = Geod(ellps="WGS84")


def around(longitude: float, latitude: float, radius_m: float, corners: int = 96) -> Polygon:
    """A geodesic circle of that radius in metres around a point, in EPSG:4326 (longitude, latitude).

    The corners of the ring lie on the circle; with 96 of them its sides are at most 0.06 % nearer to the middle.
    Raises ValueError when the radius is not positive.
    """
    if not radius_m > 0:
        raise ValueError("a radius must be positive")
    azimuths = [-360.0 * step / corners for step in range(corners)]
    lons, lats, _ = _GEOD.fwd([longitude] * corners, [latitude] * corners, azimuths, [radius_m] * corners)
    return Polygon(zip(lons, lats, strict=True))
