"""Writes the results of a file, with their points and samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from importers import drafts
from importers.bulk.loaded import Loaded, worst
from importers.bulk.places import Places
from importers.errors import N_, BadValue, Message, RowRejected, message
from importers.records import SampleRow
from importers.substances import Substances
from mapapp.core import changes
from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome
from mapapp.domains.samples.quality.flags import renew
from mapapp.domains.samples.service import LoadOptions, Writer

_HIDDEN = N_(
    "%(count)s places and samples that were public are seen by your organisation only until this file is published."
)


def load_samples(
    db: Session,
    dataset: Dataset,
    rows: Sequence[Any],
    progress: Callable[[int], object] = int,
    options: LoadOptions | None = None,
) -> Loaded:
    """Writes results, each compared with the norms. Rows of one point or sample are its results; the first of them
    describes it (a point: the first that knows the place). The caller commits or rolls back.
    """
    loaded, told = Loaded(), options or LoadOptions()
    writer, substances = Writer(db, dataset, told), Substances(db)
    good, codes = _repeating(*_recognised(rows, substances, loaded), writer.sample_ids, loaded)
    places = Places(db, told.organisation_id)
    points = writer.points([drafts.sampling_point(places.placed(row, of_it)) for row, of_it in _points(good)])
    samples = writer.samples([drafts.sample(row) for row in _first(good)])
    results = writer.results(map(drafts.result, good, codes), progress)
    loaded.counts = _counted(good, results, points, samples)
    hidden = writer.close()
    if set(loaded.counts) - {Outcome.UNCHANGED}:
        renew(db, dataset.id)
        changes.touch(db, "samples")
    loaded.notes = (*substances.notes(), *places.notes(), *_said(hidden))
    return loaded


def _counted(
    rows: Sequence[SampleRow], results: Sequence[Outcome], points: dict[str, Outcome], samples: dict[str, Outcome]
) -> Counter[Outcome]:
    """What became of the rows. The first row of a point or sample is also what made or changed those."""
    if not {*points.values(), *samples.values()} - {Outcome.UNCHANGED} or set(results) == {Outcome.NEW}:
        return Counter(results)
    return Counter(
        worst((outcome, points.pop(row.point_id, outcome), samples.pop(row.sample_id, outcome)))
        for row, outcome in zip(rows, results, strict=True)
    )


def _recognised(rows: Sequence[SampleRow], substances: Substances, loaded: Loaded) -> tuple[list[SampleRow], list[str]]:
    """The rows whose substance is known, with its codes; the others are rejected with their reasons."""
    known: dict[tuple[str, str], str | BadValue] = {}
    good, codes = list[SampleRow](), list[str]()
    for row, said in zip(rows, map(_SAID, rows), strict=True):
        found = known.get(said)
        if found is None:
            found = known[said] = _code(substances, *said)
        if isinstance(found, BadValue):
            loaded.rejected.append(RowRejected(row.row, found.field or "substance", found.message))
        else:
            good.append(row)
            codes.append(found)
    return good, codes


_SAID: Callable[[SampleRow], tuple[str, str]] = attrgetter("substance", "cas")


def _code(substances: Substances, name: str, cas: str) -> str | BadValue:
    try:
        return substances.code(name, cas)
    except BadValue as problem:
        return problem


def _repeating(
    rows: list[SampleRow], codes: list[str], samples: set[str], loaded: Loaded
) -> tuple[list[SampleRow], list[str]]:
    """The rows but those of samples that repeat one which is neither there nor among them."""
    kept = list(zip(rows, codes, strict=True))
    while any(row.duplicate_of for row, _code in kept):
        there = {"", *samples, *(row.sample_id for row, _code in kept)}
        lost = [row for row, _code in kept if row.duplicate_of not in there]
        if not lost:
            break
        for row in lost:
            missing = message(N_("there is no sample %(id)s that this one could repeat"), id=row.duplicate_of)
            loaded.rejected.append(RowRejected(row.row, "duplicate_of", missing))
        kept = [(row, code) for row, code in kept if row.duplicate_of in there]
    return [row for row, _code in kept], [code for _row, code in kept]


def _points(rows: Iterable[SampleRow]) -> list[tuple[SampleRow, list[SampleRow]]]:
    """The row that describes each point, and the first row of each of its samples."""
    found: dict[str, tuple[SampleRow, list[SampleRow]]] = {}
    for row in rows:
        told, of_it = found.setdefault(row.point_id, (row, []))
        if told.geometry is None and row.geometry is not None:
            found[row.point_id] = (row, of_it)
        if not of_it or of_it[-1].sample_id != row.sample_id:
            of_it.append(row)
    return list(found.values())


def _first(rows: Iterable[SampleRow]) -> Iterable[SampleRow]:
    """The first row of each sample."""
    found: dict[str, SampleRow] = {}
    for row in rows:
        found.setdefault(row.sample_id, row)
    return found.values()


def _said(hidden: int) -> tuple[Message, ...]:
    return (message(_HIDDEN, count=hidden),) if hidden else ()
