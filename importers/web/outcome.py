"""What became of a load: the rows that it made, and the two deeds that change who sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from importers.web.present import Judged, judged
from importers.web.said import sentences
from mapapp.core import figures
from mapapp.core.i18n import Text, language, localize
from mapapp.core.loads import Load, LoadBefore
from mapapp.core.paging import Page
from mapapp.domains.samples import words as sample_words
from mapapp.domains.samples.comparison import Comparison
from mapapp.domains.samples.models import Result, Sample, SamplingPoint

_SILENT = timedelta(minutes=5)  # a job that says nothing for so long has most likely ended


@dataclass(frozen=True, slots=True)
class Made:
    """How many rows the load made, and how many it changed that were there before."""

    points: int
    samples: int
    results: int
    changed: int


@dataclass(frozen=True, slots=True)
class Row:
    """A loaded result in words; ``key`` is its point's."""

    key: str
    place: Text
    about: str
    substance: Text
    judged: Judged


def made(db: Session, load: Load) -> Made:
    """What of the load is in the records now."""
    points, samples, results, changed = (
        db.scalar(select(func.count()).select_from(model).where(model.load_id == load.id)) or 0
        for model in (SamplingPoint, Sample, Result, LoadBefore)
    )
    return Made(points, samples, results, changed)


def count(db: Session, load: Load) -> int:
    """How many results of the load are in the records."""
    return made(db, load).results


def results(db: Session, load: Load, page: Page) -> list[Row]:
    """One page of the load's results, in the order of its file."""
    statement = (
        select(Result)
        .join(Result.sample)
        .join(Sample.point)
        .options(contains_eager(Result.sample).contains_eager(Sample.point))
        .options(joinedload(Result.substance), joinedload(Result.limit))
        .where(Result.load_id == load.id)
        .order_by(Result.id)
    )
    return [_row(one) for one in db.scalars(statement.offset(page.offset).limit(page.size))]


def notes(load: Load) -> Sequence[str]:
    """What was noticed while the file was read or loaded."""
    return sentences(load.notes)


def stuck(load: Load) -> bool:
    """Whether a job that should work on the load says nothing any more."""
    return load.state in ("checking", "loading") and datetime.now(UTC) - load.changed_at > _SILENT


def _row(one: Result) -> Row:
    point = one.sample.point
    name = localize(point.names, language())
    about = (sample_words.MEDIUM[one.sample.medium], figures.day(one.sample.sampled_on), one.fraction)
    return Row(
        key=point.key,
        place=name if name.value else Text(point.place or point.external_id, "und"),
        about=" · ".join(str(part) for part in about if part),
        substance=localize(one.substance.names, language()) if one.substance.names else Text(one.substance_code, "und"),
        judged=judged(one, Comparison(one.verdict, one.times, one.limit, one.times_min)),
    )
