from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.columns.mapping import DateStyle
from importers.errors import BadValue
from importers.values.dates import parse_date
from mapapp.core.dates import parse_date as check

PLAIN = DateStyle()
US = DateStyle("%m/%d/%Y %I:%M:%S %p")


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("2014", PLAIN, "2014"),
        ("2014-11", PLAIN, "2014-11"),
        ("2014-11-03", PLAIN, "2014-11-03"),
        ("2005-06/2005-07", PLAIN, "2005-06/2005-07"),
        ("03.11.2014", PLAIN, "2014-11-03"),
        ("3.1.2014 12:30", PLAIN, "2014-01-03"),
        ("11.2014", PLAIN, "2014-11"),
        ("2014 г.", PLAIN, "2014"),
        ("2014 жылы", PLAIN, "2014"),
        ("2015-01-24 14:36:52", PLAIN, "2015-01-24"),
        ("2015-01-24T23:36:52Z", PLAIN, "2015-01-24"),
        ("2015-01-24T23:36:52Z", DateStyle(zone="Asia/Almaty"), "2015-01-25"),
        ("01/24/2015 02:36:52 PM", US, "2015-01-24"),
        ("2014", US, "2014"),
        ("11/2014", DateStyle("%m/%Y"), "2014-11"),
        ("1384270863607", DateStyle(unit="ms"), "2013-11-12"),
        ("1384210863", DateStyle(unit="s", zone="Asia/Almaty"), "2013-11-12"),
    ],
)
def test_dates_keep_the_precision_they_are_written_in(text: str, style: DateStyle, expected: str) -> None:
    assert parse_date(text, style) == expected


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("31.02.2014", PLAIN),
        ("2014-13-01", PLAIN),
        ("03.11.14", PLAIN),
        ("41946", PLAIN),
        ("0001", PLAIN),
        ("3 of May", PLAIN),
        ("٢٠١٤", PLAIN),
        ("24.01.2015", US),
        ("1e400", DateStyle(unit="s")),
        ("nan", DateStyle(unit="ms")),
    ],
)
def test_what_is_no_date(text: str, style: DateStyle) -> None:
    with pytest.raises(BadValue):
        parse_date(text, style)


def test_day_and_month_are_not_guessed() -> None:
    with pytest.raises(BadValue, match="two ways"):
        parse_date("03/04/2015", PLAIN)


@given(st.text(max_size=40), st.sampled_from([PLAIN, US, DateStyle(unit="ms"), DateStyle(unit="s")]))
def test_any_text_is_a_checked_date_or_a_bad_value(text: str, style: DateStyle) -> None:
    try:
        assert check(parse_date(text, style)).text.isascii()
    except BadValue:
        return


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_written_with_dots_or_as_iso_is_the_same(day: date) -> None:
    assert parse_date(f"{day:%d.%m.%Y}", PLAIN) == parse_date(f"{day}", PLAIN) == str(day)
