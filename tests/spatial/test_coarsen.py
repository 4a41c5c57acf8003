from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from mapapp.spatial.coarsen import CELL_M, coarsen, uncertainty_m
from mapapp.spatial.geodesic import distance_m

longitudes, latitudes = st.floats(46.0, 88.0), st.floats(40.0, 56.0)


@given(longitudes, latitudes, st.sampled_from([500.0, CELL_M, 5000.0]))
def test_the_place_lies_within_the_uncertainty_that_is_told(lon: float, lat: float, cell: float) -> None:
    coarse = coarsen(Point(lon, lat), cell)
    assert distance_m((lon, lat), (coarse.x, coarse.y)) <= uncertainty_m(cell) * 1.02 + 2


@given(longitudes, latitudes)
def test_the_coarse_point_of_a_coarse_point_is_itself(lon: float, lat: float) -> None:
    once = coarsen(Point(lon, lat))
    assert coarsen(once).equals(once)


@given(longitudes, latitudes, st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_reports_of_one_cell_give_one_point(lon: float, lat: float, east: float, north: float) -> None:
    """Nobody finds the middle of many reports: all places well inside a cell are told as the same point."""
    middle = coarsen(Point(lon, lat))
    moved = Point(middle.x + east * 0.008, middle.y + north * 0.008)  # at most some 900 m to each side
    assert coarsen(moved).equals(middle)


@given(longitudes, latitudes)
def test_nothing_of_the_exact_digits_is_left(lon: float, lat: float) -> None:
    coarse = coarsen(Point(round(lon, 7), round(lat, 7)))
    assert (round(coarse.x, 5), round(coarse.y, 5)) == (coarse.x, coarse.y)


def test_an_outline_loses_its_shape() -> None:
    drawn = Polygon([(73.1, 49.8), (73.102, 49.8), (73.102, 49.801)])
    coarse = coarsen(drawn)
    assert coarse.geom_type == "Point"
    assert all(coarse.distance(Point(corner)) > 1e-6 for corner in drawn.exterior.coords)
