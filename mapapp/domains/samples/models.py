"""Sampling points, samples and results. A result never travels without unit, medium, method and source."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.core.records import NOT_DRAWN, PRECISIONS, VISIBILITIES, Changed, Located, Named, Sourced
from mapapp.domains.samples.limits import Limit

MEDIA = ("air", "water", "groundwater", "soil", "sediment", "biota", "waste", "sewage", "other")
QUALIFIERS = ("=", "<", ">", "~")
STATISTICS = ("single", "minimum", "maximum", "mean", "range", "median")
VERDICTS = ("exceeds", "within", "cannot_tell", "no_limit")


class Substance(Base):
    """What is measured; ``synonyms`` are the spellings by which a document or laboratory may call it."""

    __tablename__ = "substance"

    code: Mapped[str] = mapped_column(primary_key=True)
    cas: Mapped[str] = mapped_column(default="", index=True)
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    synonyms: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)


class SamplingPoint(Named, Located, Sourced, Changed, Base):
    """The place where samples are taken, as a monitoring location in WQX."""

    __tablename__ = "sampling_point"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("visibility", VISIBILITIES),
        code_check("precision", PRECISIONS),
        code_check("not_drawn", NOT_DRAWN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visibility: Mapped[str] = mapped_column(default="public")
    water_body: Mapped[str] = mapped_column(default="")

    samples: Mapped[list[Sample]] = relationship(
        back_populates="point", order_by="Sample.sampled_on", cascade="all, delete-orphan"
    )


class Sample(Sourced, Changed, Base):
    """One sample: depth in metres below the surface of its medium, date with the precision it is known in."""

    __tablename__ = "sample"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("medium", MEDIA),
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

    point: Mapped[SamplingPoint] = relationship(back_populates="samples")
    results: Mapped[list[Result]] = relationship(
        back_populates="sample", order_by="Result.id", cascade="all, delete-orphan"
    )


class Result(Sourced, Changed, Base):
    """A value, a range, or a qualifier with its limit of detection or quantification, in the unit printed.

    ``times``, ``verdict`` and ``limit_id`` are the comparison with a norm, computed when the row or a norm changes
    (see ``comparison``); they are never typed by a person.
    """

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("dataset_id", "external_id"),
        code_check("qualifier", QUALIFIERS),
        code_check("statistic", STATISTICS),
        code_check("verdict", VERDICTS),
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
    sample_count: Mapped[int | None]
    times: Mapped[Decimal | None] = mapped_column(Numeric)
    verdict: Mapped[str] = mapped_column(default="no_limit")
    limit_id: Mapped[int | None] = mapped_column(ForeignKey("limit_value.id", ondelete="SET NULL"))

    sample: Mapped[Sample] = relationship(back_populates="results")
    substance: Mapped[Substance] = relationship()
    limit: Mapped[Limit | None] = relationship()
