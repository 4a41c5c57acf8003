from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.errors import BadValue
from importers.values.coordinates import parse_degrees, split_pair


@pytest.mark.parametrize(
    ("text", "axis", "expected"),
    [
        ("49.8", "latitude", 49.8),
        ("49,808", "latitude", 49.808),
        ("-71.0717", "longitude", -71.0717),
        ("49°48'30\"N", "latitude", 49 + 48.5 / 60),
        ("N 49 48 30", "latitude", 49 + 48.5 / 60),
        ("49° 48,5′", "latitude", 49 + 48.5 / 60),
        ("49°48′ с.ш.", "latitude", 49.8),
        ("49°48' северной широты", "latitude", 49.8),
        ("10 ю. ш.", "latitude", -10),
        ("73°05′12″ в. д.", "longitude", 73 + 5.2 / 60),
        ("71.5 з.д.", "longitude", -71.5),
        ("49°48' с.е.", "latitude", 49.8),
        ("солтүстік ендік 49,8", "latitude", 49.8),
        ("73°30' ш.б.", "longitude", 73.5),
        ("батыс бойлық 10", "longitude", -10),
        ("5 540 000,5", "latitude", 5540000.5),
    ],
)
def test_degrees_in_three_languages(text: str, axis: str, expected: float) -> None:
    assert parse_degrees(text, axis) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "abc", "49°61'", "49°48'61\"", "nan", "inf", "-49 S", "49.8.1", "=49"])
def test_what_is_no_coordinate(text: str) -> None:
    with pytest.raises(BadValue):
        parse_degrees(text, "latitude")


def test_a_letter_of_the_other_axis_is_noticed() -> None:
    with pytest.raises(BadValue, match="changed places"):
        parse_degrees("73°05' E", "latitude")


@pytest.mark.parametrize(
    "text",
    ["49.80, 73.10", "(49.80, 73.10)", "49,80; 73,10", "49.80 73.10", "49,80, 73,10", "49°48′ с.ш., 73°06′ в.д."],
)
def test_pairs(text: str) -> None:
    latitude, longitude = split_pair(text)
    assert parse_degrees(latitude, "latitude") == pytest.approx(49.8)
    assert parse_degrees(longitude, "longitude") == pytest.approx(73.1)


@given(st.text(max_size=60))
def test_any_text_is_degrees_or_a_bad_value(text: str) -> None:
    for axis in ("latitude", "longitude"):
        try:
            assert isinstance(parse_degrees(text, axis), float)
            split_pair(text)
        except BadValue:
            continue


@given(st.floats(-90, 90, allow_nan=False))
def test_degrees_minutes_and_seconds_come_back(degrees: float) -> None:
    seconds = round(abs(degrees) * 3600)
    text = f"{seconds // 3600}°{seconds // 60 % 60}′{seconds % 60}″{'S' if degrees < 0 else 'N'}"
    assert parse_degrees(text, "latitude") == pytest.approx(degrees, abs=1 / 3600)
