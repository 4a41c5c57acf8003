"""Writes of substances, sampling points, samples and results, and their comparison with norms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mapapp.core.datasets import Dataset
from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.core.upsert import Keys, Outcome, Upsert, row_hash
from mapapp.domains.samples.comparison import Measured, compare
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, Sample, SamplingPoint

M = TypeVar("M", bound=Any)


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A sampling point that comes in."""

    source: SourceDraft
    name: NameDraft
    place: PlaceDraft
    water_body: str = ""


@dataclass(frozen=True, slots=True)
class SampleDraft:
    """A sample of the point whose external id is ``point_id``; depths in metres, date in EDTF."""

    source: SourceDraft
    point_id: str
    medium: str
    sampled_on: str = ""
    depth_m: tuple[Decimal | None, Decimal | None] = (None, None)
    details: Mapping[str, str] = field(default_factory=dict)


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


class SamplesWriter:
    """Writes the points, samples and results of one dataset; the caller commits or rolls back."""

    def __init__(self, db: Session, dataset: Dataset) -> None:
        self._points: Upsert[SamplingPoint] = Upsert(db, SamplingPoint, dataset.id)
        self._samples: Upsert[Sample] = Upsert(db, Sample, dataset.id)
        self._results: Upsert[Result] = Upsert(db, Result, dataset.id)
        self._keys = Keys(db, SamplingPoint, dataset.slug)

    def point(self, draft: PointDraft) -> Outcome:
        """Writes a sampling point."""
        values = {**draft.place.values(), "names": dict(draft.name.names), "water_body": draft.water_body}
        point, outcome = self._points.save(draft.source, values, row_hash(draft))
        if point is not None and outcome is Outcome.NEW:
            point.key = self._keys.take(draft.name.key or draft.source.external_id)
        return outcome

    def sample(self, draft: SampleDraft) -> Outcome:
        """Writes a sample. Raises LookupError when its point is not in the dataset."""
        values = {
            "medium": draft.medium,
            "sampled_on": draft.sampled_on,
            "depth_from_m": draft.depth_m[0],
            "depth_to_m": draft.depth_m[1],
            **draft.details,
        }
        sample, outcome = self._samples.save(draft.source, values, row_hash(draft))
        if sample is not None and outcome is Outcome.NEW:
            sample.point = _parent(self._points, draft.point_id)
        return outcome

    def result(self, draft: ResultDraft) -> Outcome:
        """Writes a result. Raises LookupError when its sample is not in the dataset."""
        values = {
            "substance_code": draft.substance_code,
            "unit": draft.unit,
            "qualifier": draft.qualifier,
            **draft.numbers,
            "statistic": draft.statistic,
            "sample_count": draft.sample_count,
            **draft.details,
        }
        result, outcome = self._results.save(draft.source, values, row_hash(draft))
        if result is not None and outcome is Outcome.NEW:
            result.sample = _parent(self._samples, draft.sample_id)
        return outcome


def _parent(upsert: Upsert[M], external_id: str) -> M:
    found = upsert.get(external_id)
    if found is None:
        raise LookupError(external_id)
    return found


def assess(db: Session, dataset_id: int | None = None) -> int:
    """How many results were compared anew with the norms: those of one dataset, or all when norms changed."""
    db.flush()
    limits: dict[str, list[Limit]] = defaultdict(list)
    for limit in db.scalars(select(Limit)):
        limits[limit.substance_code].append(limit)
    statement = select(Result).options(joinedload(Result.sample))
    if dataset_id is not None:
        statement = statement.where(Result.dataset_id == dataset_id)
    results = list(db.scalars(statement))
    for result in results:
        found = compare(measured(result), limits[result.substance_code])
        result.times, result.verdict, result.limit = found.times, found.verdict, found.limit
    db.flush()
    return len(results)


def measured(result: Result) -> Measured:
    """What of a result is compared: the upper end of a range; the detection limit where nothing was detected."""
    candidates = (result.value_max, result.value, result.value_min)
    value = next((one for one in candidates if one is not None), None)
    qualifier = result.qualifier
    if value is None and result.detection_limit is not None:
        value, qualifier = result.detection_limit, "<"
    return Measured(result.sample.medium, result.unit, qualifier, value, result.statistic, result.fraction)
