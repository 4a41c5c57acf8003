"""Sampling points, samples and results. A result never travels without unit, medium, method and source."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import DateTime, ForeignKey, Index, Numeric, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check, codes_check
from mapapp.core.database import Base
from mapapp.core.records import NOT_DRAWN, PRECISIONS, VISIBILITIES, Changed, Located, Named, Sourced
from mapapp.domains.samples.limits import AVERAGING, Limit

MEDIA = ("air", "water", "groundwater", "soil", "sediment", "biota", "waste", "sewage", "other")
QUALIFIERS = ("=", "<", ">", "~")
STATISTICS = ("single", "minimum", "maximum", "mean", "range", "median")
VERDICTS = ("exceeds", "within", "cannot_tell", "no_limit")
# What a sample was taken for (WQX: activity type).
PURPOSES = (
    "routine",
    "duplicate",
    "replicate",
    "field_blank",
    "trip_blank",
    "laboratory_blank",
    "spike",
    "reference",
)
# The others say how good the work was, not what the place is like.
ABOUT_THE_PLACE = ("routine", "duplicate", "replicate")
# "as_published": taken from a document of others; it was not entered and checked by two people here.
RESULT_STATES = ("as_published", "draft", "checked", "withdrawn")
RESULT_ACTIONS = ("entered", "corrected", "checked", "flagged", "flag_lifted", "withdrawn", "restored")
FLAGS = (
    "doubtful",
    "blank_contaminated",
    "replicates_differ",
    "holding_time_exceeded",
    "not_accredited",
    "outlier",
)
CAMPAIGN_STATES = ("planned", "under_way", "done", "cancelled")


class Substance(Base):
    """What is measured; ``synonyms`` are the spellings by which a document or laboratory may call it.

    ``about`` says in plain words per language what it is and what it does, ``about_source`` where that was read.
    """

    __tablename__ = "substance"

    code: Mapped[str] = mapped_column(primary_key=True)
    cas: Mapped[str] = mapped_column(default="", index=True)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    about: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")
    about_source: Mapped[str] = mapped_column(default="", server_default="")


class SamplingPoint(Named, Located, Sourced, Changed, Base):
    """The place where samples are taken, as a monitoring location in WQX.

    ``distance_km`` is the published distance downstream of the source of pollution on ``water_body``, and
    ``distance_to_km`` the far end where a stretch was published; ``site_key`` is the key of the dump or other spot
    (layer "reports") at which the samples are taken.
    """

    __tablename__ = "sampling_point"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("visibility", VISIBILITIES),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visibility: Mapped[str] = mapped_column(default="public")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("load.id"), index=True)
    water_body: Mapped[str] = mapped_column(default="", index=True)
    distance_km: Mapped[Decimal | None] = mapped_column(Numeric)
    distance_to_km: Mapped[Decimal | None] = mapped_column(Numeric)
    site_key: Mapped[str] = mapped_column(default="", server_default="", index=True)

    samples: Mapped[list[Sample]] = relationship(
        back_populates="point", order_by="Sample.sampled_on", cascade="all, delete-orphan"
    )


class Sample(Sourced, Changed, Base):
    """One sample: depth in metres below the surface of its medium, date with the precision it is known in.

    ``visibility`` and ``organisation_id`` say who may know of it: a new sample of a public point may not be public yet.
    ``parent_id`` is the routine sample that a duplicate or replicate repeats; ``label`` is what is written on the
    bottle or bag; ``received_on`` and ``analysed_on`` are the laboratory's dates.
    """

    __tablename__ = "sample"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("medium", MEDIA),
        code_check("visibility", VISIBILITIES),
        code_check("purpose", PURPOSES),
        Index("ix_sample_point_date", "point_id", "sampled_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("sampling_point.id", ondelete="CASCADE"))
    medium: Mapped[str]
    taxon: Mapped[str] = mapped_column(default="")
    depth_from_m: Mapped[Decimal | None] = mapped_column(Numeric)
    depth_to_m: Mapped[Decimal | None] = mapped_column(Numeric)
    sampled_on: Mapped[str] = mapped_column(default="")
    sampler: Mapped[str] = mapped_column(default="")
    method: Mapped[str] = mapped_column(default="")
    laboratory: Mapped[str] = mapped_column(default="")
    accreditation: Mapped[str] = mapped_column(default="")
    certificate: Mapped[str] = mapped_column(default="")
    accredited_until: Mapped[str] = mapped_column(default="", server_default="")
    received_on: Mapped[str] = mapped_column(default="", server_default="")
    analysed_on: Mapped[str] = mapped_column(default="", server_default="")
    label: Mapped[str] = mapped_column(default="", server_default="", index=True)
    purpose: Mapped[str] = mapped_column(default="routine", server_default="routine")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("sample.id", ondelete="SET NULL"), index=True)
    visibility: Mapped[str] = mapped_column(default="public", server_default="public")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    load_id: Mapped[int | None] = mapped_column(ForeignKey("load.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)

    point: Mapped[SamplingPoint] = relationship(back_populates="samples")
    results: Mapped[list[Result]] = relationship(
        back_populates="sample", order_by="Result.id", cascade="all, delete-orphan"
    )


class Result(Sourced, Changed, Base):
    """A value, a range, or a qualifier with its limit of detection or quantification, in the unit printed.

    ``basis`` is dry, wet or lipid; ``fraction`` the part that was measured (dissolved, total, mobile ...);
    ``expressed_as`` what a value is reported as (nitrate as N or as NO3); ``averaging`` the time that a value in air
    stands for. ``times_min``, ``times``, ``verdict`` and ``limit_id`` are the comparison with the norm of the country's
    set, ``compared`` that with every set by its code ({"verdict", "times_min", "times", "limit"}): computed when the
    row or a norm changes (see ``comparison``), never typed by a person. ``times_min`` is set where the value is a
    range.
    """

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("qualifier", QUALIFIERS),
        code_check("statistic", STATISTICS),
        code_check("verdict", VERDICTS),
        code_check("state", RESULT_STATES),
        code_check("averaging", ("", *AVERAGING)),
        codes_check("flags", FLAGS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("sample.id", ondelete="CASCADE"), index=True)
    substance_code: Mapped[str] = mapped_column(ForeignKey("substance.code"), index=True)
    fraction: Mapped[str] = mapped_column(default="")
    qualifier: Mapped[str] = mapped_column(default="=")
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    value_min: Mapped[Decimal | None] = mapped_column(Numeric)
    value_max: Mapped[Decimal | None] = mapped_column(Numeric)
    detection_limit: Mapped[Decimal | None] = mapped_column(Numeric)
    quantification_limit: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str]
    uncertainty: Mapped[str] = mapped_column(default="")
    statistic: Mapped[str] = mapped_column(default="single")
    basis: Mapped[str] = mapped_column(default="")
    expressed_as: Mapped[str] = mapped_column(default="", server_default="")
    averaging: Mapped[str] = mapped_column(default="", server_default="")
    sample_count: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="as_published", server_default="as_published")
    state_reason: Mapped[str] = mapped_column(default="", server_default="")
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    load_id: Mapped[int | None] = mapped_column(ForeignKey("load.id"), index=True)
    times_min: Mapped[Decimal | None] = mapped_column(Numeric)
    compared: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    times: Mapped[Decimal | None] = mapped_column(Numeric)
    verdict: Mapped[str] = mapped_column(default="no_limit")
    limit_id: Mapped[int | None] = mapped_column(ForeignKey("limit_value.id", ondelete="SET NULL"))

    sample: Mapped[Sample] = relationship(back_populates="results")
    substance: Mapped[Substance] = relationship()
    limit: Mapped[Limit | None] = relationship()
    events: Mapped[list[ResultEvent]] = relationship(order_by="ResultEvent.id", passive_deletes=True)


class ResultEvent(Base):
    """What was done to a result, by whom, when and why; entries are only ever added."""

    __tablename__ = "result_event"
    __table_args__ = (code_check("action", RESULT_ACTIONS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id", ondelete="CASCADE"), index=True)
    action: Mapped[str]
    flag: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Waterway(Named, Sourced, Base):
    """The course of a river or another line along which values are shown, digitised from the source downstream.

    ``spellings`` are the values of ``SamplingPoint.water_body`` that mean it; ``geom`` a line in EPSG:4326 (longitude,
    latitude), ``zero_km`` the distance along it of the place from which distances are counted.
    """

    __tablename__ = "waterway"
    __table_args__ = (UniqueConstraint("dataset_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    spellings: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    geom: Mapped[WKBElement] = mapped_column(Geometry("LINESTRING", srid=4326))
    zero_km: Mapped[Decimal] = mapped_column(Numeric, default=Decimal(0))


class Campaign(Named, Changed, Base):
    """A campaign of sampling: where, when and by whom samples are to be taken, and then their results.

    ``words`` says why, per language; ``line`` is a line in EPSG:4326 along which the values are shown, if there is one.
    """

    __tablename__ = "campaign"
    __table_args__ = (code_check("state", CAMPAIGN_STATES), code_check("visibility", VISIBILITIES))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    visibility: Mapped[str] = mapped_column(default="organisation")
    oblast: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="planned")
    words: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    starts_on: Mapped[str] = mapped_column(default="")
    ends_on: Mapped[str] = mapped_column(default="")
    line: Mapped[WKBElement | None] = mapped_column(Geometry("LINESTRING", srid=4326, spatial_index=False))

    planned: Mapped[list[PlannedSample]] = relationship(
        back_populates="campaign", order_by="PlannedSample.position", cascade="all, delete-orphan"
    )


class PlannedSample(Base):
    """One sample of a campaign's plan; its label is what is printed, and what the laboratory's file names it by."""

    __tablename__ = "planned_sample"
    __table_args__ = (code_check("medium", MEDIA),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str] = mapped_column(default="")
    geom: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    medium: Mapped[str]
    analytes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    who: Mapped[str] = mapped_column(default="")
    planned_on: Mapped[str] = mapped_column(default="")

    campaign: Mapped[Campaign] = relationship(back_populates="planned")
