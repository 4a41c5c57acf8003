"""Dates that may be only a year or a month, as EDTF level 0 (ISO 8601-2) writes them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date or interval with the precision it was written in; ``first`` and ``last`` bound it."""

    text: str
    first: date
    last: date


def parse_date(text: str) -> PartialDate:
    """The date in ``text``: ``2014``, ``2014-11``, ``2014-11-03`` or two of these joined by ``/``.

    Raises ValueError for anything else, also for days that do not exist and intervals that end before they begin.
    """
    clean = text.strip()
    parts = clean.split("/")
    if len(parts) > 2:
        raise ValueError(f"not a date: {text!r}")
    first, last = _bounds(parts[0])[0], _bounds(parts[-1])[1]
    if last < first:
        raise ValueError(f"the interval ends before it begins: {text!r}")
    return PartialDate(clean, first, last)


def _bounds(text: str) -> tuple[date, date]:
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(f"not a date: {text!r}")
    year = int(match[1])
    if match[2] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(match[2])
    if match[3] is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, int(match[3])), date(year, month, int(match[3]))
