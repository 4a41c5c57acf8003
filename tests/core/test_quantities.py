"""Units: how they are spelled, and what is never converted."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapapp.core.quantities import canonical_unit, convert, stoichiometric, weighed_as

UNITS: tuple[str, ...] = (
    "mg/kg",
    "ug/kg",
    "ng/g",
    "g/t",
    "mg/l",
    "ug/dm3",
    "ng/ml",
    "mg/m3",
    "ug/m3",
    "Bq/kg",
    "kBq/kg",
    "Bq/l",
    "%",
)
UNITS += ("ppm", "ppb", "pg TEQ/g", "ng TEQ/kg", "CFU/ml", "CFU/100 ml", "mS/cm", "uS/cm", "mmol/l", "mg/100 g", "pH")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мг/кг", "mg/kg"),
        ("МГ/КГ", "mg/kg"),
        ("мкг/л", "ug/l"),
        ("мг/дм3", "mg/dm3"),
        ("мг/дм³", "mg/dm3"),
        ("мкг/м3", "ug/m3"),
        ("мг/куб. м", "mg/m3"),
        ("нг/л", "ng/l"),
        ("пг/г", "pg/g"),
        ("µg/L", "ug/l"),
        ("μg/m³", "ug/m3"),
        ("mg/kg dry weight", "mg/kg dry"),
        ("мг/кг (сухой массы)", "mg/kg dry"),
        ("pg TEQ/g fat", "pg TEQ/g fat"),
        ("pg WHO-PCDD/F-TEQ/g fat", "pg WHO-TEQ/g fat"),
        ("ng TEQ/kg", "ng TEQ/kg"),
        ("мг О2/л", "mg O2/l"),
        ("мг N/л", "mg N/l"),
        ("mg/l as N", "mg N/l"),
        ("mg/l asNO3", "mg NO3/l"),
        ("мг-экв/л", "meq/l"),
        ("Бк/кг", "Bq/kg"),
        ("КОЕ/100 мл", "CFU/100 ml"),
        ("мкСм/см", "uS/cm"),
        ("млн-1", "ppm"),
        ("пайыз", "%"),
        ("ед. pH", "pH"),
        ("MBq/l", None),  # a million, and nobody measures that in water: it may be a slip
        ("Mg/l", None),
        ("mg", None),
        ("mg/", None),
        ("/l", None),
        ("", None),
        ("mg/l/l", None),
        ("mg banana/l", None),
        ("times MPC", None),
        ("a'); DROP", None),
    ],
)
def test_spellings(text: str, expected: str | None) -> None:
    assert canonical_unit(text) == expected
    if expected:
        assert canonical_unit(expected) == expected


@pytest.mark.parametrize(
    ("unit", "target", "medium", "factor"),
    [
        ("mg/kg", "mg/kg dry", "soil", "1"),
        ("ug/m3", "mg/m3", "air", "0.001"),
        ("mg/dm3", "mg/l", "water", "1"),
        ("ng/l", "ug/l", "water", "0.001"),
        ("mg/l", "mg/m3", "air", "1000"),
        ("ppm", "mg/kg", "soil", "1"),
        ("%", "mg/kg", "waste", "10000"),
        ("% of mass", "mg/kg", "", "10000"),
        ("mg O2/l", "mg/l", "water", "1"),
        ("CFU/ml", "CFU/100 ml", "water", "100"),
        ("%", "%", "water", "1"),
    ],
)
def test_conversions(unit: str, target: str, medium: str, factor: str) -> None:
    assert convert(unit, target, medium).factor == Decimal(factor)


@pytest.mark.parametrize(
    ("unit", "target", "medium", "why"),
    [
        ("mg/kg", "mg/l", "soil", "unit"),
        ("count", "mg/kg", "soil", "unit"),
        ("", "mg/l", "water", "unit"),
        ("a'); DROP", "mg/l", "water", "unit"),
        ("ppm", "mg/l", "water", "parts"),
        ("ppb", "ug/m3", "air", "parts"),
        ("ppm", "ppb", "water", "parts"),
        ("%", "mg/l", "water", "parts"),
        ("ppm", "mg/l", "soil", "unit"),
        ("pH", "mg/kg", "soil", "unit"),
        ("pg TEQ/g", "pg/g", "biota", "unit"),
        ("pg WHO-TEQ/g", "pg I-TEQ/g", "biota", "unit"),
        ("mg N/l", "mg/l", "water", "unit"),
        ("mg/Nm3", "mg/m3", "air", "unit"),
        ("Bq/l", "mg/l", "water", "unit"),
        ("meq/l", "mmol/l", "water", "unit"),
        ("uR/h", "uSv/h", "other", "unit"),
    ],
)
def test_what_is_never_converted(unit: str, target: str, medium: str, why: str) -> None:
    found = convert(unit, target, medium)
    assert (found.factor, found.why) == (None, why)


@settings(deadline=None)  # the first conversion reads the definitions of all units
@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.decimals("0.000001", "1000000", places=6))
def test_there_and_back(unit: str, target: str, value: Decimal) -> None:
    there, back = convert(unit, target, "soil"), convert(target, unit, "soil")
    assert (there.factor is None) == (back.factor is None)
    if there.factor is not None and back.factor is not None:
        assert abs(value * there.factor * back.factor - value) <= value * Decimal("1e-20")
        assert there.factor > 0


@settings(deadline=None)  # the first conversion reads the definitions of all units
@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    found = canonical_unit(text)
    assert found is None or canonical_unit(found) == found
    assert convert(text, "mg/kg", "soil").factor is None or found is not None


@settings(deadline=None)  # the first conversion reads the definitions of all units
@given(st.text("mgkuгмкл/ 0123ОPTEQ³()as", max_size=14))
def test_texts_that_look_like_units(text: str) -> None:
    found = canonical_unit(text)
    assert found is None or canonical_unit(found) == found


def test_ions_and_their_elements() -> None:
    assert round(stoichiometric("nitrate", "N", "NO3") or 0, 6) == Decimal("4.426803")
    assert round(stoichiometric("nitrite", "N", "NO2") or 0, 6) == Decimal("3.284535")
    assert round(stoichiometric("ammonium", "N", "NH4") or 0, 6) == Decimal("1.287848")
    assert round(stoichiometric("phosphate", "P", "PO4") or 0, 6) == Decimal("3.066185")
    assert stoichiometric("nitrate", "NO3", "NO3") == 1
    assert stoichiometric("nitrate", "NO2", "NO3") is None
    assert stoichiometric("hardness", "CaCO3", "NO3") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("as N", "N"), ("по NO3", "NO3"), ("as_NO3", "NO3"), ("Р", "P"), ("x", "")]
)
def test_what_a_value_is_the_weight_of(text: str, expected: str) -> None:
    assert weighed_as(text) == expected
