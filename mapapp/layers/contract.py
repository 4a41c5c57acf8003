"""Layer, Filter and what a layer says of itself: the contract between the domains and every way of publishing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select
from sqlalchemy.orm import Session

from mapapp.core.i18n import Text, Words
from mapapp.core.viewer import Viewer
from mapapp.spatial.bbox import BBox

if TYPE_CHECKING:
    from mapapp.core.presentation import Record


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` of the layer is one of ``values`` (for a list field: has one of them)."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: all parts must hold; an empty part does not restrict. ``datasets`` are slugs."""

    bbox: BBox | None = None
    since: date | None = None
    until: date | None = None
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    keys: tuple[str, ...] | None = None
    datasets: tuple[str, ...] = ()
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
    An ``optional`` layer has no records until somebody loads them: no menu names it, and where layers are counted it is
    left out while it is empty, because "none" would be no answer.
    """

    id: str
    title: Words
    geometry: str
    fields: Sequence[Field]
    style: Style
    on_map: bool = True
    optional: bool = False
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

    def find(self, db: Session, text: str, most: int) -> Sequence[Feature]:
        """Public records whose name is like ``text``, the likeliest first; none where names are not searched so."""
        del db, text, most  # a layer that can search says so itself
        return ()

    @abstractmethod
    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """All that a page or popup says of one record, or None when this viewer must not know of it."""


Rows = Layer | ChildTable
