"""Protected areas, administrative units, places by name, schools and statistics by region."""

from __future__ import annotations

from decimal import Decimal

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import Index, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.records import NOT_DRAWN, PRECISIONS, VISIBILITIES, Changed, Located, Named, Sourced

CATEGORIES = (
    "strict_reserve",
    "national_park",
    "regional_park",
    "zakaznik",
    "reserved_zone",
    "monument",
    "other",
)
IUCN = ("Ia", "Ib", "II", "III", "IV", "V", "VI")
OUTLINES = ("polygon", "circle", "point", "none")
SCHOOL_KINDS = ("school", "kindergarten")


class ProtectedArea(Named, Located, Sourced, Changed, Base):
    """A protected or proposed area; ``area_ha`` is the published figure, never one measured from the outline.

    ``outline`` says what ``geom`` is: a published polygon, a circle of the published area around the published
    centre (drawn dashed: it is not the border), a point where not even the area is known, or none.
    """

    __tablename__ = "protected_area"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("category", CATEGORIES),
        code_check("iucn", IUCN),
        code_check("status", ("protected", "proposed")),
        code_check("outline", OUTLINES),
        code_check("visibility", VISIBILITIES),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(index=True)
    designation: Mapped[str] = mapped_column(default="")
    iucn: Mapped[str | None]
    established: Mapped[str] = mapped_column(default="")
    area_ha: Mapped[Decimal | None] = mapped_column(Numeric)
    status: Mapped[str] = mapped_column(default="protected")
    visibility: Mapped[str] = mapped_column(default="public")
    outline: Mapped[str] = mapped_column(default="none")
    centre_is: Mapped[str] = mapped_column(default="")
    part_of: Mapped[str] = mapped_column(default="")


class AdminUnit(Named, Sourced, Base):
    """An administrative unit: level 0 the country, 1 an oblast or city of its rank, 2 a rayon; key is the P-code."""

    __tablename__ = "admin_unit"
    __table_args__ = (UniqueConstraint("dataset_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(index=True)
    parent: Mapped[str] = mapped_column(default="", index=True)
    kato: Mapped[str] = mapped_column(default="")
    iso: Mapped[str] = mapped_column(default="")
    geom: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=4326))


class Place(Named, Sourced, Base):
    """A settlement of the gazetteer; ``spellings`` holds every known form, folded, for the search."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        Index(
            "ix_place_spellings_trgm", "spellings", postgresql_using="gin", postgresql_ops={"spellings": "gin_trgm_ops"}
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    variants: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    spellings: Mapped[str] = mapped_column(default="")
    feature_code: Mapped[str] = mapped_column(default="")
    population: Mapped[int | None]
    oblast: Mapped[str] = mapped_column(default="")
    rayon: Mapped[str] = mapped_column(default="")
    geom: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326))


class School(Named, Located, Sourced, Changed, Base):
    """A school or kindergarten: ``geom`` is a point or the outline of its building or grounds."""

    __tablename__ = "school"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("kind", SCHOOL_KINDS),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)


class Statistic(Sourced, Base):
    """A published figure about a region in a year; years and figures are as printed and are not added up."""

    __tablename__ = "statistic"
    __table_args__ = (UniqueConstraint("dataset_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pcode: Mapped[str] = mapped_column(default="", index=True)
    region: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    metric: Mapped[str] = mapped_column(index=True)
    metric_texts: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    year: Mapped[int | None]
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(default="")
