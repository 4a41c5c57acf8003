from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.core.dates import parse_date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        (" 2014-11-03 ", date(2014, 11, 3), date(2014, 11, 3)),
        ("2005-06/2005-07", date(2005, 6, 1), date(2005, 7, 31)),
    ],
)
def test_a_date_keeps_its_precision(text: str, first: date, last: date) -> None:
    found = parse_date(text)
    assert (found.text, found.first, found.last) == (text.strip(), first, last)


@pytest.mark.parametrize("text", ["", "14", "2014-13", "2014-02-30", "2014/2013", "2014-1-3", "2014/2015/2016", "о"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date(text)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(0, 5000))
def test_an_interval_covers_both_its_ends(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    found = parse_date(f"{start}/{end}")
    assert found.first == start
    assert found.last == end
    whole = parse_date(f"{start.year:04}")
    assert whole.first <= start <= whole.last
