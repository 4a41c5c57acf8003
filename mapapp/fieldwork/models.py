"""A visit: one observation of a site together with the samples that were taken there."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import DateTime, ForeignKey, Numeric, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.database import Base

DIRECTIONS = ("north", "east", "south", "west")


class Visit(Base):
    """How an observation was made by people who were there to measure; what they saw is the observation itself.

    ``key`` is made by the form, so that sending it twice makes one visit; ``digest`` is of what was said. ``outline``
    is the border as it was walked (EPSG:4326), for members and moderators only, ``accuracy_m`` the worst accuracy of
    its points in metres as the phone told it. ``directions`` maps a direction to the upload id of the photo that looks
    there.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    digest: Mapped[str]
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id", ondelete="CASCADE"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    volunteers: Mapped[int | None]
    outline: Mapped[WKBElement | None] = mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))
    accuracy_m: Mapped[float | None]
    height_m: Mapped[Decimal | None] = mapped_column(Numeric)
    directions: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
