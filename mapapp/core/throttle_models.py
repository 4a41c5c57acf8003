"""Counters of requests by a keyed digest; the table is not logged: it may be lost, and never tells who came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.database import Base


class Counter(Base):
    """How often ``key`` (a digest under a salt of the day) was seen until ``expires_at``."""

    __tablename__ = "request_counter"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 -- SQLAlchemy reads it so

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
