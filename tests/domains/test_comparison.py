"""The comparison with norms: each way to say too much is a test."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.domains.samples.comparison import Comparison, Measured, compare, unit_factor
from mapapp.domains.samples.limits import Limit


def norm(value: str = "2.1", unit: str = "mg/kg", **values: Any) -> Limit:
    columns: dict[str, Any] = {"medium": "soil", "jurisdiction": "KZ", "averaging": "none", "kind": "mpc"}
    columns |= {"form": "", "verification": "secondary_source", "in_force_to": "", "act": "Order"} | values
    return Limit(substance_code="mercury", value=Decimal(value), unit=unit, **columns)


def measured(value: str | None, unit: str = "mg/kg", **values: str) -> Measured:
    return Measured(
        medium=values.pop("medium", "soil"), unit=unit, value=None if value is None else Decimal(value), **values
    )


def test_a_value_is_divided_by_the_limit() -> None:
    found = compare(measured("177"), [norm()])
    assert found.verdict == "exceeds"
    assert found.times == pytest.approx(Decimal("84.29"), abs=Decimal("0.01"))


def test_units_are_converted_before_dividing() -> None:
    soil = norm()
    assert compare(measured("2100", "ug/kg"), [soil]) == compare(measured("2.1"), [soil])
    found = compare(measured("348", "ng/l", medium="water"), [norm("0.5", "ug/l", medium="water")])
    assert found.times == Decimal("0.696")


def test_at_the_limit_is_within() -> None:
    assert compare(measured("2.1"), [norm()]).verdict == "within"


@pytest.mark.parametrize(
    ("value", "qualifier", "verdict"),
    [
        ("0.1", "<", "within"),
        ("5", "<", "cannot_tell"),
        ("5", ">", "exceeds"),
        ("1", ">", "cannot_tell"),
        (None, "=", "cannot_tell"),
        ("3", "~", "exceeds"),
    ],
)
def test_a_qualifier_is_not_a_number(value: str | None, qualifier: str, verdict: str) -> None:
    found = compare(measured(value, qualifier=qualifier), [norm()])
    assert found.verdict == verdict
    if qualifier == "<":
        assert found.times is None


def test_another_dimension_is_not_compared() -> None:
    assert compare(measured("5", "mg/l"), [norm()]).verdict == "no_limit"
    assert compare(measured("5", "count"), [norm()]) == Comparison("no_limit")


def test_another_medium_is_not_compared_but_sediment_with_soil() -> None:
    assert compare(measured("5", medium="biota"), [norm()]).verdict == "no_limit"
    assert compare(measured("5", "mg/kg", medium="water"), [norm()]).verdict == "no_limit"
    assert compare(measured("177", medium="sediment"), [norm()]).verdict == "exceeds"


def test_the_countrys_own_norm_comes_first() -> None:
    dutch, own = norm("10", "mg/kg dry", jurisdiction="NL", kind="intervention_value"), norm()
    assert compare(measured("5"), [dutch, own]).limit is own
    assert compare(measured("5"), [dutch]).verdict == "within"


def test_a_norm_no_longer_in_force_comes_last() -> None:
    old, new = norm("1", in_force_to="2022"), norm("3")
    assert compare(measured("2"), [old, new]).limit is new


def test_a_mean_of_air_is_compared_with_the_daily_norm() -> None:
    daily, single = (
        norm("35", "ug/m3", medium="air", averaging="daily"),
        norm("160", "ug/m3", medium="air", averaging="single_max"),
    )
    air = {"medium": "air"}
    assert compare(measured("0.05", "mg/m3", statistic="mean", **air), [daily, single]).limit is daily
    assert compare(measured("0.05", "mg/m3", statistic="maximum", **air), [daily, single]).limit is single
    assert compare(measured("0.05", "mg/m3", **air), [daily]).verdict == "no_limit"


def test_a_norm_computed_from_the_published_multiple_proves_nothing() -> None:
    assert compare(measured("5"), [norm(verification="derived_from_ratio")]).verdict == "no_limit"


def test_a_norm_without_its_act_proves_nothing() -> None:
    assert compare(measured("5"), [norm(act="not named on the page")]).verdict == "no_limit"


def test_the_mobile_form_is_compared_with_the_norm_for_it() -> None:
    gross, mobile = norm("33"), norm("3", form="mobile")
    assert compare(measured("5"), [mobile, gross]).limit is gross
    assert compare(measured("5", fraction="mobile"), [mobile, gross]).limit is mobile


def test_a_norm_for_another_acidity_is_not_taken_for_all_soils() -> None:
    assert compare(measured("5"), [norm("1", form="pH<5")]).verdict == "no_limit"
    assert compare(measured("5"), [norm("1", form="gross_including_background")]).verdict == "exceeds"


def test_targets_are_not_limits() -> None:
    assert compare(measured("5"), [norm("0.3", kind="target_value")]).verdict == "no_limit"


def test_a_published_multiple_is_taken_as_it_is() -> None:
    assert compare(measured("25", "times MPC"), [norm()]) == Comparison("exceeds", Decimal(25), None)
    assert compare(measured("0.5", "times MPC"), []).verdict == "within"


@given(st.decimals("0.000001", "1000000", places=6), st.sampled_from(["mg/kg", "ug/kg", "ng/g", "g/t"]))
def test_the_verdict_follows_the_ratio(value: Decimal, unit: str) -> None:
    found = compare(Measured("soil", unit, value=value), [norm()])
    assert found.times is not None
    assert (found.verdict == "exceeds") == (found.times > 1)


@pytest.mark.parametrize(
    ("unit", "target", "factor"),
    [
        ("mg/kg", "mg/kg dry", "1"),
        ("ug/m3", "mg/m3", "0.001"),
        ("mg/dm3", "mg/l", "1"),
        ("ng/l", "ug/l", "0.001"),
        ("mg/kg", "mg/l", None),
        ("", "mg/l", None),
        ("a'); DROP", "mg/l", None),
        ("count", "mg/kg", None),
        ("%", "mg/kg", None),
        ("mg/l", "mg/m3", "1000"),
    ],
)
def test_units(unit: str, target: str, factor: str | None) -> None:
    assert unit_factor(unit, target) == (None if factor is None else Decimal(factor))
