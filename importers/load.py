"""Writes checked rows into the records, and counts what happened; the caller commits or rolls back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers import drafts
from importers.errors import N_, BadValue, Message, RowRejected, message
from importers.substances import Substances
from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome
from mapapp.domains.areas.service import AreasWriter
from mapapp.domains.facilities.models import Facility
from mapapp.domains.facilities.service import FacilitiesWriter, ReleasesWriter
from mapapp.domains.reports.service import ReportsWriter
from mapapp.domains.samples.service import SamplesWriter, assess

_FLUSH_EVERY = 1000


@dataclass(slots=True)
class Loaded:
    """How many rows were new, changed or unchanged, and which were rejected with their reasons."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[RowRejected] = field(default_factory=list)
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """How a row of one kind is written, and what there is to say at the end."""

    row: Callable[[Any], Outcome]
    notes: Callable[[], tuple[Message, ...]] = tuple


def load_rows(
    db: Session, dataset: Dataset, kind: str, rows: Sequence[Any], progress: Callable[[int], object] = lambda _: None
) -> Loaded:
    """Writes the rows of ``kind`` (reports, samples, facilities, releases or areas) for a dataset."""
    writing, loaded = _WRITERS[kind](db, dataset, rows), Loaded()
    for number, row in enumerate(rows, 1):
        try:
            loaded.counts[writing.row(row)] += 1
        except BadValue as problem:
            loaded.rejected.append(RowRejected(row.row, problem.field, problem.message))
        except LookupError as problem:
            missing = message(N_("There is no record with the id %(id)s."), id=problem.args[0])
            loaded.rejected.append(RowRejected(row.row, "id", missing))
        if number % _FLUSH_EVERY == 0:
            db.flush()
        progress(1)
    db.flush()
    if kind == "samples":
        assess(db, dataset.id)
    loaded.notes = writing.notes()
    return loaded


def _worst(outcomes: Iterable[Outcome]) -> Outcome:
    """What a row did that touches several tables: new wins over changed, changed over unchanged."""
    found = set(outcomes)
    return next(one for one in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED) if one in found)


def _reports(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Writing:
    """Rows with the same id are visits to one site; the latest visit says what the site is like."""
    writer = ReportsWriter(db, dataset)
    latest = {row.id: row for row in sorted(rows, key=lambda row: row.observed_on)}
    done: set[str] = set()

    def write(row: Any) -> Outcome:
        outcomes = []
        if row.id not in done:
            done.add(row.id)
            outcomes.append(writer.site(drafts.site(latest[row.id])))
        return _worst([*outcomes, writer.observation(drafts.observation(row))])

    return Writing(write)


def _samples(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Writing:
    """Rows with the same point or sample are its results; the first of them describes it."""
    writer, substances = SamplesWriter(db, dataset), Substances(db)
    points: set[str] = set()
    samples: set[str] = set()

    def write(row: Any) -> Outcome:
        result, outcomes = drafts.result(row, substances.code(row.substance, row.cas)), list[Outcome]()
        if row.point_id not in points:
            points.add(row.point_id)
            outcomes.append(writer.point(drafts.sampling_point(row)))
        sample = drafts.sample(row)
        if sample.source.external_id not in samples:
            samples.add(sample.source.external_id)
            outcomes.append(writer.sample(sample))
        return _worst([*outcomes, writer.result(result)])

    return Writing(write, substances.notes)


def _facilities(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Writing:
    del rows  # each row is a facility of its own
    writer = FacilitiesWriter(db, dataset)
    return Writing(lambda row: writer.facility(drafts.facility(row)))


def _releases(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Writing:
    del rows  # each row is a figure
    known = {facility.external_id: facility for facility in db.scalars(select(Facility).order_by(Facility.id.desc()))}
    writer = ReleasesWriter(db, dataset, known)
    return Writing(lambda row: writer.release(drafts.release(row)))


def _areas(db: Session, dataset: Dataset, rows: Sequence[Any]) -> Writing:
    del rows  # each row is an area
    writer = AreasWriter(db, dataset)
    return Writing(lambda row: writer.area(drafts.area(row)))


_WRITERS: dict[str, Callable[[Session, Dataset, Sequence[Any]], Writing]] = {
    "reports": _reports,
    "samples": _samples,
    "facilities": _facilities,
    "releases": _releases,
    "areas": _areas,
}
