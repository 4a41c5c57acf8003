"""The parts that need no drawing: quartiles that are sure, scales that hold everything, words that are not cut."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mapapp.core.charts.layout import wrap
from mapapp.core.charts.quartiles import quartiles
from mapapp.core.charts.scales import log_scale, plain_scale, time_scale
from mapapp.core.charts.spec import Value

POSITIVE = st.floats(1e-9, 1e12, allow_nan=False)


def test_quartiles_are_observed_values() -> None:
    assert quartiles([Value(n) for n in (5, 1, 4, 2, 3)]) == (2, 3, 4)
    assert quartiles([Value(n) for n in (1, 2, 3, 4)]) is None


def test_what_was_not_detected_counts_where_its_value_does_not_matter() -> None:
    known = [Value(n) for n in (10, 20, 30, 40, 50, 60, 70)]
    assert quartiles([Value(5, sign="<"), *known]) == (10, 30, 50)
    assert quartiles([Value(35, sign="<"), *known]) is None
    assert quartiles([*known, Value(80, sign=">")]) == (20, 40, 60)
    assert quartiles([*known, Value(35, low=15)]) is None


@given(st.lists(st.tuples(POSITIVE, st.floats(0, 1)), min_size=5, max_size=30))
def test_quartiles_hold_whatever_the_hidden_values_are(found: list[tuple[float, float]]) -> None:
    values = [Value(high, sign="<" if share < 0.2 else "") for high, share in found]
    sure = quartiles(values)
    if sure is not None:
        true = sorted(high * share if share < 0.2 else high for high, share in found)
        places = [-(-len(true) * quarter // 4) - 1 for quarter in (1, 2, 3)]
        assert sure == tuple(true[place] for place in places)


@given(POSITIVE, st.floats(1, 1e11), st.integers(3, 9))
def test_a_log_scale_holds_its_ends(low: float, times: float, most: int) -> None:
    high = low * times
    scale = log_scale(low, high, most)
    assert scale.low <= low <= high <= scale.high
    assert len(scale.ticks) >= 1
    assert all(scale.low * 0.99 <= tick <= scale.high * 1.01 for tick in scale.ticks)
    assert len(scale.ticks) <= most + 2


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.integers(3, 9))
def test_a_plain_scale_holds_its_ends(a: float, b: float, most: int) -> None:
    low, high = sorted((a, b))
    scale = plain_scale(low, high, most)
    slack = 1e-6 * max(1.0, abs(low), abs(high))
    assert scale.low <= low + slack
    assert scale.high >= high - slack
    assert 2 <= len(scale.ticks) <= most + 3


@given(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), max_size=20), st.integers(3, 8))
def test_a_time_scale_has_ticks_for_any_days(days: list[date], most: int) -> None:
    low, high, ticks = time_scale(days, most)
    assert all(low < day < high for day in days)
    assert ticks
    assert len(ticks) <= 2 * most + 2


@given(st.text(alphabet="ab й-", max_size=200), st.integers(20, 400))
def test_no_letter_is_lost_when_words_are_wrapped(text: str, width: int) -> None:
    lines = wrap(text, width, 13)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= max(4, int(width / (13 * 0.56))) for line in lines)
