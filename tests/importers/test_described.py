from __future__ import annotations

import pytest

from importers.errors import NotKnown
from importers.values.chemistry import fraction, given_as, sample_unit
from importers.values.units import UnitText, read_unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мг/кг", UnitText("mg/kg")),
        ("МГ/КГ", UnitText("mg/kg")),
        ("мг/дм³", UnitText("mg/dm3")),
        ("µg/L", UnitText("ug/l")),
        ("mg kg-1", UnitText("mg/kg")),
        ("мг·дм-3", UnitText("mg/dm3")),
        ("мг/кг сухого вещества", UnitText("mg/kg", "dry")),
        ("мг/кг в пересчете на сухое вещество", UnitText("mg/kg", "dry")),
        ("mg/kg dw", UnitText("mg/kg", "dry")),
        ("mg/kg d.m.", UnitText("mg/kg", "dry")),
        ("мг/кг на сырой вес", UnitText("mg/kg", "wet")),
        ("ng/g lipid", UnitText("ng/g", "lipid")),
        ("пг ТЭ/г жира", UnitText("pg TEQ/g", "lipid")),
        ("мг N/л", UnitText("mg/l", expressed_as="N")),
        ("мг/л (по N)", UnitText("mg/l", expressed_as="N")),
        ("мгО2/дм3", UnitText("mg O2/dm3")),
        ("КОЕ/100 мл", UnitText("CFU/100 ml")),
        ("ед. pH", UnitText("pH")),
        ("°С", UnitText("degC")),
        ("times drinking-water norm", UnitText("times drinking-water norm")),
    ],
)
def test_units_as_they_are_printed(text: str, expected: UnitText) -> None:
    assert read_unit(text) == expected


@pytest.mark.parametrize("text", ["", "-", "2014", "2,4", "попугаи", "parrots", "сухой остаток", "м" * 100])
def test_what_is_no_unit_is_asked_for(text: str) -> None:
    assert read_unit(text) is None
    if len(text) < 80:
        with pytest.raises(NotKnown):
            sample_unit(text)


def test_units_of_a_checked_list_are_taken_as_they_are() -> None:
    assert sample_unit("ft3/s", any_unit=True) == UnitText("ft3/s")
    with pytest.raises(NotKnown):
        sample_unit("попугаи", any_unit=True)


def test_parts_measured_and_what_values_are_given_as() -> None:
    assert [fraction(one) for one in ("Dissolved", "подвижная форма", "валовое содержание", "Filtered, field")] == [
        "dissolved",
        "mobile",
        "total",
        "dissolved",
    ]
    assert fraction("Total Recoverable") == "total"
    assert [given_as(one) for one in ("as N", "по азоту", "NO3", "CaCO3", "Hg")] == ["N", "N", "NO3", "CaCO3", "Hg"]
