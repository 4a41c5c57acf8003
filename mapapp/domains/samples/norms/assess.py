"""Comparing stored results with the norms, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import Session

from mapapp.domains.samples.comparison import Comparer, Measured
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, Sample

_AT_ONCE = 20_000
_NUMBERS = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")
_WORDS = ("unit", "qualifier", "statistic", "fraction", "basis", "averaging", "expressed_as")
_READ = (
    Result.id,
    Result.substance_code,
    Sample.medium,
    Sample.sampled_on,
    *(getattr(Result, name) for name in (*_NUMBERS, *_WORDS)),
)
_COLUMNS = ("times_min", "times", "verdict", "limit_id", "compared")  # of a result, as Comparer.columns gives them
_STAGE = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS assessed (id integer, times_min numeric, times numeric, verdict varchar,"
    " limit_id integer, compared jsonb) ON COMMIT DELETE ROWS"
)
_COPY = "COPY assessed (id, times_min, times, verdict, limit_id, compared) FROM STDIN"
_SAME = " AND ".join(f"r.{name} IS NOT DISTINCT FROM a.{name}" for name in _COLUMNS)
_SET = ", ".join(f"{name} = a.{name}" for name in _COLUMNS)
# What did not change is not written again: that would double the table for nothing.
_UPDATE = f"UPDATE result r SET {_SET} FROM assessed a WHERE a.id = r.id AND NOT ({_SAME})"  # noqa: S608 -- our names


def comparer(db: Session) -> Comparer:
    """A comparer with all norms as they are now."""
    return Comparer(db.scalars(select(Limit).order_by(Limit.id)))


def assess(db: Session, dataset_id: int | None = None, substance_code: str | None = None) -> int:
    """How many results were compared anew with the norms: those of one dataset, of one substance, or all of them.

    The session's own results are read again when they are next used.
    """
    db.flush()
    found, compared = comparer(db), 0
    connection = db.connection()
    connection.execute(text(_STAGE))
    raw = connection.connection.driver_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    rows = connection.execute(_wanted(dataset_id, substance_code), execution_options={"yield_per": _AT_ONCE})
    for rows_at_once in rows.partitions():
        connection.execute(text("TRUNCATE assessed"))
        with raw.cursor() as cursor, cursor.copy(_COPY) as copy:
            for line in _lines(found, rows_at_once):
                copy.write_row(line)
        connection.execute(text(_UPDATE))
        compared += len(rows_at_once)
    for kept in db.identity_map.values():
        if isinstance(kept, Result):
            db.expire(kept, _COLUMNS)
    return compared


def how_many(db: Session, substance_code: str) -> int:
    """How many results there are of a substance."""
    statement = select(func.count()).select_from(Result).where(Result.substance_code == substance_code)
    return db.scalar(statement) or 0


def measured(row: Any, medium: str = "", sampled_on: str = "") -> Measured:
    """What of a result is compared: the ends of a range; the detection limit where nothing was detected.

    ``row`` is a Result, whose sample then says medium and date, or any row with the columns of one.
    """
    candidates = (row.value_max, row.value, row.value_min)
    value: Decimal | None = next((one for one in candidates if one is not None), None)
    qualifier: str = row.qualifier
    if value is None and (row.detection_limit is not None or row.quantification_limit is not None):
        value = row.detection_limit if row.detection_limit is not None else row.quantification_limit
        qualifier = "<"
    lower: Decimal | None = row.value_min if row.value_min is not None and row.value_min != value else None
    if isinstance(row, Result):
        medium, sampled_on = row.sample.medium, row.sample.sampled_on
    return Measured(
        medium=medium,
        unit=row.unit,
        qualifier=qualifier,
        value=value,
        statistic=row.statistic,
        fraction=row.fraction,
        value_min=lower,
        basis=row.basis,
        averaging=row.averaging,
        sampled_on=sampled_on,
        expressed_as=row.expressed_as,
    )


def _wanted(dataset_id: int | None, substance_code: str | None) -> Select[Any]:
    statement = select(*_READ).join(Sample, Sample.id == Result.sample_id)
    if dataset_id is not None:
        statement = statement.where(Result.dataset_id == dataset_id)
    if substance_code is not None:
        statement = statement.where(Result.substance_code == substance_code)
    return statement


def _lines(found: Comparer, rows: Sequence[Row[Any]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        columns = found.columns(row.substance_code, measured(row, row.medium, row.sampled_on))
        columns["compared"] = json.dumps(columns["compared"])
        yield (row.id, *(columns[name] for name in _COLUMNS))
