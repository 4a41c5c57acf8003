"""Writes checked rows into the records, and counts what happened; the caller commits or rolls back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers import drafts
from importers.bulk.loaded import Loaded, worst
from importers.bulk.perform import perform
from importers.bulk.samples import load_samples
from importers.errors import N_, RowRejected, message
from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome
from mapapp.domains.areas.service import AreasWriter, SchoolsWriter
from mapapp.domains.facilities.models import Facility
from mapapp.domains.facilities.service import FacilitiesWriter, ReleasesWriter
from mapapp.domains.reports.service import ReportsWriter
from mapapp.domains.samples.service import LoadOptions

__all__ = ["LoadOptions", "Loaded", "load_rows", "perform"]

_FLUSH_EVERY = 1000
Write = Callable[[Any], Outcome]


def load_rows(
    db: Session,
    dataset: Dataset,
    kind: str,
    rows: Sequence[Any],
    progress: Callable[[int], object] = int,
    options: LoadOptions | None = None,
) -> Loaded:
    """Writes the rows of ``kind`` (reports, samples, facilities, releases, areas or schools) for a dataset.

    ``progress`` is told how many more rows are done; ``options`` are for samples only.
    """
    if kind == "samples":
        return load_samples(db, dataset, rows, progress, options)
    write, loaded = _WRITERS[kind](db, dataset, rows), Loaded()
    for number, row in enumerate(rows, 1):
        try:
            loaded.counts[write(row)] += 1
        except LookupError as problem:
            missing = message(N_("There is no record with the id %(id)s."), id=problem.args[0])
            loaded.rejected.append(RowRejected(row.row, "id", missing))
        if number % _FLUSH_EVERY == 0:
            db.flush()
        progress(1)
    db.flush()
    return loaded


def _reports(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Write:
    """Rows with the same id are visits to one site; the latest visit says what the site is like."""
    writer = ReportsWriter(db, dataset)
    latest = {row.id: row for row in sorted(rows, key=lambda row: row.observed_on)}
    done: set[str] = set()

    def write(row: Any) -> Outcome:
        outcomes = []
        if row.id not in done:
            done.add(row.id)
            outcomes.append(writer.site(drafts.site(latest[row.id])))
        return worst([*outcomes, writer.observation(drafts.observation(row))])

    return write


def _facilities(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Write:
    del rows  # each row is a facility of its own
    writer = FacilitiesWriter(db, dataset)
    return lambda row: writer.facility(drafts.facility(row))


def _releases(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Write:
    del rows  # each row is a figure
    known = {facility.external_id: facility for facility in db.scalars(select(Facility).order_by(Facility.id.desc()))}
    writer = ReleasesWriter(db, dataset, known)
    return lambda row: writer.release(drafts.release(row))


def _areas(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Write:
    del rows  # each row is an area
    writer = AreasWriter(db, dataset)
    return lambda row: writer.area(drafts.area(row))


def _schools(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Write:
    del rows  # each row is a school
    writer = SchoolsWriter(db, dataset)
    return lambda row: writer.school(drafts.school(row))


_WRITERS: dict[str, Callable[[Session, Dataset, Sequence[Any]], Write]] = {
    "reports": _reports,
    "facilities": _facilities,
    "releases": _releases,
    "areas": _areas,
    "schools": _schools,
}
