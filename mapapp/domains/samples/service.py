"""Writes of sampling points, samples and results; how they compare with norms comes from ``norms.assess``."""

from __future__ import annotations

from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome
from mapapp.domains.samples.loading.rows import PointDraft, ResultDraft, ResultRow, SampleDraft
from mapapp.domains.samples.loading.staging import LoadOptions
from mapapp.domains.samples.loading.writer import Writer
from mapapp.domains.samples.norms.assess import assess, comparer, measured

__all__ = ["LoadOptions", "PointDraft", "ResultDraft", "ResultRow", "SampleDraft", "SamplesWriter", "Writer"]
__all__ += ["assess", "comparer", "measured"]


class SamplesWriter:
    """Writes single points, samples and results of one dataset; many at once go through ``Writer`` itself."""

    def __init__(self, db: Session, dataset: Dataset) -> None:
        self._writer = Writer(db, dataset, LoadOptions(state="as_published"))

    def point(self, draft: PointDraft) -> Outcome:
        """Writes a sampling point."""
        return self._writer.points([draft])[draft.source.external_id]

    def sample(self, draft: SampleDraft) -> Outcome:
        """Writes a sample. Raises LookupError when its point is not in the dataset."""
        return self._writer.samples([draft])[draft.source.external_id]

    def result(self, draft: ResultDraft) -> Outcome:
        """Writes a result. Raises LookupError when its sample is not in the dataset."""
        return self._writer.results([draft.row()])[0]
