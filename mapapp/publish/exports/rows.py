"""One download: which rows, for whom, in which language; and the rows themselves, alike for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from math import isfinite
from typing import Any

from flask import url_for
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.config import LANGUAGES
from mapapp.core.datasets import DatasetCard
from mapapp.core.i18n import Words
from mapapp.core.links import safe_links
from mapapp.layers import Feature, Field, Filter, Layer, Rows, Viewer, features, registry
from mapapp.publish.exports.columns import LISTS, NUMBERS, UNDRAWN, Column, columns, is_spatial
from mapapp.spatial.shapes import as_wkt, tidy

# No published figure has so many digits; a computed one (times the limit) would have more than it is worth.
_QUOTIENT = Context(prec=15)


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be downloaded: a layer (``samples``) or a child table of one (``samples-results``)."""

    name: str
    title: Words
    layer: Layer
    rows: Rows

    @property
    def table(self) -> str:
        """The name of its table where names are limited to letters, digits and underscores."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Export:
    """What was asked for; ``cards`` are the datasets that its rows may belong to."""

    source: Source
    filter: Filter
    viewer: Viewer
    language: str
    made_at: datetime
    cards: Mapping[int, DatasetCard]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of every line."""
        return columns(self.source.rows)

    @property
    def is_spatial(self) -> bool:
        """Whether the lines have places of their own."""
        return is_spatial(self.source.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a value (or None) per column by its name, and the shape to draw, if it is to be drawn."""

    values: Mapping[str, Any]
    shape: BaseGeometry | None
    dataset_id: int


def sources() -> dict[str, Source]:
    """Everything that can be downloaded by its name: each layer, followed by its child tables."""
    found = {}
    for layer in registry().values():
        found[layer.id] = Source(layer.id, layer.title, layer, layer)
        for table in layer.tables:
            name = f"{layer.id}-{table.id}"
            found[name] = Source(name, table.title, layer, table)
    return found


def children(source: Source) -> list[Source]:
    """The child tables of a layer."""
    return [one for one in sources().values() if one.layer is source.layer and one.rows is not source.layer]


def lines(db: Session, export: Export) -> Iterator[Line]:
    """The rows one after another, in the order of the list, without holding them all."""
    rows = export.source.rows
    types = {column.name: column.type for column in export.columns}
    for feature in features(db, rows, export.filter, export.viewer, export.language):
        shape = tidy(feature.geometry)
        only_listed = bool(feature.properties.get("not_drawn"))
        values = {
            **_named(feature),
            **_own(rows, types, feature),
            UNDRAWN.name: as_wkt(shape) if only_listed and shape is not None else None,
            **_dataset(export.cards[feature.dataset_id]),
            "url": _address(export.source.layer, feature.key),
        }
        yield Line(values, None if only_listed else shape, feature.dataset_id)


def datasets_of(db: Session, export: Export) -> list[DatasetCard]:
    """The datasets that the rows belong to, in the order in which they were loaded."""
    rows = export.source.rows.select(export.filter, export.viewer).order_by(None).subquery()
    used = set(db.scalars(select(rows.c.dataset_id).distinct()))
    return [card for number, card in export.cards.items() if number in used]


def _named(feature: Feature) -> dict[str, str | None]:
    names = {f"name_{code}": feature.names.get(code) or None for code in LANGUAGES}
    return {"key": feature.key, "name": feature.title.value or None, **names}


def _own(rows: Rows, types: Mapping[str, str], feature: Feature) -> dict[str, Any]:
    values = dict(feature.properties)
    for field in rows.fields:
        if field.type == "texts":
            values.update(_texts(field, values.pop(field.name)))
    return {name: _plain(value, types[name]) for name, value in values.items() if name in types}


def _texts(field: Field, value: Mapping[str, str] | None) -> dict[str, str | None]:
    return {f"{field.name}_{code}": (value or {}).get(code) for code in LANGUAGES}


def _dataset(card: DatasetCard) -> dict[str, str | None]:
    return {
        "dataset": card.slug,
        "licence": card.licence or None,
        "licence_url": card.licence_url or None,
        "attribution": whom_to_name(card) or None,
        "dataset_citation": card.citation or None,
    }


def whom_to_name(card: DatasetCard) -> str:
    """The attribution that the licence asks for, or else the publisher."""
    return card.attribution or card.publisher


def _address(layer: Layer, key: str) -> str:
    # Without a language, so that the address of a record is the same in every download.
    return url_for("records.record", layer_id=layer.id, key=key, lang=None, _external=True)


def _plain(value: Any, type_: str) -> Any:
    """The value as text, number or list of texts; what is empty, or cannot be counted with, becomes None."""
    if type_ in LISTS:
        found = [str(one) for one in value or () if one]
        return [link for one in found for link in safe_links(one)] if type_ == "links" else found
    if value is None or value == "":
        return None
    if type_ in NUMBERS:
        return _number(value)
    if type_ == "link":
        return " | ".join(safe_links(str(value))) or None
    return str(value)


def _number(value: Any) -> int | float | Decimal | None:
    if not isinstance(value, int | float | Decimal) or not isfinite(value):
        return None
    return _QUOTIENT.plus(value) if isinstance(value, Decimal) else value
