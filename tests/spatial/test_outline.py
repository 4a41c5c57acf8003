import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from mapapp.spatial.geodesic import area_m2
from mapapp.spatial.outline import MAX_CORNERS, BadOutline, parse_outline


def text(ring: Any, kind: str = "Polygon") -> str:
    return json.dumps({"type": kind, "coordinates": [ring]})


SQUARE = [[73.1, 49.8], [73.1, 49.801], [73.101, 49.801], [73.101, 49.8]]


def test_an_open_ring_is_closed_and_turned_as_the_standard_wants() -> None:
    shape = parse_outline(text(SQUARE))
    assert shape.exterior.is_closed
    assert shape.exterior.is_ccw
    assert area_m2(shape) == pytest.approx(71.9 * 111.3, rel=0.01)


def test_a_feature_and_heights_are_taken_too() -> None:
    ring = [[*corner, 551.0] for corner in SQUARE]
    feature = {"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    assert parse_outline(json.dumps(feature)).equals(parse_outline(text(SQUARE)))


@pytest.mark.parametrize(
    ("ring", "why"),
    [
        ([[73.1, 49.8], [73.101, 49.801], [73.101, 49.8], [73.1, 49.801]], "crossing"),
        ([[73.1, 49.8], [73.2, 49.8]], "corners"),
        ([[73.1 + n / 1e5, 49.8 + (n % 7) / 1e5] for n in range(MAX_CORNERS + 2)], "corners"),
        ([[70, 45], [75, 45], [75, 50], [70, 50]], "large"),
        ([[73.1, 49.8], [73.1000001, 49.8], [73.1, 49.8000001]], "small"),
        ([[200, 49.8], [73, 49], [73, 50]], "form"),
        ([[73.1, "49.8"], [73, 49], [73, 50]], "form"),
        ([[True, False], [73, 49], [73, 50]], "form"),
        ([None, [73, 49], [73, 50]], "form"),
        ("[]", "form"),
    ],
)
def test_what_cannot_be_an_outline_is_told_apart(ring: Any, why: str) -> None:
    with pytest.raises(BadOutline) as caught:
        parse_outline(text(ring))
    assert caught.value.why == why


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "null",
        "[" * 50_000,
        '{"type":"Polygon","coordinates":[[[NaN,1],[2,2],[3,1]]]}',
        '{"type":"Polygon","coordinates":[[[1e999,1],[2,2],[3,1]]]}',
        '{"type":"Polygon","coordinates":[[[' + "9" * 400 + ",1],[2,2],[3,1]]]}",
        '{"type":"Polygon","coordinates":[[[1,1],[2,2],[3,1]],[[1,1],[2,2],[3,1]]]}',
        '{"type":"MultiPolygon","coordinates":[]}',
        '{"type":"Feature"}',
        "x" * 100_000,
    ],
)
def test_hostile_text_is_refused(hostile: str) -> None:
    with pytest.raises(BadOutline):
        parse_outline(hostile)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_an_outline_or_refused(value: Any) -> None:
    with contextlib.suppress(BadOutline):
        assert isinstance(parse_outline(json.dumps(value)), Polygon)


@given(st.lists(st.tuples(st.floats(73.0, 73.05), st.floats(49.0, 49.05)), min_size=3, max_size=12))
def test_whatever_is_accepted_is_a_simple_shape_of_measurable_size(corners: list[tuple[float, float]]) -> None:
    try:
        shape = parse_outline(text([list(corner) for corner in corners]))
    except BadOutline:
        return
    assert shape.is_valid
    assert 0.5 < area_m2(shape) <= 100e6
