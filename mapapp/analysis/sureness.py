"""How sure we are of a site, as parts between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from mapapp.analysis.ranking import Floats
from mapapp.core.dates import parse_date

# Within how many metres the place is known -> part; a place known less well, or not at all, has none.
PLACE = ((100.0, 1.0), (1_000.0, 0.75), (5_000.0, 0.5), (50_000.0, 0.25))
# Years since the last news -> part.
AGE = ((1.0, 1.0), (3.0, 0.75), (10.0, 0.5))
OLDER = 0.25
SEEN_BY_SOMEBODY = ("verified", "sampled", "sent_to_authority", "came_back")
NOT_SEEN = 0.5
AS_PUBLISHED = 0.5
_YEAR_DAYS = 365.25


def of_place(slack: Floats) -> Floats:
    """By how many metres the place may be off (NaN: no place)."""
    found = np.zeros(len(slack))
    for metres, part in reversed(PLACE):
        with np.errstate(invalid="ignore"):
            found[slack <= metres] = part
    return found


def of_status(statuses: Sequence[str]) -> Floats:
    """1 where somebody went there, by the status of the report."""
    return np.array([1.0 if one in SEEN_BY_SOMEBODY else NOT_SEEN for one in statuses])


def of_age(dates: Sequence[str], today: date) -> Floats:
    """By the last date (EDTF) on which something was seen or sampled; undated has no part."""
    return np.array([_age(one, today) for one in dates])


def _age(text: str, today: date) -> float:
    try:
        years = (today - parse_date(text).last).days / _YEAR_DAYS
    except ValueError:
        return 0.0
    return next((part for most, part in AGE if years <= most), OLDER)
