"""A site is the physical dump or other spot; an observation is what somebody saw there at some time."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check, codes_check
from mapapp.core.database import Base
from mapapp.core.records import NOT_DRAWN, PRECISIONS, VISIBILITIES, Changed, Located, Named, Sourced

KINDS = ("dump", "landfill", "sewage", "oil_spill", "tailings", "quarry", "mine_heap", "smoke", "other")
STATUSES = (
    "new",
    "published",
    "verified",
    "sampled",
    "sent_to_authority",
    "cleaned",
    "came_back",
    "rejected",
)
WASTE_TYPES = (
    "household",
    "construction",
    "industrial",
    "medical",
    "tyres",
    "animal",
    "hazardous",
    "oil",
    "sewage",
    "mining",
    "radioactive",
    "mixed",
    "unknown",
)
SEEN = ("first_seen", "still_there", "bigger", "smaller", "gone")
OBSERVERS = ("resident", "volunteer", "ngo", "press", "official", "company", "unknown")


class Site(Named, Located, Sourced, Changed, Base):
    """The physical spot. Sizes as published: area in m2, length in m, volume in m3, mass in tonnes."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("kind", KINDS),
        code_check("status", STATUSES),
        code_check("visibility", VISIBILITIES),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
        codes_check("waste_types", WASTE_TYPES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(index=True, default="published")
    status_texts: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    visibility: Mapped[str] = mapped_column(default="public")
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric)
    length_m: Mapped[Decimal | None] = mapped_column(Numeric)
    volume_m3: Mapped[Decimal | None] = mapped_column(Numeric)
    mass_t: Mapped[Decimal | None] = mapped_column(Numeric)
    waste_types: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    waste_text: Mapped[str] = mapped_column(default="")
    first_reported: Mapped[str] = mapped_column(default="")

    observations: Mapped[list[Observation]] = relationship(
        back_populates="site", order_by="Observation.observed_on", cascade="all, delete-orphan"
    )


class Observation(Sourced, Changed, Base):
    """Who saw what when. A crowd report is the first observation of a new site, or a further one."""

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("seen", SEEN),
        code_check("observer_kind", OBSERVERS),
        Index("ix_observation_site_date", "site_id", "observed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    observed_on: Mapped[str] = mapped_column(default="")
    seen: Mapped[str] = mapped_column(default="first_seen")
    words: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    observer_kind: Mapped[str] = mapped_column(default="unknown")
    mass_t: Mapped[Decimal | None] = mapped_column(Numeric)
    photo_urls: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)

    site: Mapped[Site] = relationship(back_populates="observations")
