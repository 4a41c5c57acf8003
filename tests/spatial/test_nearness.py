"""Distances between shapes: geodesic, symmetric, zero where shapes meet, alike for one pair and for many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from mapapp.spatial.nearness import Index, box_around, distances_m, shared

GEOD = Geod(ellps="WGS84")
POINTS = st.builds(Point, st.floats(47, 87), st.floats(41, 55))
BOXES = st.builds(
    lambda x, y, wide, high: box(x, y, x + wide, y + high),
    st.floats(47, 84),
    st.floats(41, 53),
    st.floats(0.001, 2),
    st.floats(0.001, 2),
)
LINES = st.builds(lambda a, b: LineString([a, b]), POINTS, POINTS).filter(lambda line: line.length > 1e-6)
SHAPES = st.one_of(POINTS, BOXES, LINES)
KARAGANDA, ALMATY = Point(73.1, 49.8), Point(76.9, 43.25)


def apart(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(distances_m(one, [other])[0])


def test_two_points_are_as_far_apart_as_the_geodesic_says() -> None:
    assert apart(KARAGANDA, ALMATY) == pytest.approx(GEOD.inv(73.1, 49.8, 76.9, 43.25)[2], rel=1e-9)


def test_a_dump_four_hundred_metres_from_a_river() -> None:
    lon, lat, _back = GEOD.fwd(73.1, 49.8, 0, 400)
    river = LineString([(72, lat), (lon, lat), (74, lat)])
    assert apart(KARAGANDA, river) == pytest.approx(400, abs=1)


def test_degrees_are_not_metres() -> None:
    """A degree to the east is shorter than a degree to the north: the nearest in degrees is not the nearest."""
    east, north = Point(74.4, 49.8), Point(73.1, 50.8)  # 1.3 and 1 degrees
    assert apart(KARAGANDA, east) < apart(KARAGANDA, north)
    index = Index([north, east])
    assert list(index.nearest([KARAGANDA])[0]) == [1]


@given(SHAPES, SHAPES)
@settings(max_examples=60, deadline=None)
def test_distances_are_symmetric(one: BaseGeometry, other: BaseGeometry) -> None:
    assert apart(one, other) == pytest.approx(apart(other, one), rel=5e-3, abs=2)


@given(BOXES, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
@settings(deadline=None)
def test_what_lies_inside_is_at_no_distance(area: Polygon, across: float, up: float) -> None:
    west, south, east, north = area.bounds
    assert apart(Point(west + across * (east - west), south + up * (north - south)), area) == 0


@given(POINTS, st.lists(SHAPES, min_size=1, max_size=12), st.floats(1, 500_000))
@settings(max_examples=40, deadline=None)
def test_an_index_says_what_measuring_one_by_one_says(here: Point, others: list[BaseGeometry], metres: float) -> None:
    index, each = Index(others), distances_m(here, others)
    at, found = index.nearest([here])
    assert found[0] == pytest.approx(each.min(), rel=0.01, abs=2)
    assert each[at[0]] == pytest.approx(each.min(), rel=0.01, abs=2)
    _left, right, _far = index.within([here], metres)
    surely, perhaps = set(np.flatnonzero(each <= metres * 0.99 - 2)), set(np.flatnonzero(each <= metres * 1.01 + 2))
    assert surely <= set(right) <= perhaps


@given(SHAPES, st.floats(1, 50_000))
@settings(max_examples=40, deadline=None)
def test_a_box_holds_everything_within_the_distance(shape: BaseGeometry, metres: float) -> None:
    found = box_around(shape, metres)
    start = shape.representative_point()
    for azimuth in range(0, 360, 30):
        lon, lat, _back = GEOD.fwd(start.x, start.y, azimuth, metres)
        assert found.west <= lon <= found.east
        assert found.south <= lat <= found.north


def test_nothing_is_near_nothing() -> None:
    empty = Index([])
    assert not len(empty.within([KARAGANDA], 1000)[0])
    assert not len(distances_m(KARAGANDA, []))
    with pytest.raises(ValueError, match="nothing"):
        empty.nearest([KARAGANDA])


def test_a_power_line_through_an_area() -> None:
    line, area = LineString([(78, 44.0), (80, 44.0)]), box(78.5, 43.5, 79.0, 44.5)
    length, square = shared(line, area)
    assert length == pytest.approx(GEOD.line_length([78.5, 79.0], [44.0, 44.0]), rel=1e-4)
    assert square == 0


def test_a_field_that_overlaps_an_area() -> None:
    length, square = shared(box(54, 43, 55, 44), box(54.5, 43, 56, 44))
    half = abs(GEOD.geometry_area_perimeter(box(54.5, 43, 55, 44).segmentize(0.05))[0])
    assert length == 0
    assert square == pytest.approx(half, rel=1e-9)
