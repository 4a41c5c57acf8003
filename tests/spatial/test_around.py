"""Circles on the ellipsoid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from mapapp.spatial.around import around
from mapapp.spatial.geodesic import distance_m


@given(st.floats(46, 88), st.floats(40, 56), st.floats(500, 100_000))
def test_every_corner_lies_at_the_radius(longitude: float, latitude: float, radius: float) -> None:
    ring = around(longitude, latitude, radius)
    assert ring.is_valid
    assert ring.contains(Point(longitude, latitude))
    for corner in ring.exterior.coords:
        assert distance_m((longitude, latitude), (corner[0], corner[1])) == pytest.approx(radius, rel=1e-6)


@pytest.mark.parametrize("radius", [0, -1, float("nan")])
def test_a_circle_has_a_radius(radius: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        around(73, 49, radius)
