"""The parts of a record that comes in, checked before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """Provenance of one row; ``external_id`` is unique in its dataset and makes a second import find the row."""

    external_id: str
    source_title: str = ""
    source_url: str = ""
    source_date: str = ""
    citation: str = ""
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """The columns of ``Sourced``."""
        return {**asdict(self), "extra": dict(self.extra)}


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """The published place: ``geometry`` in EPSG:4326 (longitude, latitude) or None when nobody knows it."""

    geometry: BaseGeometry | None = None
    precision: str | None = None
    precision_m: float | None = None
    place: str = ""
    oblast: str | None = None
    not_drawn: str | None = None

    def values(self) -> dict[str, Any]:
        """The columns of ``Located``."""
        return {
            "geom": from_shape(self.geometry, srid=4326) if self.geometry is not None else None,
            "precision": self.precision,
            "precision_m": self.precision_m,
            "place": self.place,
            "oblast": self.oblast,
            "not_drawn": self.not_drawn,
        }


@dataclass(frozen=True, slots=True)
class NameDraft:
    """A name per language, and the key that its address should have if it is free."""

    names: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
