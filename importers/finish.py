"""What the fields of a row must have in common, kind by kind, once each of them was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from importers.errors import N_, BadValue
from importers.finish_samples import finish_sample

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


def _kind(values: Values) -> None:
    _need(values, "kind")


def _facility(values: Values) -> None:
    values["kind"] = values.get("kind") or kind_of_activity(values.get("activity", ""))
    _need(values, "kind")
    _need_name(values)


def kind_of_activity(code: str) -> str:
    """The kind of facility that does this activity of the PRTR protocol; empty for no activity."""
    if not code:
        return ""
    parts = code.split(".")
    known = (_ACTIVITIES.get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next((kind for kind in known if kind), "other")


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


# Activities of annex I whose kind of facility has a code of its own; the longest beginning counts.
_ACTIVITIES: Mapping[str, str] = {
    "1.a": "oil_gas",
    "1.b": "oil_gas",
    "1.c": "power_plant",
    "2.a": "smelter",
    "2.b": "steel",
    "2.c": "steel",
    "2.d": "steel",
    "2.e": "smelter",
    "3.a": "mine",
    "3.b": "mine",
    "3.c.i": "cement",
    "4": "chemical",
    "5": "waste",
}
_KINDS: Mapping[str, Callable[[Values], None]] = {
    "reports": _kind,
    "samples": finish_sample,
    "facilities": _facility,
    "releases": _release,
    "areas": _area,
    "schools": _kind,
}
