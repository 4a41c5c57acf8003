"""What the fields of a laboratory's result must have in common, once each of them was read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from importers.errors import N_, BadValue
from importers.values.numbers import Measure
from mapapp.domains.samples.models import ABOUT_THE_PLACE

Values = dict[str, Any]
_WHERE = ("geometry", "place", "name_kk", "name_ru", "name_en", "water_body")
_NOT_WITHOUT = ("substance", "medium", "unit")


def finish_sample(values: Values) -> None:
    """Completes the values of one result in place. Raises BadValue for the first thing that contradicts another.

    "Not detected" without any number is kept as below a limit that nobody printed: no limit is made up for it.
    """
    for name in _NOT_WITHOUT:
        if not values.get(name):
            raise BadValue(N_("the row says nothing here, and must"), field=name)
    measure = values.pop("value", None)
    if measure is not None:
        _take(measure, values)
    _order(values)
    found = "value" in values or "value_min" in values or "value_max" in values
    if not found and not (measure is not None and measure.qualifier == "<") and not _below_limit(values):
        raise BadValue(N_("the row has no value, and no limit below which it is"), field="value")
    if (
        not values.get("point_id")
        and not any(values.get(name) for name in _WHERE)
        and values.get("purpose", "routine") in ABOUT_THE_PLACE
    ):
        raise BadValue(N_("nothing says where the sample was taken"), field="point_id")


def _below_limit(values: Values) -> bool:
    limits = (values.get(name) for name in ("detection_limit", "quantification_limit"))
    return values.get("qualifier") == "<" and any(one is not None for one in limits)


def _order(values: Values) -> None:
    if "value_min" in values and "value_max" in values and values["value_max"] < values["value_min"]:
        raise BadValue(N_("the largest value is below the smallest"), field="value_max")
    if "depth_to_m" in values and values["depth_to_m"] < values.get("depth_from_m", Decimal(0)):
        raise BadValue(N_("the sample ends above its beginning"), field="depth_to_m")


def _take(measure: Measure, values: Values) -> None:
    """Puts what the cell of the value says into the fields, which may say no other thing."""
    if measure.qualifier != "=":
        if values.get("qualifier", measure.qualifier) not in ("=", measure.qualifier):
            raise BadValue(N_("the value has another sign than the column for it"), field="qualifier")
        values["qualifier"] = measure.qualifier
    for name, number in (("value", measure.value), ("value_min", measure.low), ("value_max", measure.high)):
        if number is not None:
            if values.get(name) not in (None, number):
                raise BadValue(N_("the value is given twice, and differently"), field="value")
            values[name] = number
    if measure.low is not None:
        values.setdefault("statistic", "range")
    if measure.uncertainty:
        values["uncertainty"] = values.get("uncertainty") or measure.uncertainty
    if measure.printed:
        values["note"] = f"{values.get('note', '')}\n{measure.printed}".strip()
