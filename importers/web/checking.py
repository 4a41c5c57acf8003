"""Reads a file by its mapping and keeps with the load what the preview shows: counts, problems, places, results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from importers.columns.mapping import from_tables
from importers.errors import ImportProblem, RowRejected
from importers.limits import Options
from importers.read import ReadResult, read
from importers.records import SampleRow
from importers.substances import vocabulary_of
from importers.vocabulary import NEW
from importers.web import questions
from importers.web.compared import Compared, Comparing
from importers.web.receiving import MOST_BYTES, on_disk
from importers.web.said import renamed
from mapapp.core.loads import Load

SHOWN_RESULTS, SHOWN_POINTS, KEPT_PROBLEMS = 50, 1000, 2000
_NUMBERS = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")
_TEXTS = ("medium", "sampled_on", "substance", "fraction", "qualifier", "unit", "statistic", "basis")
_WORST = ("over_10", "over_2", "over_1", "cannot_tell", "within", "no_limit")


@dataclass(slots=True)
class _Place:
    """A place of the file: where it is, what it is called, how its worst result compares."""

    at: tuple[float, float]
    name: str
    results: int = 0
    worst: str = "no_limit"
    times: Decimal | None = None
    rows: list[int] = field(default_factory=list)


def check(db: Session, load: Load, progress: Callable[[int], None] | None = None) -> None:
    """Leaves the load "checked", or, when the file as a whole cannot be taken, "uploaded" with the reason."""
    with on_disk(load) as path:
        try:
            mapping = from_tables(load.mapping, load.file_name)
            limits = Options(max_bytes=MOST_BYTES, progress=progress)
            found = read(path, "samples", mapping, limits, vocabulary_of(db))
        except ImportProblem as problem:
            _refuse(load, renamed(problem, load.file_name).plain())
            return
    _keep(db, load, found)


def _refuse(load: Load, why: dict[str, Any]) -> None:
    load.state, load.counts, load.problems, load.notes = "uploaded", {}, [], []
    load.preview = {"look": load.preview.get("look", {}), "refused": why}


def _keep(db: Session, load: Load, found: ReadResult) -> None:
    rows = [row for row in found.rows if isinstance(row, SampleRow)]
    comparing = Comparing(db)
    compared = [comparing.of(row) for row in rows]
    load.counts = counts(found)
    load.problems = [_problem(one) for one in found.rejected[:KEPT_PROBLEMS]]
    load.notes = [one.plain() for one in found.notes]
    load.preview = {
        "look": load.preview.get("look", {}),
        "results": [_result(*pair) for pair in zip(rows[:SHOWN_RESULTS], compared, strict=False)],
        "points": _points(rows, compared),
        "questions": questions.kept(found),
        "left_out": list(found.left_out),
        "extra": list(found.extra),
    }
    load.state, load.total, load.done = "checked", len(rows), 0


def counts(found: ReadResult) -> dict[str, int]:
    """How many rows the file has, and what becomes of them and of the results in them."""
    return {
        "read": found.read,
        "results": len(found.rows),
        "rejected": found.rejected_count,
        "repeated": found.repeated,
        "all": found.results,
        "lost": found.lost,
        "empty": found.empty,
        "remarks": len(found.remarks),
    }


def _problem(one: RowRejected) -> dict[str, Any]:
    value = str(one.reason.params.get("value", ""))
    return {"row": one.row, "field": one.field, "value": value, "reason": one.reason.plain()}


def _result(row: SampleRow, compared: Compared) -> dict[str, Any]:
    """A result as plain JSON values; numbers as text, so that no digit is lost."""
    numbers = {name: str(getattr(row, name)) for name in _NUMBERS if getattr(row, name) is not None}
    texts = {name: getattr(row, name) for name in _TEXTS}
    return {
        "row": row.row,
        "place": _name(row),
        **texts,
        "substance": row.substance.removeprefix(NEW),
        **numbers,
        "code": compared.code,
        "times": str(compared.times or ""),
        "times_min": str(compared.times_min or ""),
        "verdict": compared.verdict,
        "limit": compared.limit_id,
    }


def _name(row: SampleRow) -> str:
    return next((one for one in (*row.names.values(), row.place, row.water_body) if one), row.point_id)


def _points(rows: Sequence[SampleRow], compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """The places of the file, the worst of their results each; the first of them."""
    places: dict[str, _Place] = {}
    for row, judged in zip(rows, compared, strict=True):
        if row.geometry is None:
            continue
        at = row.geometry.centroid
        place = places.setdefault(row.point_id, _Place((round(at.x, 6), round(at.y, 6)), _name(row)))
        place.results += 1
        if _WORST.index(judged.exceedance) <= _WORST.index(place.worst):
            place.worst = judged.exceedance
        place.times = max((one for one in (place.times, judged.times) if one is not None), default=None)
    return [_point(one) for one in _first(places.values(), SHOWN_POINTS)]


def _first(places: Iterable[_Place], most: int) -> list[_Place]:
    """The worst places first, so that they are on the map when not all are."""
    return sorted(places, key=lambda one: _WORST.index(one.worst))[:most]


def _point(one: _Place) -> dict[str, Any]:
    times = str(one.times) if one.times is not None else ""
    return {"at": list(one.at), "name": one.name, "results": one.results, "class": one.worst, "times": times}


def total(kept_counts: Mapping[str, int], name: str) -> int:
    """A count, 0 where it was not noted."""
    return int(kept_counts.get(name, 0))
