"""What lists, legends and the map say of a layer's rows in few words, for any layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Text, cast, func, literal_column, null, select
from sqlalchemy.orm import Session

from mapapp.core import figures, words
from mapapp.core.i18n import Words, language, localize
from mapapp.layers import Feature, Field, Filter, Layer, Viewer

_MOST_CODES = 8
_MOST_COLUMNS = 4
_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "m2": figures.area,
    "ha": figures.hectares,
    "m": figures.metres,
    "m3": figures.cubic_metres,
    "t": figures.tonnes,
}


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows there are and are drawn, in all and per class, from which datasets, and the largest size."""

    total: int
    drawn: int
    datasets: tuple[int, ...]
    classes: Mapping[str, int]
    largest: float | None = None


def summarize(db: Session, layer: Layer, filter: Filter, viewer: Viewer) -> Summary:
    """The summary of the rows that this viewer would get, by the very same select."""
    rows = layer.select(filter, viewer).order_by(None).subquery()
    style = layer.style
    drawn = rows.c.geom.is_not(None) & rows.c.not_drawn.is_(None)
    kind = rows.c[style.class_field] if style.class_field else None
    size: Any = func.max(rows.c[style.size_field]).filter(drawn) if style.size_field else null()
    groups = [rows.c.dataset_id, *([kind] if kind is not None else [])]
    counted = select(
        rows.c.dataset_id, kind if kind is not None else null(), func.count(), func.count().filter(drawn), size
    )
    found = db.execute(counted.group_by(*groups)).all()
    classes: dict[str, int] = {}
    for _dataset, value, _count, on_map, _size in found:
        classes[str(value or "")] = classes.get(str(value or ""), 0) + on_map
    sizes = [float(row[4]) for row in found if row[4] is not None]
    return Summary(
        total=sum(row[2] for row in found),
        drawn=sum(row[3] for row in found),
        datasets=tuple(sorted({row[0] for row in found})),
        classes=classes,
        largest=max(sizes, default=None),
    )


def fingerprint(db: Session, layer: Layer, filter: Filter, viewer: Viewer) -> str:
    """A text that changes when any of these rows does, made in the database without fetching them."""
    rows = layer.select(filter, viewer).order_by(None).subquery("row_of_layer")
    digest = func.hashtextextended(cast(literal_column("row_of_layer"), Text), 0)
    count, total = db.execute(select(func.count(), func.coalesce(func.sum(digest), 0)).select_from(rows)).one()
    return f"{count}-{total}"


def field_of(layer: Layer, name: str) -> Field | None:
    """The field of that name, if the layer has it."""
    return next((field for field in layer.fields if field.name == name), None)


def kind_of(layer: Layer, feature: Feature) -> str:
    """What the record is, in words; empty when the layer has no kinds."""
    return _words(layer, layer.kind_field, feature)


def state_of(layer: Layer, feature: Feature) -> str:
    """How the record stands, in words; empty when the layer knows no states."""
    return _words(layer, layer.state_field, feature)


def _words(layer: Layer, name: str, feature: Feature) -> str:
    field = field_of(layer, name)
    return shown(field, feature.properties.get(name)) if field else ""


def columns(layer: Layer, rows: Sequence[Feature]) -> list[Field]:
    """The fields that are worth a column for these rows: those that most rows have, in the layer's order.

    Kind and state are left out: a list shows them anyway.
    """
    plain = (layer.kind_field, layer.state_field)
    filled = {
        field.name: sum(1 for row in rows if shown(field, row.properties.get(field.name)))
        for field in layer.fields
        if field.name not in plain
    }
    if filled.get(layer.style.size_field):
        filled[layer.style.size_field] = len(rows) + 1  # what the map's circles show is worth a column in any case
    chosen = sorted((name for name in filled if filled[name]), key=lambda name: -filled[name])[:_MOST_COLUMNS]
    return [field for field in layer.fields if field.name in chosen]


def precision_of(feature: Feature) -> str:
    """How well the place is known, in words; empty when that was not said."""
    code = feature.properties.get("precision")
    return str(words.PRECISION[code]) if code else ""


def why_not_drawn(feature: Feature) -> Words:
    """Why the record is listed but not on the map; empty when it is on the map."""
    code = feature.properties.get("not_drawn")
    if code:
        return words.NOT_DRAWN[code]
    return "" if feature.geometry is not None else words.NO_PLACE


def shown(field: Field, value: Any) -> str:
    """A value in the reader's language with its unit; empty when there is none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, Mapping):
        return localize(value, language()).value
    if isinstance(value, list):
        named = [str(field.codes.get(str(one), one)) for one in value]
        return ", ".join(named[:_MOST_CODES]) + (" …" if len(named) > _MOST_CODES else "")
    if field.codes:
        return str(field.codes.get(str(value), value))
    if field.type == "date":
        return figures.day(str(value))
    if field.type == "number" and isinstance(value, Decimal | float | int):
        written = _WRITTEN.get(field.unit)
        return written(value) if written else f"{figures.short_number(value)} {field.unit}".strip()
    if field.type == "integer":
        return figures.number(value)
    return str(value)
