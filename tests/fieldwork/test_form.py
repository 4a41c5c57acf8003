"""The form of a visit: what is taken, what is told back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from mapapp.fieldwork import forms
from tests.factories.fieldwork import typed

_RING = [[73.1, 49.8], [73.101, 49.8], [73.101, 49.801], [73.1, 49.801], [73.1, 49.8]]
_OUTLINE = json.dumps({"type": "Polygon", "coordinates": [_RING]})


@pytest.fixture(autouse=True)
def request_in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def read(**values: str) -> tuple[forms.VisitForm | None, dict[str, object]]:
    form, errors = forms.read(MultiDict(typed(**values)))
    return form, dict(errors)


def test_all_that_was_measured_is_read() -> None:
    form, errors = read(
        outline=_OUTLINE, accuracy_m="6.5", height_m="1,5", volume_m3="1 200", share_household="60", share_tyres="40"
    )
    assert form is not None, errors
    assert form.outline is not None
    assert (form.accuracy_m, form.height_m, form.volume_m3) == (6.5, Decimal("1.5"), Decimal(1200))
    assert form.composition == {"household": 60, "tyres": 40}
    [sample] = form.samples
    assert (sample.label, sample.medium, sample.purpose) == ("KRG-1", "soil", "routine")
    assert sample.depth_m == (Decimal(0), Decimal("0.2"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"share_household": "60", "share_tyres": "30"}, "composition"),
        ({"share_household": "-5"}, "share_household"),
        ({"share_household": "101"}, "share_household"),
        ({"visited_on": "2026-05"}, "visited_on"),
        ({"visited_on": "2999-01-01"}, "visited_on"),
        ({"seen": "first_seen"}, "seen"),
        ({"seen": ""}, "seen"),
        ({"outline": "{}"}, "outline"),
        ({"outline": "[" * 9999}, "outline"),
        ({"label_1": ""}, "label_1"),
        ({"medium_1": ""}, "medium_1"),
        ({"medium_1": "gold"}, "medium_1"),
        ({"from_1": "30", "to_1": "10"}, "to_1"),
        ({"where_1": "somewhere"}, "where_1"),
        ({"where_1": "99, 999"}, "where_1"),
        ({"label_2": "krg-1", "medium_2": "water"}, "label_1"),
        ({"area_m2": "nan"}, "area_m2"),
        ({"words": "x" * 4001}, "words"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(values: dict[str, str], field: str) -> None:
    form, errors = read(**values)
    assert form is None
    assert field in errors
    assert str(errors[field])


def test_a_row_without_a_sample_is_no_sample() -> None:
    form, errors = read(label_1="", from_1="", to_1="", medium_1="soil")
    assert form is not None, errors
    assert form.samples == ()


def test_the_place_of_a_sample_is_longitude_and_latitude() -> None:
    form, errors = read(where_1="49.80187, 73.10211")
    assert form is not None, errors
    at = form.samples[0].at
    assert at is not None
    assert (at.x, at.y) == pytest.approx((73.10211, 49.80187))


def test_the_same_words_have_the_same_digest_and_others_another() -> None:
    first, again, other = (read(words=words)[0] for words in ("smoke", "smoke", "no smoke"))
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.digest == again.digest != other.digest


@given(st.dictionaries(st.sampled_from(["share_household", "where_1", "outline", "area_m2", "label_1"]), st.text()))
def test_whatever_is_typed_is_read_or_told_back(values: dict[str, str]) -> None:
    form, errors = read(**values)
    assert (form is None) == bool(errors)
