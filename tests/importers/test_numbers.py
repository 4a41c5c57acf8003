from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.errors import BadValue
from importers.values.numbers import NOT_MEASURED, Measure, decimal_sign, parse_decimal, parse_measure

FIGURES = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0,5", "0.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1'234.5", "1234.5"),
        ("0,125", "0.125"),
        ("12,34", "12.34"),
        (".5", "0.5"),
        ("\u22125", "-5"),
        ("1,2E-03", "0.0012"),
    ],
)
def test_numbers_in_the_ways_people_write_them(text: str, expected: str) -> None:
    assert parse_decimal(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "nan", "inf", "-inf", "1_000", "٣", "1e999", "5 %", "1.2.3", "12 34", "=1+1", "0x10", "9" * 60, "1e-99"],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(BadValue):
        parse_decimal(text)


def test_a_comma_before_three_digits_is_asked_about() -> None:
    with pytest.raises(BadValue, match="two ways"):
        parse_decimal("1,234")
    assert parse_decimal("1,234", ",") == Decimal("1.234")
    assert parse_decimal("1,234", ".") == Decimal(1234)


def test_the_decimal_sign_is_learnt_from_clear_cases_only() -> None:
    assert decimal_sign(["1,234", "0,5"]) == ","
    assert decimal_sign(["1.5", "12"]) == "."
    assert decimal_sign(["1,234", "12"]) == ""
    assert decimal_sign(["0,5", "1.5"]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<0,01", Measure("<", Decimal("0.01"))),
        ("менее 0.01", Measure("<", Decimal("0.01"))),
        ("≤0,05", Measure("<", Decimal("0.05"), printed="≤0,05")),
        ("> 5", Measure(">", Decimal(5))),
        ("около 5", Measure("~", Decimal(5))),
        ("3-5", Measure("=", None, Decimal(3), Decimal(5))),
        ("0,2 – 0,5", Measure("=", None, Decimal("0.2"), Decimal("0.5"))),
        ("от 3 до 5", Measure("=", None, Decimal(3), Decimal(5))),
        ("5 ± 0,3", Measure("=", Decimal(5), uncertainty="±0,3")),
        ("Не обнаружено", Measure("<", printed="Не обнаружено")),
        ("анықталмады", Measure("<", printed="анықталмады")),
        ("ND", Measure("<", printed="ND")),
        ("н.о.", Measure("<", printed="н.о.")),
        ("следы", Measure("<", printed="следы")),
        ("< 0,05", Measure("<", Decimal("0.05"))),
        ("0,12±0,03", Measure("=", Decimal("0.12"), uncertainty="±0,03")),
        ("1.2E-3", Measure("=", Decimal("0.0012"))),
        ("1 234,5", Measure("=", Decimal("1234.5"))),
        ("-", NOT_MEASURED),
        ("—", NOT_MEASURED),
        ("н/д", NOT_MEASURED),
        ("не определялось", NOT_MEASURED),
        ("-5", Measure("=", Decimal(-5))),
        ("1e-3", Measure("=", Decimal("0.001"))),
    ],
)
def test_results_in_the_ways_laboratories_write_them(text: str, expected: Measure) -> None:
    assert parse_measure(text) == expected


@pytest.mark.parametrize("text", ["<", "5-3", "±", "<<1", "", "< nan", "1 2 3"])
def test_what_is_no_result(text: str) -> None:
    with pytest.raises(BadValue):
        parse_measure(text)


@given(FIGURES)
def test_every_written_number_is_read_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:f}", ".") == number
    assert parse_decimal(f"{number:f}".replace(".", ","), ",") == number
    assert parse_decimal(f"{number:,f}".replace(",", "\u00a0").replace(".", ",")) == number


@given(st.text(max_size=40))
def test_any_text_is_a_finite_number_or_a_bad_value(text: str) -> None:
    for parse in (parse_decimal, lambda one: parse_measure(one).value or Decimal(0)):
        try:
            assert parse(text).is_finite()
        except BadValue:
            continue
