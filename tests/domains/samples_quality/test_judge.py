"""The rules of quality in numbers, worked by hand beside each case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.domains.samples.quality.holding import LONGEST_HOURS
from mapapp.domains.samples.quality.judge import (
    Blanks,
    Finding,
    Taken,
    Value,
    accreditation,
    contamination,
    judge,
    spread,
    waiting,
)

_IDS = count(1)
AMOUNTS = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(10_000), places=3)


def taken(**values: object) -> Taken:
    plain: dict[str, object] = {"id": next(_IDS), "point_id": 1, "medium": "soil", "sampled_on": "2026-05-12"}
    return Taken(**{**plain, **values})  # type: ignore[arg-type] # a test's own words


def value(amount: str | None, sample: Taken, **values: object) -> Value:
    number = Decimal(amount) if amount is not None else None
    plain: dict[str, object] = {"substance": "lead", "unit": "mg/kg"}
    return Value(next(_IDS), sample, value=number, **{**plain, **values})  # type: ignore[arg-type] # a test's own words


def pair(first: str, second: str, medium: str = "soil", unit: str = "mg/kg") -> Finding:
    routine = taken(medium=medium)
    twin = taken(medium=medium, purpose="duplicate", parent_id=routine.id)
    (found,) = spread([value(first, routine, unit=unit), value(second, twin, unit=unit)])
    return found


@pytest.mark.parametrize(
    ("first", "second", "medium", "percent", "outcome"),
    [
        ("10", "12", "soil", "18.18", "passed"),  # 2 / 11
        ("10", "14", "soil", "33.33", "passed"),  # 4 / 12
        ("10", "15", "soil", "40.00", "failed"),  # 5 / 12.5
        ("10", "12", "water", "18.18", "passed"),
        ("10", "13", "water", "26.09", "failed"),  # 3 / 11.5
        ("10", "10", "water", "0.00", "passed"),
        ("0", "0", "soil", "0.00", "passed"),
    ],
)
def test_two_values_are_compared_by_their_relative_difference(
    first: str, second: str, medium: str, percent: str, outcome: str
) -> None:
    found = pair(first, second, medium)
    assert (found.rule, found.outcome) == ("difference", outcome)
    assert round(Decimal(str(found.numbers["percent"])), 2) == Decimal(percent)
    assert found.flag == ("replicates_differ" if outcome == "failed" else "")


def test_three_values_are_compared_by_their_standard_deviation() -> None:
    routine = taken()
    twins = [taken(purpose="replicate", parent_id=routine.id) for _ in range(2)]
    values = [value("10", routine), value("12", twins[0]), value("17", twins[1])]
    (found,) = spread(values)
    # mean 13, squares 9 + 1 + 16 = 26, 26 / 2 = 13, root 3.6056, 27.7 % of 13
    assert (found.rule, found.outcome, found.numbers["count"]) == ("deviation", "passed", 3)
    assert round(Decimal(str(found.numbers["percent"])), 1) == Decimal("27.7")


def test_values_near_the_quantification_limit_may_lie_one_limit_apart_in_water_and_two_in_soil() -> None:
    for medium, second, outcome in (("water", "3", "passed"), ("water", "3.5", "failed"), ("soil", "3.5", "passed")):
        routine = taken(medium=medium)
        twin = taken(medium=medium, purpose="duplicate", parent_id=routine.id)
        limit = Decimal(1)
        (found,) = spread([value("2", routine, quantification=limit), value(second, twin, quantification=limit)])
        assert (found.rule, found.outcome) == ("near_limit", outcome)


def test_units_are_converted_before_they_are_compared_and_others_are_not_compared() -> None:
    routine = taken(medium="water")
    twin = taken(medium="water", purpose="duplicate", parent_id=routine.id)
    (found,) = spread([value("1", routine, unit="mg/l"), value("1100", twin, unit="ug/l")])
    assert found.outcome == "passed"
    assert found.numbers["high"] == Decimal("1.1")
    assert not list(spread([value("1", routine, unit="mg/l"), value("1100", twin, unit="mg/kg")]))


def test_a_duplicate_without_a_parent_repeats_the_only_sample_of_that_day_and_depth() -> None:
    routine, twin = taken(depth="0-0.2"), taken(depth="0-0.2", purpose="duplicate")
    deeper = taken(depth="0.2-0.5")
    (found,) = spread([value("10", routine), value("30", twin), value("500", deeper)])
    assert (found.outcome, found.numbers["high"]) == ("failed", Decimal(30))
    other = taken(depth="0-0.2")  # which of the two it repeats nobody knows
    assert not list(spread([value("10", routine), value("30", twin), value("11", other)]))


def test_nothing_found_beside_much_found_differs_and_beside_little_says_nothing() -> None:
    routine = taken()
    twin = taken(purpose="duplicate", parent_id=routine.id)
    none = value(None, twin, bound=Decimal(1))
    (found,) = spread([value("5.1", routine), none])
    assert (found.rule, found.flag) == ("detected_once", "replicates_differ")
    assert not list(spread([value("5", routine), none]))
    assert not list(spread([value(None, routine, bound=Decimal(1)), none]))


@given(first=AMOUNTS, second=AMOUNTS)
def test_the_difference_is_the_same_both_ways_and_never_above_two_hundred_per_cent(
    first: Decimal, second: Decimal
) -> None:
    one, other = pair(str(first), str(second)), pair(str(second), str(first))
    assert one.numbers == other.numbers
    assert 0 <= Decimal(str(one.numbers["percent"])) <= 200


@pytest.mark.parametrize(
    ("amount", "cas", "doubtful"),
    [("0.9", "", True), ("1.0", "", True), ("1.1", "", False), ("1.1", "67-64-1", True), ("2.1", "67-64-1", False)],
)
def test_a_blank_makes_results_up_to_five_or_ten_times_it_doubtful(amount: str, cas: str, doubtful: bool) -> None:
    blank = value("0.2", taken(purpose="field_blank", medium="water"), unit="mg/l", cas=cas)
    found = list(contamination(value(amount, taken(medium="water"), unit="mg/l", cas=cas), Blanks([blank])))
    assert bool(found) is doubtful
    assert [one.flag for one in found] == ["blank_contaminated"] * doubtful


def test_only_blanks_of_the_same_day_or_batch_and_substance_count() -> None:
    result = value("1", taken(analysed_on="2026-05-20", laboratory="Lab"))
    same_batch = {"purpose": "laboratory_blank", "sampled_on": "", "analysed_on": "2026-05-20", "laboratory": "Lab"}
    cases = [
        ({"purpose": "trip_blank"}, "lead", True),
        ({"purpose": "field_blank", "sampled_on": "2026-05-13"}, "lead", False),
        ({"purpose": "field_blank", "sampled_on": "2026-05"}, "lead", False),
        ({"purpose": "field_blank"}, "mercury", False),
        (same_batch, "lead", True),
        ({**same_batch, "laboratory": "Another"}, "lead", False),
        ({**same_batch, "analysed_on": "2026"}, "lead", False),
    ]
    for about, substance, doubtful in cases:
        blanks = Blanks([value("0.5", taken(**about), substance=substance)])
        assert bool(list(contamination(result, blanks))) is doubtful, about


def test_a_clean_blank_and_a_result_below_detection_say_nothing() -> None:
    clean = Blanks([value(None, taken(purpose="field_blank"), bound=Decimal(1))])
    assert not list(contamination(value("0.1", taken()), clean))
    dirty = Blanks([value("9", taken(purpose="field_blank"))])
    assert not list(contamination(value(None, taken(), bound=Decimal(1)), dirty))


@pytest.mark.parametrize(
    ("substance", "sampled", "analysed", "late"),
    [
        ("mercury", "2026-05-01", "2026-05-29", False),  # 28 days
        ("mercury", "2026-05-01", "2026-05-30", True),  # surely more than 28
        ("nitrate", "2026-05-01", "2026-05-03", False),  # 24 to 72 hours
        ("nitrate", "2026-05-01", "2026-05-04", True),  # more than 48 hours in any case
        ("lead", "2026-01-01", "2026-06-30", False),  # 180 days
        ("lead", "2026-01-01", "2026-07-01", True),
        ("mercury", "2026-05", "2026-06-20", False),  # taken on 31 May, perhaps
        ("mercury", "2026-05", "2026-07-01", True),
        ("ph", "2026-05-01", "2026-05-01", False),
        ("ph", "2026-05-01", "2026-05-03", True),
        ("something_new", "2020", "2026", False),
        ("mercury", "2026-05-01", "", False),
        ("mercury", "last spring", "2026-07-01", False),
    ],
)
def test_water_that_surely_waited_too_long_is_flagged(substance: str, sampled: str, analysed: str, late: bool) -> None:
    sample = taken(medium="water", sampled_on=sampled, analysed_on=analysed)
    found = list(waiting(value("1", sample, substance=substance)))
    assert [one.flag for one in found] == ["holding_time_exceeded"] * late
    soil = replace(sample, medium="soil")
    assert not list(waiting(value("1", soil, substance=substance)))


def test_an_analysis_before_the_sampling_is_told_and_flags_nothing() -> None:
    (found,) = waiting(value("1", taken(sampled_on="2026-05-12", analysed_on="2026-05-11")))
    assert (found.rule, found.outcome, found.flag) == ("dates", "noted", "")


@pytest.mark.parametrize(
    ("about", "rule", "flag"),
    [
        ({"laboratory": "Lab"}, "accreditation_missing", ""),
        ({"laboratory": "Lab", "accreditation": "KZ.T.01"}, "", ""),
        ({"laboratory": "Lab", "accredited_until": "2026-05-11"}, "accreditation_ended", "not_accredited"),
        ({"laboratory": "Lab", "accredited_until": "2026-05-12"}, "", ""),
        ({"laboratory": "Lab", "accredited_until": "2026"}, "", ""),
        ({"accredited_until": "2025", "analysed_on": "2026-06-01"}, "accreditation_ended", "not_accredited"),
        ({}, "", ""),
    ],
)
def test_accreditation(about: dict[str, object], rule: str, flag: str) -> None:
    found = list(accreditation([value("1", taken(**about))]))
    assert [one.rule for one in found] == [rule] * bool(rule)
    assert [one.flag for one in found] == [flag] * bool(rule)


def test_blanks_and_spikes_are_judged_for_their_laboratory_only() -> None:
    spike = taken(purpose="spike", laboratory="Lab")
    twin = taken(purpose="duplicate")
    found = judge([value("100", spike), value("1", twin)])
    assert [one.rule for one in found] == ["accreditation_missing"]


def test_every_longest_time_is_known_by_a_code_and_positive() -> None:
    assert LONGEST_HOURS["mercury"] == 28 * 24
    assert all(hours > 0 and code.islower() for code, hours in LONGEST_HOURS.items())
