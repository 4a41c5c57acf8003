"""Norms for tests of comparison, made by hand and in no database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mapapp.domains.samples.limits import Limit


def norm(value: str = "2.1", unit: str = "mg/kg", **values: Any) -> Limit:
    """A Kazakh limit for soil that names its act, unless ``values`` say otherwise."""
    columns: dict[str, Any] = {
        "medium": "soil",
        "jurisdiction": "KZ",
        "averaging": "none",
        "kind": "mpc",
        "land_use": "",
    }
    columns |= {"form": "", "verification": "secondary_source", "in_force_from": "", "in_force_to": "", "act": "Order"}
    columns |= {"substance_code": "mercury"} | values
    return Limit(value=Decimal(value), unit=unit, **columns)


def _of(code: str, value: str, unit: str = "mg/kg", **values: Any) -> Limit:
    return norm(value, unit, substance_code=code, **values)


# The norms that tests/domains/comparisons.csv names.
BY_HAND: dict[str, Limit] = {
    "kz-hg": _of("mercury", "2", in_force_from="2004", in_force_to="2015"),
    "ussr-hg": _of("mercury", "2.1", jurisdiction="USSR", form="gross_including_background"),
    "nl-hg": _of("mercury", "10", "mg/kg dry", jurisdiction="NL", kind="intervention_value"),
    "kz-hg-water": _of("mercury", "0.0005", "mg/l", medium="water"),
    "waste-hg": _of("mercury", "2", medium="waste"),
    "ussr-as": _of("arsenic", "2", jurisdiction="USSR"),
    "ussr-pb": _of("lead", "32.1", jurisdiction="USSR"),
    "eu-teq": _of("dioxins", "2.5", "pg TEQ/g fat", medium="biota", jurisdiction="EU", kind="limit_value"),
    "water-pb-total": _of("lead", "0.03", "mg/l", medium="water", form="total"),
    "water-pb-dissolved": _of("lead", "0.006", "mg/l", medium="water", form="dissolved"),
    "kz-no3": _of("nitrate", "45", "mg/l", medium="water", form="as_NO3"),
    "kz-no3-hardness": _of("hardness", "45", "mg/l", medium="water", form="as_NO3"),
    "no3-unsaid": _of("nitrate", "45", "mg/l", medium="water"),
    "no2-n": _of("nitrite", "1", "mg N/l", medium="water"),
    "nh4": _of("ammonium", "2", "mg/l", medium="water", form="as_NH4"),
    "po4": _of("phosphate", "3.5", "mg/l", medium="water", form="as_PO4"),
    "kz-pm-day": _of("pm25", "35", "ug/m3", medium="air", averaging="daily"),
    "kz-pm-single": _of("pm25", "160", "ug/m3", medium="air", averaging="single_max"),
    "who-pm-year": _of("pm25", "5", "ug/m3", medium="air", averaging="annual", jurisdiction="WHO", kind="guideline"),
    "kz-so2": _of("so2", "0.5", "mg/m3", medium="air", averaging="single_max"),
    "mobile-cu": _of("copper", "3", form="mobile"),
    "gross-cu": _of("copper", "33"),
    "acid-cu": _of("copper", "1", form="pH<5"),
    "target-cu": _of("copper", "36", kind="target_value", jurisdiction="NL"),
    "unnamed-cu": _of("copper", "33", act="not named on the page"),
    "derived-cu": _of("copper", "33", verification="derived_from_ratio"),
    "homes-zn": _of("zinc", "100", land_use="residential"),
    "works-zn": _of("zinc", "300000", "ug/kg", land_use="industrial"),
    "any-zn": _of("zinc", "400"),
    "old-zn": _of("zinc", "100", in_force_from="2004", in_force_to="2015"),
    "new-zn": _of("zinc", "200", in_force_from="2016-01-01"),
    "bq": _of("radium", "0.5", "Bq/l", medium="water"),
    "cfu": _of("coliforms", "100", "CFU/100 ml", medium="water"),
}
