"""Subscriptions: an area, and a sealed address that its owner confirmed; and whom not to write to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import DateTime, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.news import News

AREAS = ("unit", "radius", "drawn")


class Subscription(Base):
    """Somebody wants a letter when something happens in ``geom`` (EPSG:4326): an oblast or rayon, a circle, drawn.

    ``address_blind`` finds the same address again without its being readable; the address itself is sealed.
    ``unit_key`` is the P-code of a unit, ``radius_km`` that of a circle; ``title`` names its middle.
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
    radius_km: Mapped[float | None]
    title: Mapped[str] = mapped_column(default="")
    geom: Mapped[WKBElement] = mapped_column(Geometry(srid=4326))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Heard(Base):
    """Which subscription was told which news: a job that runs twice sends one letter."""

    __tablename__ = "heard"
    __table_args__ = (UniqueConstraint("subscription_id", "news_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    news_id: Mapped[int] = mapped_column(ForeignKey(News.id, ondelete="CASCADE"), index=True)


class Silence(Base):
    """The sender of this submission wants no more letters about it; says nothing of who that is."""

    __tablename__ = "silence"

    submission: Mapped[UUID] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
