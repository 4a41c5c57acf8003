"""Shapes as they are given away: flat, rounded, rings turned as RFC 7946 wants them."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import wkt
from shapely.geometry import GeometryCollection, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from mapapp.spatial.shapes import as_wkt, point_of, tidy

DEGREES = st.floats(-80, 80)


@pytest.mark.parametrize("shape", [None, Point(), GeometryCollection(), Polygon(), Point(inf, 1)])
def test_what_cannot_be_drawn_is_nothing(shape: BaseGeometry | None) -> None:
    assert tidy(shape) is None


def test_height_is_left_out_and_digits_are_seven() -> None:
    assert as_wkt(tidy(Point(73.123456789, 49.1, 300.0)) or Point()) == "POINT (73.1234568 49.1)"


@given(DEGREES, DEGREES, st.floats(0.001, 5), st.booleans())
def test_rings_turn_the_right_way(x: float, y: float, size: float, turned: bool) -> None:
    square = Polygon(
        box(x, y, x + size, y + size).exterior, [box(x + size / 4, y + size / 4, x + size / 2, y + size / 2).exterior]
    )
    given_as = square.reverse() if turned else square
    for shape in (tidy(given_as), tidy(MultiPolygon([given_as]))):
        parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
        for part in parts:
            assert isinstance(part, Polygon)
            assert part.exterior.is_ccw
            assert not any(hole.is_ccw for hole in part.interiors)


@given(DEGREES, DEGREES)
def test_a_point_comes_back_within_a_centimetre(x: float, y: float) -> None:
    found = tidy(Point(x, y))
    assert isinstance(found, Point)
    assert abs(found.x - x) <= 5.1e-8
    assert wkt.loads(as_wkt(found)).equals_exact(found, 1e-9)


def test_a_shape_has_a_point_on_it() -> None:
    horseshoe = Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (1, 1), (1, 3), (0, 3)])
    assert horseshoe.intersects(point_of(horseshoe))
    assert point_of(Point(1, 2)) == Point(1, 2)
