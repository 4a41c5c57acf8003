"""What comes in: points, samples and results as drafts, and each as the row of its table that a load compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft

_NO_EXTRA: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A sampling point that comes in; ``distance_km`` is the distance downstream, of a stretch its beginning."""

    source: SourceDraft
    name: NameDraft
    place: PlaceDraft
    water_body: str = ""
    distance_km: Decimal | None = None
    distance_to_km: Decimal | None = None

    def given(self) -> tuple[object, ...]:
        """The values of the columns ``tables.POINTS.given``."""
        place = self.place
        where = (place.geometry, place.precision, place.precision_m, place.place, place.oblast, place.not_drawn)
        water = (self.water_body, self.distance_km, self.distance_to_km)
        return (*_of_source(self.source), self.name.names, *where, *water)


@dataclass(frozen=True, slots=True)
class SampleDraft:
    """A sample of the point whose external id is ``point_id``; depths in metres, date in EDTF.

    ``details`` are the columns that hold a text; ``repeats`` is the external id of the sample that this one repeats.
    """

    source: SourceDraft
    point_id: str
    medium: str
    sampled_on: str = ""
    depth_m: tuple[Decimal | None, Decimal | None] = (None, None)
    details: Mapping[str, str] = field(default_factory=dict)
    repeats: str = ""

    def given(self) -> tuple[object, ...]:
        """The values of the columns ``tables.SAMPLES.given``."""
        details = {"purpose": "routine", **{name: text for name, text in self.details.items() if text}}
        texts = (details.get(name, "") for name in SAMPLE_TEXTS)
        return (*_of_source(self.source), self.medium, self.sampled_on, *self.depth_m, *texts)


SAMPLE_TEXTS = (
    "taxon",
    "sampler",
    "method",
    "laboratory",
    "accreditation",
    "certificate",
    "accredited_until",
    "received_on",
    "analysed_on",
    "label",
    "purpose",
)


class ResultRow(NamedTuple):
    """A result: the columns ``tables.RESULTS.given`` in their order, and the external id of its sample."""

    external_id: str
    substance_code: str
    source_title: str = ""
    source_url: str = ""
    source_date: str = ""
    citation: str = ""
    note: str = ""
    extra: Mapping[str, str] = _NO_EXTRA
    unit: str = ""
    qualifier: str = "="
    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    detection_limit: Decimal | None = None
    quantification_limit: Decimal | None = None
    statistic: str = "single"
    fraction: str = ""
    basis: str = ""
    expressed_as: str = ""
    averaging: str = ""
    sample_count: int | None = None
    uncertainty: str = ""
    sample_id: str = ""


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """A result of the sample whose external id is ``sample_id``, in the unit printed."""

    source: SourceDraft
    sample_id: str
    substance_code: str
    unit: str
    qualifier: str = "="
    numbers: Mapping[str, Decimal | None] = field(default_factory=dict)
    statistic: str = "single"
    sample_count: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)

    def row(self) -> ResultRow:
        """The same as a row."""
        identity, *source = _of_source(self.source)
        values: dict[str, Any] = {**self.numbers, **self.details}
        values |= {"unit": self.unit, "qualifier": self.qualifier, "statistic": self.statistic}
        row = ResultRow(str(identity), self.substance_code, *source)  # type: ignore[arg-type] # five texts and a mapping
        return row._replace(**values, sample_count=self.sample_count, sample_id=self.sample_id)


def _of_source(source: SourceDraft) -> tuple[object, ...]:
    told = (source.source_title, source.source_url, source.source_date, source.citation, source.note)
    return (source.external_id, *told, source.extra)
