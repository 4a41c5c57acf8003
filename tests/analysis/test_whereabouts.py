"""Distances are said with no digit that the places do not bear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from mapapp.analysis.whereabouts import Span, Whereabouts, span, whereabouts

HERE = Point(73.1, 49.8)


def test_an_exact_place_gives_the_distance_itself() -> None:
    assert span(412.3, Whereabouts(HERE)) == Span(412.3, 412.3)


def test_a_place_known_within_metres_gives_a_range_in_steps_of_these() -> None:
    assert span(3000, Whereabouts(HERE, 1414.0)) == Span(1000, 5000)
    assert span(300, Whereabouts(HERE, 30.0)) == Span(270, 330)
    assert span(100, Whereabouts(HERE, 1414.0)) == Span(0, 2000)


def test_a_place_known_by_its_settlement_gives_about() -> None:
    assert span(91_300, Whereabouts(HERE, 5000.0, vague=True)) == Span(90_000, 90_000, about=True)
    assert span(0, Whereabouts(HERE, 5000.0, vague=True)) == Span(0, 5000, about=True)


def test_a_coarse_map_gives_about() -> None:
    assert span(400, Whereabouts(HERE), rough_m=1000) == Span(0, 1000, about=True)
    assert span(3400, Whereabouts(HERE), rough_m=1000) == Span(3000, 3000, about=True)


@given(st.floats(0, 1e6), st.floats(1, 1e5))
def test_the_true_distance_is_always_in_the_range(metres: float, slack: float) -> None:
    found = span(metres, Whereabouts(HERE, slack))
    assert found.low <= max(0.0, metres - slack) + 1e-6
    assert found.high >= metres + slack - 1e-6


@given(st.floats(0, 1400), st.floats(0, 1400))
def test_a_coarsened_place_is_not_refined(one: float, other: float) -> None:
    """Distances that differ by less than the coarsening differ in steps of a thousand metres at least."""
    first, second = (span(far, Whereabouts(HERE, 1414.0)) for far in (one, other))
    assert first.low == second.low == 0
    assert {first.high, second.high} <= {2000, 3000}


@pytest.mark.parametrize(
    ("properties", "slack", "vague"),
    [
        ({}, 0, False),
        ({"precision": "exact"}, 0, False),
        ({"precision": "within", "precision_m": 30.0}, 30, False),
        ({"precision": "approximate", "precision_m": 1414.0}, 1414, False),
        ({"precision": "approximate"}, 5000, True),
        ({"precision": "village"}, 5000, True),
        ({"precision": "approximate", "outline": "polygon"}, 0, False),
    ],
)
def test_how_well_a_place_is_known(properties: dict[str, object], slack: float, vague: bool) -> None:
    found = whereabouts(HERE, properties)
    assert found is not None
    assert (found.slack_m, found.vague) == (slack, vague)


def test_what_cannot_be_measured_from() -> None:
    assert whereabouts(None, {}) is None
    assert whereabouts(HERE, {"precision": "district"}) is None
    assert whereabouts(HERE, {"not_drawn": "doubtful_coordinates"}) is None


def test_a_circle_is_no_border() -> None:
    found = whereabouts(box(54, 43, 55, 44), {"outline": "circle", "precision": "approximate"})
    assert found is not None
    assert not found.has_border
