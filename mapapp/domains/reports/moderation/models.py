"""The history of a site, only ever added to, and what people object to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base

ACTIONS = (
    "submitted",
    "accepted",
    "rejected",
    "corrected",
    "status",
    "merged",
    "unmerged",
    "protected",
    "unprotected",
    "hidden",
    "shown",
    "asked",
    "answered",
    "added",
    "withdrawn",
    "reverted",
    "blurred",
    "checked",
)
REASONS = ("false", "duplicate", "not_waste", "personal_data", "other")
FLAG_REASONS = ("false", "personal_data", "offensive", "gone", "other")


class SiteEvent(Base):
    """One change of a site or of an observation of it: who (role in public, person for administrators), when, why.

    ``before`` and ``after`` are the changed columns as JSON (geometry as WKT), so that every version is kept and can be
    brought back. ``note`` is for moderators; ``public_note`` is shown on the timeline and must hold no personal data.
    """

    __tablename__ = "site_event"
    __table_args__ = (
        code_check("action", ACTIONS),
        code_check("reason", REASONS),
        Index("ix_site_event_site_at", "site_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    action: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str | None]
    role: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    public_note: Mapped[str] = mapped_column(default="")
    version: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class Flag(Base):
    """Somebody says that a published record is wrong or harms a person; nobody's name is asked."""

    __tablename__ = "flag"
    __table_args__ = (code_check("reason", FLAG_REASONS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    observation_id: Mapped[int | None] = mapped_column(ForeignKey("observation.id", ondelete="CASCADE"))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"))
    reason: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolved_by: Mapped[int | None]
