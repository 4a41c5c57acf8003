"""What holds of every comparison with norms. Single cases are worked out in comparisons.csv."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mapapp.domains.samples.comparison import (
    NORM_SETS,
    Comparer,
    Comparison,
    Measured,
    compare,
    compare_all,
    side_by_side,
)
from mapapp.domains.samples.limits import Limit
from tests.domains.norms import BY_HAND, norm

AMOUNTS = st.decimals("0.000001", "1000000", places=6)
UNITS = st.sampled_from(["mg/kg", "ug/kg", "ng/g", "g/t", "мг/кг", "ppm", "%", "mg/kg dry", "ug/100 g", "pg/g"])
CODES = sorted({one.substance_code for one in BY_HAND.values()})
patient = settings(deadline=None)  # the first conversion reads the definitions of all units


@st.composite
def results(draw: st.DrawFn) -> Measured:
    """Results of all kinds, most of which no norm fits."""
    values = sorted(draw(st.lists(AMOUNTS, min_size=2, max_size=2)))
    ranged = draw(st.booleans())
    return Measured(
        medium=draw(st.sampled_from(["soil", "sediment", "water", "air", "biota", "other"])),
        unit=draw(st.sampled_from(["mg/kg", "ug/kg", "mg/l", "ug/m3", "pg TEQ/g fat", "times MPC", "", "'--"])),
        qualifier=draw(st.sampled_from(["=", "<", ">", "~"])),
        value=draw(st.sampled_from([values[1], None])),
        statistic=draw(st.sampled_from(["single", "mean", "minimum", "maximum", "range"])),
        fraction=draw(st.sampled_from(["", "total", "dissolved", "mobile"])),
        value_min=values[0] if ranged else None,
        basis=draw(st.sampled_from(["", "dry", "wet", "lipid"])),
        averaging=draw(st.sampled_from(["", "daily", "single_max", "annual"])),
        sampled_on=draw(st.sampled_from(["", "2010", "2014-06", "2020-01-31", "2014/2016"])),
        expressed_as=draw(st.sampled_from(["", "N", "NO3", "as N"])),
    )


def known_norms() -> list[Limit]:
    """All norms of the table, with ids."""
    for position, one in enumerate(BY_HAND.values(), 1):
        one.id = position
    return list(BY_HAND.values())


@patient
@given(AMOUNTS, UNITS)
def test_the_verdict_follows_the_ratio(value: Decimal, unit: str) -> None:
    found = compare(Measured("soil", unit, value=value), [norm()])
    assert found.times is not None
    assert (found.verdict == "exceeds") == (found.times > 1)


@patient
@given(
    AMOUNTS, AMOUNTS, UNITS, st.sampled_from(["=", "<", ">", "~"]), st.sampled_from(["single", "minimum", "maximum"])
)
def test_a_bigger_value_never_gives_less(
    one: Decimal, other: Decimal, unit: str, qualifier: str, statistic: str
) -> None:
    low, high = (
        compare(Measured("soil", unit, qualifier, value, statistic), [norm()]) for value in sorted((one, other))
    )
    order = ("within", "cannot_tell", "exceeds")
    assert order.index(low.verdict) <= order.index(high.verdict)
    if low.times is not None and high.times is not None:
        assert low.times <= high.times


@patient
@given(AMOUNTS, AMOUNTS, UNITS)
def test_never_within_when_the_detection_limit_is_above_the_norm(limit: Decimal, detection: Decimal, unit: str) -> None:
    own = norm(str(limit))
    found = compare(Measured("soil", unit, "<", detection), [own])
    detected = compare(Measured("soil", unit, "=", detection), [own])
    assert found.verdict == ("cannot_tell" if detected.verdict == "exceeds" else "within")
    assert found.times is None


@patient
@given(results(), st.sampled_from(CODES))
def test_one_result_and_many_are_compared_alike(result: Measured, code: str) -> None:
    norms = known_norms()
    own = [one for one in norms if one.substance_code == code]
    comparer = Comparer(norms)
    for _again in range(2):  # the second answer comes from what was prepared
        columns = comparer.columns(code, result)
        chosen, found = compare(result, own), compare_all(result, own)
        assert columns["verdict"] == chosen.verdict
        assert (columns["times_min"], columns["times"]) == (chosen.times_min, chosen.times)
        assert columns["limit_id"] == (chosen.limit.id if chosen.limit else None)
        assert {name: said["verdict"] for name, said in columns["compared"].items()} == {
            name: one.verdict for name, one in found.items()
        }
        assert all(one == compare(result, own, name) for name, one in found.items())
        beside = side_by_side(result, own)
        assert all(one in beside for one in found.values())


@patient
@given(results(), st.sampled_from(CODES))
def test_what_cannot_be_compared_says_why(result: Measured, code: str) -> None:
    found = compare(result, [one for one in known_norms() if one.substance_code == code])
    if found.verdict in ("no_limit", "cannot_tell"):
        assert found.why
    if found.verdict == "no_limit":
        assert found.times is None
        assert found.limit is None
    if found.times_min is not None and found.times is not None:
        assert found.times_min <= found.times


def test_the_nura_is_compared_with_both_norms_side_by_side() -> None:
    """The book holds 177 mg/kg against 2 mg/kg (Kazakhstan) and 10 mg/kg (Europe)."""
    result = Measured("sediment", "mg/kg", value=Decimal(177), statistic="maximum", sampled_on="2014")
    found = side_by_side(result, [BY_HAND["nl-hg"], BY_HAND["ussr-hg"], BY_HAND["kz-hg"]])
    assert [(one.limit.jurisdiction, one.times) for one in found if one.limit] == [
        ("KZ", Decimal("88.5")),
        ("USSR", Decimal(177) / Decimal("2.1")),
        ("NL", Decimal("17.7")),
    ]
    assert "basis_not_stated" in found[2].notes


def test_a_multiple_printed_by_the_source_belongs_to_no_set() -> None:
    printed = Measured("soil", "times MPC", value=Decimal(25), value_min=Decimal(2))
    assert compare_all(printed, [norm()]) == {}
    assert side_by_side(printed, [norm()]) == (compare(printed, []),)
    assert Comparer([norm()]).columns("mercury", printed)["compared"] == {}


def test_every_set_names_jurisdictions_that_are_known() -> None:
    first = NORM_SETS["KZ"].jurisdictions
    assert first[0] == "KZ"
    assert all(set(one.jurisdictions) <= set(first) and one.code == code for code, one in NORM_SETS.items())


def test_nothing_to_compare_with() -> None:
    nothing: dict[str, Any] = {"times": None, "limit": None, "times_min": None}
    found = compare(Measured("soil", "mg/kg", value=Decimal(1)), [])
    assert found == Comparison("no_limit", why="no_norm", notes=("no_norm",), **nothing)
