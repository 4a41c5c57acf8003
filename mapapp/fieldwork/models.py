"""A visit: one observation of a site together with the samples that were taken there."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import DateTime, ForeignKey, Numeric, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.database import Base

DIRECTIONS = ("north", "east", "south", "west")


class Visit(Base):
    """What trained volunteers measured. ``key`` is made by the form, so that sending it twice makes one visit.

    ``outline`` is the border as it was walked (EPSG:4326), ``accuracy_m`` the worst accuracy of its points in metres,
    ``area_m2`` its geodesic area; ``composition`` the share of each type of waste in per cent (together 100);
    ``directions`` which photo (its upload id) looks where.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id", ondelete="CASCADE"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    visited_on: Mapped[str]
    volunteers: Mapped[int | None]
    outline: Mapped[WKBElement | None] = mapped_column(Geometry(srid=4326, spatial_index=False))
    accuracy_m: Mapped[float | None]
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric)
    height_m: Mapped[Decimal | None] = mapped_column(Numeric)
    volume_m3: Mapped[Decimal | None] = mapped_column(Numeric)
    composition: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    directions: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    digest: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
