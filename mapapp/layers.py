"""Layer, Filter, Viewer and the registry: the contract between the domains and every way of publishing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ARRAY, ColumnElement, Select, cast, func, select, true
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import Session

from mapapp.core import provenance
from mapapp.core.i18n import Text, Words
from mapapp.spatial.bbox import BBox

if TYPE_CHECKING:
    import geopandas

    from mapapp.core.presentation import Record

_KEY = "mapapp.layers"


class Role(StrEnum):
    """Who is asking, from least to most trusted."""

    ANONYMOUS = "anonymous"
    OWNER = "owner"
    MEMBER = "member"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who will see the answer; the default is anybody."""

    role: Role = Role.ANONYMOUS
    person_id: int | None = None
    organisation_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` of the layer is one of ``values`` (for a list field: has one of them)."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: all parts must hold; an empty part does not restrict."""

    bbox: BBox | None = None
    since: date | None = None
    until: date | None = None
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    keys: tuple[str, ...] | None = None
    drawn: bool | None = None
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A column that a layer gives away.

    ``type`` is text, texts (a value per language), code, codes (a list), links (a list), number, integer or date.
    """

    name: str
    label: Words
    type: str = "text"
    unit: str = ""
    codes: Mapping[str, Words] = field(default_factory=dict)
    filterable: bool = False
    exported: bool = True


@dataclass(frozen=True, slots=True)
class StyleClass:
    """One line of the legend: records whose class field has this value."""

    value: str
    label: Words
    colour: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer is drawn. Symbols differ in shape as well as colour, so that colour is never the only sign.

    ``size_field`` scales circles by area; ``size_range`` is their diameter in pixels. Outlines of records whose
    ``dashed_field`` has the value ``dashed_value`` are dashed: they are not the real border.
    """

    shape: str
    colour: str
    class_field: str = ""
    classes: tuple[StyleClass, ...] = ()
    size_field: str = ""
    size_label: Words = ""
    size_range: tuple[int, int] = (14, 14)
    clustered: bool = True
    dashed_field: str = ""
    dashed_value: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """One published row: ``geometry`` in EPSG:4326 (longitude, latitude) or None when it is only listed."""

    key: str
    title: Text
    geometry: BaseGeometry | None
    properties: Mapping[str, Any]
    dataset_id: int
    names: Mapping[str, str] = field(default_factory=dict)


# What the select of every child table has besides its own fields; ``key`` and ``names`` are those of the record.
CHILD_SOURCE = ("dataset_id", "citation", "source_title", "source_url", "source_date", "note")
CHILD_STANDARD = ("key", "names", *CHILD_SOURCE)

# What every layer's select has besides its own fields.
STANDARD = (
    "key",
    "names",
    "geom",
    "precision",
    "precision_m",
    "place",
    "oblast",
    "not_drawn",
    "dataset_id",
    "citation",
    "source_title",
    "source_url",
    "source_date",
    "note",
)


@dataclass(frozen=True, slots=True)
class ChildTable:
    """Rows that belong to the records of a layer, such as the results of its sampling points.

    ``select`` gives the columns of ``standard`` and one per field, in a stable order, for exactly the records that the
    layer's own select gives: who may not see a record sees none of its rows.
    """

    id: str
    title: Words
    fields: Sequence[Field]
    select: Callable[[Filter, Viewer], Select[Any]]
    standard: Sequence[str] = CHILD_STANDARD

    def noun(self, row: Mapping[str, Any]) -> Words:
        """What one row is; child rows are called as their table."""
        del row  # the table says it all
        return self.title


class Layer(ABC):
    """A domain's description of itself; everything that is published derives from it.

    ``kind_field`` and ``state_field`` are the code fields that say in a list what a record is and how it stands.
    """

    id: str
    title: Words
    geometry: str
    fields: Sequence[Field]
    style: Style
    on_map: bool = True
    kind_field: str = ""
    state_field: str = ""
    tables: Sequence[ChildTable] = ()
    standard: Sequence[str] = STANDARD

    def noun(self, row: Mapping[str, Any]) -> Words:
        """What one row is, in a word or two: its kind, or for a layer without kinds the layer's title."""
        codes = next((one.codes for one in self.fields if one.name == self.kind_field), {})
        return codes.get(str(row.get(self.kind_field)), self.title)

    @abstractmethod
    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """The visible rows: the columns of ``STANDARD`` and one per field, by those names, in a stable order.

        Visibility is decided here and nowhere else.
        """

    @abstractmethod
    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """All that a page or popup says of one record, or None when this viewer must not know of it."""


Rows = Layer | ChildTable


def features(db: Session, layer: Rows, filter: Filter, viewer: Viewer, language: str) -> Iterator[Feature]:
    """The visible rows one after another, without holding them all (for streaming); a child row has no geometry."""
    rows = db.execute(layer.select(filter, viewer).execution_options(yield_per=1000)).mappings()
    names = [*layer.standard, *(item.name for item in layer.fields)]
    for row in rows:
        properties = {name: row[name] for name in names if name not in ("key", "names", "geom", "dataset_id")}
        shape = to_shape(row["geom"]) if row.get("geom") is not None else None
        title = provenance.title(row["names"], layer.noun(properties), shape, row["key"], language)
        yield Feature(row["key"], title, shape, properties, row["dataset_id"], row["names"])


def count(db: Session, layer: Rows, filter: Filter, viewer: Viewer) -> int:
    """How many rows this viewer would get, by the very same select."""
    counted = select(func.count()).select_from(layer.select(filter, viewer).order_by(None).subquery())
    return db.scalar(counted) or 0


def frame(db: Session, layer: Layer, filter: Filter, viewer: Viewer, language: str) -> geopandas.GeoDataFrame:
    """The same rows as a GeoDataFrame in EPSG:4326 with the columns key, name, the fields and geometry."""
    import geopandas  # here: it takes a second to load, and pages do not need it

    found = list(features(db, layer, filter, viewer, language))
    rows = [{"key": one.key, "name": one.title.value, "dataset_id": one.dataset_id, **one.properties} for one in found]
    return geopandas.GeoDataFrame(rows, geometry=[one.geometry for one in found], crs="EPSG:4326")


def register(app: Flask, layer: Layer) -> None:
    """Adds a layer; the order of registration is the order of switches and lists."""
    app.extensions.setdefault(_KEY, {})[layer.id] = layer


def registry() -> dict[str, Layer]:
    """The layers of this application by id, in their order."""
    found: dict[str, Layer] = current_app.extensions.get(_KEY, {})
    return found


def seen_by(viewer: Viewer, visibility: Any) -> ColumnElement[bool]:
    """The condition that a viewer may know of a row: all for moderators, what is public for everybody else.

    ``visibility`` is the row's column of that name; every domain's select starts from this.
    """
    if viewer.role in (Role.MODERATOR, Role.ADMINISTRATOR):
        return true()
    public: ColumnElement[bool] = visibility == "public"
    return public


def _within(dates: Any, filter: Filter) -> Iterator[ColumnElement[bool]]:
    """Conditions that an EDTF date or interval may lie in the span; rows without a date do not.

    "~" sorts behind every digit and hyphen in the collation C, so "2015~" stands for the end of 2015.
    """
    yield dates != ""
    if filter.since is not None:
        last = func.regexp_replace(dates, "^.*/", "") + "~"
        yield last.collate("C") >= filter.since.isoformat()
    if filter.until is not None:
        first = func.regexp_replace(dates, "/.*$", "")
        yield first.collate("C") <= filter.until.isoformat() + "~"


def apply(statement: Select[Any], filter: Filter, columns: Mapping[str, Any]) -> Select[Any]:
    """``statement`` restricted by the parts of ``filter`` that every layer understands.

    ``columns`` has ``key``, ``geom``, ``not_drawn``, ``search`` (text that is searched), ``date`` (EDTF text) and the
    filterable fields by name. Values are always bound. Raises KeyError for a field that is not filterable.
    """
    for condition in filter.conditions:
        column = columns[condition.field]
        several = isinstance(column.type, ARRAY)
        chosen = cast(list(condition.values), ARRAY(SqlText)) if several else condition.values
        statement = statement.where(column.bool_op("&&")(chosen) if several else column.in_(chosen))
    if filter.keys is not None:
        statement = statement.where(columns["key"].in_(filter.keys))
    if filter.bbox is not None:
        statement = statement.where(func.ST_Intersects(columns["geom"], func.ST_MakeEnvelope(*filter.bbox, 4326)))
    if filter.text:
        statement = statement.where(columns["search"].icontains(filter.text, autoescape=True))
    if filter.since is not None or filter.until is not None:
        statement = statement.where(*_within(columns["date"], filter))
    if filter.drawn is not None:
        drawn = columns["geom"].is_not(None) & columns["not_drawn"].is_(None)
        statement = statement.where(drawn if filter.drawn else ~drawn)
    return statement.offset(filter.offset or None).limit(filter.limit)
