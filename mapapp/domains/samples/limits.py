"""Norms: limit values, water quality classes and groups of air pollutants with added effect."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Numeric, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.records import Sourced

AVERAGING = ("single_max", "hourly", "8h", "daily", "annual", "peak_season", "none")
LIMIT_KINDS = (
    "mpc",
    "limit_value",
    "guideline",
    "intervention_value",
    "target_value",
    "interim_target_1",
    "interim_target_2",
    "interim_target_3",
    "interim_target_4",
)
VERIFICATIONS = ("verified_by_that_source", "needs_primary_check", "secondary_source", "derived_from_ratio")


class Limit(Sourced, Base):
    """A maximum permissible concentration or another norm, with the act that sets it and how it was verified."""

    __tablename__ = "limit_value"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("averaging", AVERAGING),
        code_check("kind", LIMIT_KINDS),
        code_check("verification", VERIFICATIONS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    substance_code: Mapped[str] = mapped_column(ForeignKey("substance.code"), index=True)
    medium: Mapped[str]
    jurisdiction: Mapped[str]
    land_use: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")
    averaging: Mapped[str] = mapped_column(default="none")
    value: Mapped[Decimal] = mapped_column(Numeric)
    unit: Mapped[str]
    kind: Mapped[str]
    allowed_exceedances: Mapped[int | None]
    act: Mapped[str]
    in_force_from: Mapped[str] = mapped_column(default="")
    in_force_to: Mapped[str] = mapped_column(default="")
    seen_in: Mapped[str] = mapped_column(default="")
    verification: Mapped[str]

    versions: Mapped[list[LimitVersion]] = relationship(order_by="LimitVersion.id", passive_deletes=True)


class LimitVersion(Base):
    """A norm entered or corrected: who, when and why, and the columns before and after; only ever added."""

    __tablename__ = "limit_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    limit_id: Mapped[int] = mapped_column(ForeignKey("limit_value.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class WaterClass(Sourced, Base):
    """One indicator of the unified classification of surface water: the bounds of six classes, as printed."""

    __tablename__ = "water_class"
    __table_args__ = (UniqueConstraint("dataset_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    substance_code: Mapped[str | None] = mapped_column(ForeignKey("substance.code"))
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    unit: Mapped[str]
    bounds: Mapped[list[str]] = mapped_column(ARRAY(Text))


class SummationGroup(Sourced, Base):
    """Air pollutants whose shares of their limits are added up; ``rule`` is the condition as the act states it."""

    __tablename__ = "summation_group"
    __table_args__ = (UniqueConstraint("dataset_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_no: Mapped[int]
    substances: Mapped[list[str]] = mapped_column(ARRAY(Text))
    mode: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")
    act: Mapped[str] = mapped_column(default="")
