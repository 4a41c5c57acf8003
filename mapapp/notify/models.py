"""Subscriptions: an area, and a sealed address that its owner confirmed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base

AREAS = ("drawn", "radius", "unit")
NEWS = ("published", "seen", "cleaned", "came_back", "status")


class Subscription(Base):
    """Somebody wants a letter when something happens in ``geom`` (EPSG:4326): drawn, a circle, an oblast or a rayon.

    ``address_blind`` finds the same address again without its being readable; the address itself is sealed.
    """

    __tablename__ = "subscription"
    __table_args__ = (code_check("area", AREAS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    sealed_address: Mapped[bytes]
    address_blind: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    area: Mapped[str]
    unit_key: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    geom: Mapped[WKBElement] = mapped_column(Geometry(srid=4326))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_news_id: Mapped[int] = mapped_column(default=0)


class News(Base):
    """Something public that happened at a published place: what alerts and feeds are made of. No personal data."""

    __tablename__ = "news"
    __table_args__ = (code_check("what", NEWS), Index("ix_news_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    layer: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
    status: Mapped[str] = mapped_column(default="")
    geom: Mapped[WKBElement | None] = mapped_column(Geometry(srid=4326))


class Heard(Base):
    """Which subscription was told which news: a letter that is tried twice is sent once."""

    __tablename__ = "heard"
    __table_args__ = (UniqueConstraint("subscription_id", "news_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    news_id: Mapped[int] = mapped_column(ForeignKey("news.id", ondelete="CASCADE"))
