"""What every record has in common: where it comes from and how well its place is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

PRECISIONS = ("exact", "within", "village", "district", "approximate")
NOT_DRAWN = ("doubtful_coordinates", "shared_point", "no_coordinates", "place_unknown", "aggregate")
VISIBILITIES = ("public", "organisation", "moderators", "hidden")


class Sourced:
    """Provenance: the dataset, the row's id there, and the document with page or line.

    ``extra`` keeps columns of the source that have no place of their own, as they were.
    """

    external_id: Mapped[str]
    source_title: Mapped[str] = mapped_column(default="")
    source_url: Mapped[str] = mapped_column(default="")
    source_date: Mapped[str] = mapped_column(default="")
    citation: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    row_hash: Mapped[str] = mapped_column(default="")

    @declared_attr
    def extra(cls) -> Mapped[dict[str, Any]]:
        return mapped_column(JSONB, default=dict)

    @declared_attr
    def dataset_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("dataset.id"), index=True)


class Changed:
    """When the row was made and last changed (UTC)."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class Named:
    """A stable key for addresses and a name per language."""

    key: Mapped[str] = mapped_column(unique=True)

    @declared_attr
    def names(cls) -> Mapped[dict[str, str]]:
        return mapped_column(JSONB, default=dict)


class Located:
    """A published place (EPSG:4326, longitude latitude), and the exact one where it must be protected.

    ``geom`` is the only geometry that a layer gives to the public. ``geom_exact`` is kept for those who may see it
    and is NULL where both are the same. ``not_drawn`` says why a record is listed but not put on the map.
    """

    precision: Mapped[str | None]
    precision_m: Mapped[float | None]
    place: Mapped[str] = mapped_column(default="")
    oblast: Mapped[str | None] = mapped_column(index=True)
    not_drawn: Mapped[str | None]

    @declared_attr
    def geom(cls) -> Mapped[WKBElement | None]:
        return mapped_column(Geometry(srid=4326, spatial_index=True), nullable=True)

    @declared_attr
    def geom_exact(cls) -> Mapped[WKBElement | None]:
        return mapped_column(Geometry(srid=4326, spatial_index=False), nullable=True)
