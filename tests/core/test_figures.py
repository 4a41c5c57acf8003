from decimal import Decimal

import pytest
from flask import Flask

from mapapp.core import figures


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ("1,716,820", "172 ha", "2.5 km")), ("ru", ("1 716 820", "172 ha", "2,5 km"))],
)
def test_numbers_are_written_in_the_readers_language(app: Flask, language: str, expected: tuple[str, ...]) -> None:
    with app.test_request_context(f"/?lang={language}"):
        plain = figures.number(1716820).replace("\xa0", " ")
        assert plain == expected[0]
        assert figures.area(1716820)[:3] == expected[1][:3]
        assert figures.metres(2500)[:3] == expected[2][:3]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", "0"),
        ("0.0123456", "0.0123"),
        ("2.346", "2.35"),
        ("84.29", "84.3"),
        ("177", "177"),
        ("1234.5", "1,234"),
        ("10", "10"),
    ],
)
def test_three_digits_are_enough_for_a_ratio(app: Flask, value: str, expected: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert figures.short_number(Decimal(value)) == expected


def test_small_areas_stay_in_square_metres(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert figures.area(900) == "900 m²"
        assert figures.area(150_000) == "15 ha"
        assert figures.area(12_000_000) == "12 km²"
        assert figures.number(Decimal("0.035")) == "0.035"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014", "2014"),
        ("2014-11", "November 2014"),
        ("2014-11-03", "November 3, 2014"),
        ("2005-06/2005-07", "June 2005 – July 2005"),
        ("spring", "spring"),
    ],
)
def test_a_date_is_written_with_the_precision_known(app: Flask, text: str, expected: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert figures.day(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "0"), ("0.00123", "0.0012"), ("0.096", "0.096"), ("0.961", "1"), ("25.04", "25"), ("-17.66", "-17.7")],
)
def test_a_percentage_has_one_digit_after_the_point(app: Flask, value: str, expected: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert figures.percentage(Decimal(value)) == expected
