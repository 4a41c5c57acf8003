"""Air pollutants with added effect, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.domains.samples.comparison import Measured
from mapapp.domains.samples.limits import SummationGroup
from mapapp.domains.samples.norms.summation import Summed, summation
from tests.domains.norms import norm

# Limits of a single value in mg/m3.
AIR = {"ammonia": "0.2", "formaldehyde": "0.05", "sulphur_dioxide": "0.5", "nitrogen_dioxide": "0.2", "phenol": "0.01"}
LIMITS = {
    code: [norm(value, "mg/m3", medium="air", averaging="single_max", substance_code=code)]
    for code, value in AIR.items()
}


def group(*codes: str, mode: str = "full") -> SummationGroup:
    return SummationGroup(group_no=1, substances=list(codes), mode=mode, rule="sum(C_i/MPC_i) <= 1")


def measured(value: str | None, qualifier: str = "=", **values: str) -> Measured:
    amount = None if value is None else Decimal(value)
    return Measured("air", "mg/m3", qualifier, amount, averaging=values.pop("averaging", "single_max"))


def one(groups: SummationGroup, **results: Measured) -> Summed:
    found = summation(results, [groups], LIMITS)
    assert len(found) == 1
    return found[0]


def test_shares_are_added_up() -> None:
    """0.1 / 0.2 + 0.03 / 0.05 = 0.5 + 0.6 = 1.1, though each alone is within."""
    found = one(group("ammonia", "formaldehyde"), ammonia=measured("0.1"), formaldehyde=measured("0.03"))
    assert (found.verdict, found.low, found.high) == ("exceeds", Decimal("1.1"), Decimal("1.1"))
    assert {part.verdict for part in found.parts.values()} == {"within"}


def test_below_one_is_within() -> None:
    """0.04 / 0.2 + 0.01 / 0.05 = 0.2 + 0.2 = 0.4."""
    found = one(group("ammonia", "formaldehyde"), ammonia=measured("0.04"), formaldehyde=measured("0.01"))
    assert (found.verdict, found.high) == ("within", Decimal("0.4"))


def test_with_a_part_missing_only_an_exceedance_can_be_told() -> None:
    mix = group("ammonia", "formaldehyde", "sulphur_dioxide")
    low = one(mix, ammonia=measured("0.04"), formaldehyde=measured("0.01"))
    assert (low.verdict, low.why, low.missing, low.high) == ("cannot_tell", "missing", ("sulphur_dioxide",), None)
    high = one(mix, ammonia=measured("0.1"), formaldehyde=measured("0.03"))
    assert (high.verdict, high.missing) == ("exceeds", ("sulphur_dioxide",))


def test_a_substance_without_a_norm_is_missing() -> None:
    mix = group("ammonia", "formaldehyde", "hexene")
    found = one(mix, ammonia=measured("0.04"), formaldehyde=measured("0.01"), hexene=measured("9"))
    assert (found.verdict, found.missing) == ("cannot_tell", ("hexene",))


def test_below_detection_lies_between_nothing_and_its_limit() -> None:
    """Ammonia between 0 and 1 of its limit, formaldehyde 0.2: the sum is between 0.2 and 1.2."""
    mix = group("ammonia", "formaldehyde")
    found = one(mix, ammonia=measured("0.1", "<"), formaldehyde=measured("0.01"))
    assert (found.verdict, found.low, found.high) == ("cannot_tell", Decimal("0.2"), Decimal("1.2"))
    assert found.why == "detection_limit"
    assert one(mix, ammonia=measured("9", "<"), formaldehyde=measured("0.01")).high is None
    assert one(mix, ammonia=measured("9", "<"), formaldehyde=measured("0.06")).verdict == "exceeds"


def test_one_that_outweighs_takes_the_mix_out_of_the_rule() -> None:
    """NO2 1.0 / 0.2 = 5 and SO2 0.05 / 0.5 = 0.1: NO2 has 98 %, more than 80 % of a mix of two."""
    mix = group("nitrogen_dioxide", "sulphur_dioxide")
    found = one(mix, nitrogen_dioxide=measured("1.0"), sulphur_dioxide=measured("0.05"))
    assert (found.verdict, found.why) == ("not_applied", "shares")
    even = one(mix, nitrogen_dioxide=measured("0.2"), sulphur_dioxide=measured("0.5"))
    assert (even.verdict, even.low) == ("exceeds", Decimal(2))
    unsure = one(mix, nitrogen_dioxide=measured("1.0", ">"), sulphur_dioxide=measured("0.5"))
    assert (unsure.verdict, unsure.why) == ("cannot_tell", "shares")


def test_without_the_two_gases_one_may_outweigh() -> None:
    found = one(group("ammonia", "formaldehyde"), ammonia=measured("2"), formaldehyde=measured("0.001"))
    assert found.verdict == "exceeds"


def test_each_keeps_its_own_limit_where_the_act_says_so() -> None:
    mix = group("sulphur_dioxide", "phenol", mode="independent")
    found = one(mix, sulphur_dioxide=measured("0.4"), phenol=measured("0.009"))
    assert (found.verdict, found.why) == ("not_applied", "independent")


def test_limits_for_different_times_are_not_added_up() -> None:
    daily = {**LIMITS, "phenol": [norm("0.003", "mg/m3", medium="air", averaging="daily", substance_code="phenol")]}
    results = {"ammonia": measured("0.1"), "phenol": measured("0.01", averaging="daily")}
    found = summation(results, [group("ammonia", "phenol")], daily)[0]
    assert (found.verdict, found.why) == ("cannot_tell", "averaging")


@pytest.mark.parametrize(
    "results", [{}, {"ammonia": measured("5")}, {"phenol": measured("5"), "ammonia": measured("5")}]
)
def test_a_group_needs_two_of_its_substances(results: dict[str, Measured]) -> None:
    assert summation(results, [group("ammonia", "formaldehyde")], LIMITS) == ()


AMOUNT = st.decimals("0.0001", "10", places=4)


@given(AMOUNT, AMOUNT, st.sampled_from(["=", "<", ">"]))
def test_the_verdict_follows_the_bounds(ammonia: Decimal, formaldehyde: Decimal, qualifier: str) -> None:
    found = one(
        group("ammonia", "formaldehyde"),
        ammonia=measured(str(ammonia), qualifier),
        formaldehyde=measured(str(formaldehyde)),
    )
    if found.verdict == "within":
        assert found.high is not None
        assert found.high <= 1
    assert (found.verdict == "exceeds") == (found.low > 1)
    assert found.high is None or found.low <= found.high
