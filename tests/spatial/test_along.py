"""Distances along a line: known ones, and what must hold for any."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point

from mapapp.spatial.along import foot, length_m

GEOD = Geod(ellps="WGS84")
MERIDIAN = LineString([(73.0, 50.0), (73.0, 50.5), (73.0, 51.0)])
longitudes, latitudes = st.floats(47, 87), st.floats(41, 55)


def test_a_degree_of_latitude_at_fifty_degrees_is_111_238_metres() -> None:
    # The published length of the meridian arc from 50 to 51 degrees on WGS 84 is 111.24 km.
    assert length_m(MERIDIAN) == pytest.approx(111_238, abs=5)


def test_places_beside_the_line_are_put_at_their_nearest_point() -> None:
    found = foot(MERIDIAN, Point(73.01, 50.5))
    assert found.along_m == pytest.approx(length_m(MERIDIAN) / 2, abs=60)
    assert found.away_m == pytest.approx(GEOD.inv(73.01, 50.5, 73.0, 50.5)[2], abs=2)


def test_places_beyond_the_ends_belong_to_the_ends() -> None:
    assert foot(MERIDIAN, Point(73.0, 49.0)).along_m == 0
    assert foot(MERIDIAN, Point(73.0, 52.0)).along_m == pytest.approx(length_m(MERIDIAN))
    assert foot(MERIDIAN, Point(73.0, 52.0)).away_m == pytest.approx(111_257, abs=20)


def test_the_order_of_the_line_counts() -> None:
    place = Point(73.0, 50.1)
    there, back = foot(MERIDIAN, place).along_m, foot(MERIDIAN.reverse(), place).along_m
    assert there + back == pytest.approx(length_m(MERIDIAN))


@pytest.mark.parametrize("place", [Point(), Point(float("nan"), 50), Point(float("inf"), 50)])
def test_a_place_that_is_none_is_refused(place: Point) -> None:
    with pytest.raises(ValueError, match="wanted"):
        foot(MERIDIAN, place)


def test_an_empty_line_is_refused() -> None:
    with pytest.raises(ValueError, match="wanted"):
        foot(LineString(), Point(73, 50))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(longitudes, latitudes), min_size=2, max_size=8, unique=True),
    longitudes,
    latitudes,
)
def test_the_foot_is_on_the_line_and_no_corner_is_nearer(
    corners: list[tuple[float, float]], longitude: float, latitude: float
) -> None:
    line, place = LineString(corners), Point(longitude, latitude)
    found = foot(line, place)
    assert 0 <= found.along_m <= length_m(line) * (1 + 1e-12)
    nearest_corner = min(GEOD.inv(longitude, latitude, *corner)[2] for corner in corners)
    assert found.away_m <= nearest_corner * 1.0001 + 0.01


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(longitudes, latitudes), min_size=2, max_size=6, unique=True), st.floats(0, 1))
def test_a_point_of_the_line_is_found_where_it_is(corners: list[tuple[float, float]], share: float) -> None:
    line = LineString(corners)
    found = foot(line, line.interpolate(share, normalized=True))
    assert found.away_m < 1
