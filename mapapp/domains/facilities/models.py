"""Emission sources and the figures they or others reported, after the PRTR protocol."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.records import NOT_DRAWN, PRECISIONS, VISIBILITIES, Changed, Located, Named, Sourced

KINDS = (
    "power_plant",
    "cement",
    "mine",
    "deposit",
    "processing_plant",
    "smelter",
    "steel",
    "chemical",
    "oil_gas",
    "tailings",
    "waste",
    "ash_lake",
    "aggregate",
    "other",
)
RELEASE_MEDIA = ("air", "water", "land", "offsite", "several", "unknown")
DETERMINED = ("M", "C", "E")
FIGURES = ("release", "limit", "plan", "reduction", "share", "fine", "stock", "payment", "other")


class Activity(Sourced, Base):
    """An activity of PRTR Annex I, with its thresholds as printed."""

    __tablename__ = "activity"

    code: Mapped[str] = mapped_column(primary_key=True)
    section: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    parent: Mapped[str | None] = mapped_column(ForeignKey("activity.code"))
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    capacity_threshold: Mapped[str] = mapped_column(default="")
    employee_threshold: Mapped[str] = mapped_column(default="")


class Pollutant(Sourced, Base):
    """A pollutant of PRTR Annex II; thresholds in kg a year, ``printed`` keeps the table's own text."""

    __tablename__ = "pollutant"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cas: Mapped[str] = mapped_column(default="")
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    air_kg: Mapped[Decimal | None] = mapped_column(Numeric)
    water_kg: Mapped[Decimal | None] = mapped_column(Numeric)
    land_kg: Mapped[Decimal | None] = mapped_column(Numeric)
    offsite_kg: Mapped[Decimal | None] = mapped_column(Numeric)
    mpu_kg: Mapped[Decimal | None] = mapped_column(Numeric)
    printed: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    about: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")
    about_source: Mapped[str] = mapped_column(default="", server_default="")


class Facility(Named, Located, Sourced, Changed, Base):
    """A plant, mine or other source; kind ``aggregate`` stands for all sources of a region or company."""

    __tablename__ = "facility"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("kind", KINDS),
        code_check("visibility", VISIBILITIES),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    visibility: Mapped[str] = mapped_column(default="public")
    operator: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    activity_code: Mapped[str | None] = mapped_column(ForeignKey("activity.code"))
    commodity: Mapped[str] = mapped_column(default="")
    fuel: Mapped[str] = mapped_column(default="")
    capacity: Mapped[Decimal | None] = mapped_column(Numeric)
    capacity_unit: Mapped[str] = mapped_column(default="")
    commissioned: Mapped[str] = mapped_column(default="")
    status_text: Mapped[str] = mapped_column(default="")

    activity: Mapped[Activity | None] = relationship()
    releases: Mapped[list[Release]] = relationship(
        back_populates="facility", order_by="Release.year.desc().nulls_last()", cascade="all, delete-orphan"
    )


class Release(Sourced, Changed, Base):
    """One published figure. ``figure`` tells a release from a limit, a plan or a fine: they are never added up.

    ``tonnes`` is the quantity in tonnes a year where the figure is a yearly release by mass, else empty;
    ``accidental_quantity`` is the part of the quantity that was released by accident, in the same unit;
    ``confidential`` says that the source keeps the quantity or the pollutant to itself.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("medium", RELEASE_MEDIA),
        code_check("determined", DETERMINED),
        code_check("figure", FIGURES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id", ondelete="CASCADE"), index=True)
    year: Mapped[int | None]
    period: Mapped[str] = mapped_column(default="")
    pollutant: Mapped[str] = mapped_column(default="")
    pollutant_no: Mapped[int | None] = mapped_column(ForeignKey("pollutant.number"))
    medium: Mapped[str] = mapped_column(default="unknown")
    quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(default="")
    tonnes: Mapped[Decimal | None] = mapped_column(Numeric)
    determined: Mapped[str | None]
    permitted_quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    accidental_quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    confidential: Mapped[bool] = mapped_column(default=False, server_default="false")
    figure: Mapped[str] = mapped_column(default="release")
    reported_as: Mapped[str] = mapped_column(default="")

    facility: Mapped[Facility] = relationship(back_populates="releases")
    pollutant_ref: Mapped[Pollutant | None] = relationship()
