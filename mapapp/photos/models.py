"""What is known of a photo. Its bytes are in the store, under the digest of their content."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import DateTime, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base

STATES = ("received", "ready", "refused", "removed")


class Photo(Base):
    """One photo of a submission (``batch``), under the identity that the sender gave it (``upload_id``).

    ``original`` is the digest (SHA-256) of the sealed bytes as they came, with place and time as the camera wrote them:
    for moderators only. ``sizes`` maps a size's name to {"digest", "width", "height"} of the public copy, made from the
    pixels alone; ``blur`` holds rectangles [left, top, width, height] as shares of the upright picture. A photo is
    shown to the public only while ``public`` is true, which the domain that it belongs to decides.
    """

    __tablename__ = "photo"
    __table_args__ = (code_check("state", STATES), Index("ix_photo_state_received", "state", "received_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(unique=True)
    batch: Mapped[UUID] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="received")
    problem: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=False)
    original: Mapped[str | None] = mapped_column(index=True)
    media_type: Mapped[str]
    byte_count: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    captured_at: Mapped[str] = mapped_column(default="")
    geom_camera: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    sizes: Mapped[dict[str, dict[str, str | int]]] = mapped_column(JSONB, default=dict)
    blur: Mapped[list[list[float]]] = mapped_column(JSONB, default=list)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
