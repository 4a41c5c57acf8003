"""Classes of surface water: every row of the shipped table at its bounds, worked out by hand where it is unclear."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from mapapp.domains.samples.comparison import Measured
from mapapp.domains.samples.limits import WaterClass
from mapapp.domains.samples.norms.classes import class_of, water_class

SHIPPED = Path(__file__).parents[3] / "data/reference/limits/surface_water_classes.csv"
# Unclear in print: an increment over a background, bounds that go back, a bound for one city, two equal last classes.
UNCLEAR = {"suspended_solids", "calcium", "phosphate", "phosphorus_trichloride"}
# Middle best, or less is worse: the simple rule below does not hold.
OTHERWISE = {"ph", "dissolved_oxygen", "oxygen_saturation", "transparency", "odour"}


def shipped() -> list[WaterClass]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return [
            WaterClass(
                external_id=row["id"],
                substance_code=row["substance"],
                unit=row["unit_as_printed"],
                bounds=[row[f"class{number}"] for number in range(1, 7)],
                note=row["note"],
            )
            for row in csv.DictReader(file)
        ]


ROWS = shipped()
SIMPLE = [row for row in ROWS if row.substance_code not in UNCLEAR | OTHERWISE]


def bound(printed: str) -> Decimal:
    """The worst value of a class: the last number that is printed."""
    return Decimal(re.findall(r"\d+(?:,\d+)?", printed)[-1].replace(",", "."))


@pytest.mark.parametrize("row", SIMPLE, ids=[row.external_id.removeprefix("kz-sw-2025-") for row in SIMPLE])
def test_each_row_at_its_bounds(row: WaterClass) -> None:
    """The class of a value is the first whose bound it does not pass ("<": not reach); above the fifth it is 6."""
    for number, printed in enumerate(row.bounds[:5], 1):
        value = bound(printed)
        reached = next(
            (
                place
                for place, other in enumerate(row.bounds[:5], 1)
                if value < bound(other) or (value == bound(other) and "<" not in other)
            ),
            6,
        )
        assert class_of(row, value).number == reached, (printed, number)
    worst = bound(row.bounds[5])
    assert class_of(row, worst * 2).number == 6
    assert class_of(row, Decimal(0)).number == 1


@pytest.mark.parametrize(
    ("substance", "value", "expected"),
    [
        # 6,5-8,5 | 6,5-8,5 | 6,0-9,0 | 6,0-9,0 | 6,0-9,0 | <6,0->9,0
        ("ph", "7", 1),
        ("ph", "8.5", 1),
        ("ph", "8.6", 3),
        ("ph", "6.0", 3),
        ("ph", "5.9", 6),
        ("ph", "9.1", 6),
        # ≥6 | ≥4 | ≥4 | 4 | 4 | ≤3: between 3 and 4 nothing is printed
        ("dissolved_oxygen", "8", 1),
        ("dissolved_oxygen", "6", 1),
        ("dissolved_oxygen", "5", 2),
        ("dissolved_oxygen", "4", 2),
        ("dissolved_oxygen", "3.5", None),
        ("dissolved_oxygen", "3", 6),
        # >90% | ≥80% | ≥60% | ≥40% | <40% | ≤20 %
        ("oxygen_saturation", "95", 1),
        ("oxygen_saturation", "90", 2),
        ("oxygen_saturation", "60", 3),
        ("oxygen_saturation", "40", 4),
        ("oxygen_saturation", "39", 5),
        ("oxygen_saturation", "20", 6),
        # >20 | 20 | 3-10 | 2,0 | 2,0 | <2,0: between 10 and 20 nothing is printed
        ("transparency", "21", 1),
        ("transparency", "20", 2),
        ("transparency", "15", None),
        ("transparency", "5", 3),
        ("transparency", "2", 4),
        ("transparency", "1", 6),
        # <2,0 | 2,0 | 2,0 | 4,0 | 4,0 | 5,0
        ("odour", "1", 1),
        ("odour", "2", 2),
        ("odour", "3", 4),
        ("odour", "4.5", None),
        ("odour", "5", 6),
        # 0,2 | 0,4 | 0,7 (3,5 in Astana) | 1,0 | ≤3,5 | >3,5
        ("phosphate", "0.5", 3),
        ("phosphate", "0.9", None),
        ("phosphate", "3.6", 6),
        # 0,01 | 0,01 | 0,25 | 0,60 | >0,60 | >0,60
        ("phosphorus_trichloride", "0.5", 4),
        ("phosphorus_trichloride", "0.7", None),
        ("calcium", "160", None),
        ("suspended_solids", "5", None),
    ],
)
def test_what_is_printed_otherwise(substance: str, value: str, expected: int | None) -> None:
    row = next(one for one in ROWS if one.substance_code == substance)
    found = class_of(row, Decimal(value))
    assert found.number == expected
    assert bool(found.why) == (expected is None)


def test_units_are_converted_and_forms_kept_apart() -> None:
    lead = Measured("water", "мкг/л", value=Decimal(10))
    assert water_class("lead", lead, ROWS).why == "form"  # total and dissolved have other bounds
    total = Measured("water", "ug/l", value=Decimal(10), fraction="total")
    dissolved = Measured("water", "ug/l", value=Decimal(10), fraction="filtered")
    assert water_class("lead", total, ROWS).number == 1  # 0.01 mg/l is below 0.12
    assert water_class("lead", dissolved, ROWS).number == 2  # and between 0.006 and 0.03
    assert water_class("dissolved_oxygen", Measured("water", "mg/l", value=Decimal(8)), ROWS).number == 1
    assert water_class("hardness", Measured("water", "мг-экв/л", value=Decimal(7)), ROWS).number == 3
    assert water_class("oxygen_saturation", Measured("water", "%", value=Decimal(85)), ROWS).number == 2


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (Measured("water", "mg/kg", value=Decimal(1)), "unit"),
        (Measured("water", "ppm", value=Decimal(1)), "unit"),
        (Measured("water", "mg/l"), "no_value"),
        (Measured("water", "mg/l", value=Decimal(-1)), "no_value"),
        (Measured("groundwater", "mg/l", value=Decimal(1)), "no_norm"),
        (Measured("water", "mg/l", "<", Decimal(2)), "detection_limit"),
        (Measured("water", "mg/l", ">", Decimal("0.6")), "detection_limit"),
    ],
)
def test_what_cannot_be_told(result: Measured, why: str) -> None:
    found = water_class("boron", result, ROWS)
    assert (found.number, found.why) == (None, why)


def test_a_bound_is_enough_at_the_ends() -> None:
    assert water_class("boron", Measured("water", "mg/l", "<", Decimal("0.1")), ROWS).number == 1
    assert water_class("boron", Measured("water", "mg/l", ">", Decimal(5)), ROWS).number == 6
    assert water_class("dissolved_oxygen", Measured("water", "mg/l", "<", Decimal(2)), ROWS).number == 6
    assert water_class("dissolved_oxygen", Measured("water", "mg/l", ">", Decimal(9)), ROWS).number == 1
    assert water_class("unobtainium", Measured("water", "mg/l", value=Decimal(1)), ROWS).why == "no_norm"
