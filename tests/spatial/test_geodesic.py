import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mapapp.spatial.geodesic import area_m2, circle_of_area, distance_m


@given(st.floats(46, 87), st.floats(40, 56), st.floats(1e2, 3e10))
def test_a_circle_has_the_published_area(longitude: float, latitude: float, wanted: float) -> None:
    circle = circle_of_area(longitude, latitude, wanted)
    assert area_m2(circle) == pytest.approx(wanted, rel=2e-3)
    assert circle.contains(Point(longitude, latitude))
    assert circle.exterior.is_ccw


@pytest.mark.parametrize("wanted", [0, -5])
def test_an_area_must_be_positive(wanted: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        circle_of_area(70, 50, wanted)


def test_distance_agrees_with_a_published_value() -> None:
    # One degree of the meridian at 45 N on WGS 84 is 111 132 m (NGA.STND.0036, table of the length of a degree).
    assert distance_m((70, 44.5), (70, 45.5)) == pytest.approx(111_132, abs=2)


def test_the_area_of_a_degree_square_on_the_equator() -> None:
    assert area_m2(box(0, 0, 1, 1)) == pytest.approx(1.2309e10, rel=1e-3)
    assert area_m2(Point(1, 1)) == 0
