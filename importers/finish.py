"""What the fields of a row must have in common, kind by kind, once each of them was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from importers.errors import N_, BadValue
from importers.values.numbers import Measure

Values = dict[str, Any]


def finish(kind: str, values: Values) -> None:
    """Completes the values of one row in place. Raises BadValue for the first thing that contradicts another."""
    if kind != "releases":
        _place(values)
    _KINDS[kind](values)


def _place(values: Values) -> None:
    known = values.get("geometry") is not None
    if known and values.get("not_drawn") in ("no_coordinates", "place_unknown"):
        raise BadValue(N_("the row has a place, but says that it has none"), field="not_drawn")
    if not known:
        values["not_drawn"] = values.get("not_drawn") or "no_coordinates"
        return
    if not values.get("precision"):
        values["precision"] = "within" if values.get("precision_m") else "approximate"
    if values["precision"] == "within" and not values.get("precision_m"):
        raise BadValue(N_("the place is known within some metres, but not within how many"), field="precision_m")


def _report(values: Values) -> None:
    _need(values, "kind")


def _sample(values: Values) -> None:
    _need(values, "substance")
    _need(values, "medium")
    _need(values, "unit")
    measure = values.pop("value", None)
    if measure is not None:
        _take(measure, values)
    low, high = values.get("value_min"), values.get("value_max")
    if low is not None and high is not None and high < low:
        raise BadValue(N_("the largest value is below the smallest"), field="value_max")
    if values.get("depth_to_m") is not None and values["depth_to_m"] < values.get("depth_from_m", 0):
        raise BadValue(N_("the sample ends above its beginning"), field="depth_to_m")
    numbers = [values.get(name) for name in ("value", "value_min", "value_max")]
    limits = [values.get(name) for name in ("detection_limit", "quantification_limit")]
    if all(one is None for one in numbers) and (values.get("qualifier") != "<" or all(one is None for one in limits)):
        raise BadValue(N_("the row has no value, and no limit below which it is"), field="value")
    _need_point(values)


def _take(measure: Measure, values: Values) -> None:
    """Puts what the cell of the value says into the fields, which may say no other thing."""
    if measure.qualifier != "=" and values.get("qualifier", measure.qualifier) not in ("=", measure.qualifier):
        raise BadValue(N_("the value has another sign than the column for it"), field="qualifier")
    if measure.qualifier != "=":
        values["qualifier"] = measure.qualifier
    for name, number in (("value", measure.value), ("value_min", measure.low), ("value_max", measure.high)):
        if number is not None:
            if values.get(name) not in (None, number):
                raise BadValue(N_("the value is given twice, and differently"), field="value")
            values[name] = number
    if measure.low is not None:
        values["statistic"] = values.get("statistic", "range")
    if measure.uncertainty:
        values["uncertainty"] = values.get("uncertainty") or measure.uncertainty
    if measure.printed:
        note = values.get("note", "")
        values["note"] = f"{note}\n{measure.printed}".strip()


def _need_point(values: Values) -> None:
    where = ("point_id", "geometry", "place", "name_kk", "name_ru", "name_en", "water_body")
    if not any(values.get(name) for name in where):
        raise BadValue(N_("nothing says where the sample was taken"), field="point_id")


def _facility(values: Values) -> None:
    _need(values, "kind")
    _need_name(values)


def _release(values: Values) -> None:
    _need(values, "facility_id")
    if values.get("quantity") is not None and not values.get("unit") and not values.get("note"):
        raise BadValue(N_("the quantity has no unit; if the source prints none, the note must say so"), field="unit")


def _area(values: Values) -> None:
    _need(values, "category")
    _need_name(values)


def _need_name(values: Values) -> None:
    if not any(values.get(name) for name in ("name_kk", "name_ru", "name_en")):
        raise BadValue(N_("the row has no name in any language"), field="name")


def _need(values: Values, name: str) -> None:
    if not values.get(name):
        raise BadValue(N_("the row says nothing here, and must"), field=name)


_KINDS: Mapping[str, Callable[[Values], None]] = {
    "reports": _report,
    "samples": _sample,
    "facilities": _facility,
    "releases": _release,
    "areas": _area,
}
