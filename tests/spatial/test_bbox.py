import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.spatial.bbox import BBox, parse_bbox


def test_order_is_west_south_east_north() -> None:
    assert parse_bbox("46.5,40.6,87.3,55.4") == BBox(46.5, 40.6, 87.3, 55.4)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "0,0,inf,1", "10,0,5,1", "0,50,1,40", "0,-91,1,1"]
)
def test_a_box_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_bbox(text)


@given(st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90)))
def test_every_real_box_survives_writing_and_reading(numbers: tuple[float, float, float, float]) -> None:
    box = BBox(
        min(numbers[0], numbers[2]),
        min(numbers[1], numbers[3]),
        max(numbers[0], numbers[2]),
        max(numbers[1], numbers[3]),
    )
    assert parse_bbox(",".join(repr(number) for number in box)) == box
