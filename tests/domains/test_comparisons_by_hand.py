"""comparisons.csv: comparisons worked out by hand, each with how; among them those that nobody can make."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from mapapp.domains.samples.comparison import NORM_SETS, Comparer, Measured, compare, compare_all, side_by_side
from tests.domains.norms import BY_HAND

with Path(__file__).with_name("comparisons.csv").open(encoding="utf-8", newline="") as file:
    TABLE = list(csv.DictReader(file))
NAMED = ("medium", "unit", "qualifier", "statistic", "fraction", "basis", "averaging", "sampled_on", "expressed_as")
by_hand = pytest.mark.parametrize("row", TABLE, ids=[f"{one['no']}-{one['worked_out'][:40]}" for one in TABLE])


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def measured(row: Mapping[str, str]) -> Measured:
    named = {name: row[name] for name in NAMED}
    return Measured(**named, value=number(row["value"]), value_min=number(row["value_min"]))


def near(found: Decimal | None, expected: str) -> bool:
    """Equal to the digits that were worked out."""
    return (
        found is None if not expected else found is not None and abs(found - Decimal(expected)) <= Decimal("0.000001")
    )


@by_hand
def test_as_worked_out_by_hand(row: dict[str, str]) -> None:
    found = compare(measured(row), [BY_HAND[name] for name in row["norms"].split()], row["set"])
    assert (found.verdict, found.why) == (row["verdict"], row["why"])
    assert near(found.times, row["times"]), found.times
    assert near(found.times_min, row["times_min"]), found.times_min
    assert found.why == (found.notes[0] if found.notes else "")


@by_hand
def test_all_ways_to_compare_agree(row: dict[str, str]) -> None:
    norms = [BY_HAND[name] for name in row["norms"].split()]
    for position, one in enumerate(norms, 1):
        one.id = position
    result = measured(row)
    found = compare_all(result, norms)
    for code in NORM_SETS:
        alone = compare(result, norms, code)
        assert found.get(code, alone) == alone
        assert (code in found) == (alone.limit is not None)
    columns = Comparer(BY_HAND[name] for name in row["norms"].split()).columns(row["substance"], result)
    chosen = compare(result, norms)
    assert (columns["verdict"], columns["times"], columns["times_min"]) == (
        chosen.verdict,
        chosen.times,
        chosen.times_min,
    )
    assert columns["limit_id"] == (chosen.limit.id if chosen.limit else None)
    assert columns["compared"].keys() == found.keys()
    beside = side_by_side(result, norms)
    assert len({one.limit.id for one in beside if one.limit}) == sum(one.limit is not None for one in beside)
    assert not found or found[next(iter(found))] in beside


def test_the_table_is_as_large_as_was_asked() -> None:
    assert len(TABLE) >= 60
    assert {row["verdict"] for row in TABLE} == {"exceeds", "within", "cannot_tell", "no_limit"}
    assert {name for row in TABLE for name in row["norms"].split()} == set(BY_HAND)
