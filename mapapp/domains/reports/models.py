"""A site is the physical dump or other spot; an observation is what somebody saw there at some time."""

from __future__ import annotations

from decimal import Decimal

from geoalchemy2 import Geometry, WKBElement
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
SIZES = ("bag", "car", "truck", "more")
SIGNS = ("smell", "smoke", "near_water")
OBSERVATION_STATES = ("new", "published", "rejected")


class Site(Named, Located, Sourced, Changed, Base):
    """The physical spot. Sizes as published: area in m2, length in m, volume in m3, mass in tonnes.

    ``version`` grows with every change, so that two people cannot overwrite one another. A site that was merged into
    another keeps all that is its own and can be unmerged. ``protected`` says that ``geom`` was made coarser on purpose.
    """

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("kind", KINDS),
        code_check("status", STATUSES),
        code_check("visibility", VISIBILITIES),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
        code_check("size_class", SIZES),
        codes_check("waste_types", WASTE_TYPES),
        codes_check("signs", SIGNS),
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
    size_class: Mapped[str | None]
    signs: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    waste_types: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    waste_text: Mapped[str] = mapped_column(default="")
    first_reported: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    protected: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)

    observations: Mapped[list[Observation]] = relationship(
        back_populates="site", order_by="Observation.observed_on", cascade="all, delete-orphan"
    )
    merged_into: Mapped[Site | None] = relationship(remote_side="Site.id", back_populates="merged")
    merged: Mapped[list[Site]] = relationship(back_populates="merged_into")


class Observation(Sourced, Changed, Base):
    """Who saw what when. A crowd report is the first observation of a new site, or a further one.

    ``geom_told`` is the place or outline as the reporter gave it (EPSG:4326): for moderators only. ``composition`` is
    the share of each type of waste in per cent, together 100, where somebody measured it.
    """

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("seen", SEEN),
        code_check("observer_kind", OBSERVERS),
        code_check("state", OBSERVATION_STATES),
        code_check("size_class", SIZES),
        codes_check("signs", SIGNS),
        Index("ix_observation_site_date", "site_id", "observed_on"),
        Index("ix_observation_waiting", "state", postgresql_where="state = 'new'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(default="published", server_default="published")
    observed_on: Mapped[str] = mapped_column(default="")
    seen: Mapped[str] = mapped_column(default="first_seen")
    words: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    observer_kind: Mapped[str] = mapped_column(default="unknown")
    mass_t: Mapped[Decimal | None] = mapped_column(Numeric)
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric)
    volume_m3: Mapped[Decimal | None] = mapped_column(Numeric)
    composition: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default="{}")
    size_class: Mapped[str | None]
    signs: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    photo_urls: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    geom_told: Mapped[WKBElement | None] = mapped_column(Geometry(srid=4326, spatial_index=False))
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    site: Mapped[Site] = relationship(back_populates="observations")
    photos: Mapped[list[ObservationPhoto]] = relationship(
        order_by="ObservationPhoto.position", cascade="all, delete-orphan"
    )


class ObservationPhoto(Base):
    """A photo of an observation, in the order in which they are shown; ``hidden`` ones moderators do not let out."""

    __tablename__ = "observation_photo"
    __table_args__ = (UniqueConstraint("observation_id", "photo_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id", ondelete="CASCADE"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    hidden: Mapped[bool] = mapped_column(default=False, server_default="false")
