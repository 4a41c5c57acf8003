"""The middle half of values of which some are only known to be below or above a bound."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf

from mapapp.core.charts.spec import Value

FEWEST = 5


def quartiles(values: Sequence[Value]) -> tuple[float, float, float] | None:
    """The lower quartile, the median and the upper quartile, or None where they are not known for sure.

    A value below its detection limit may be anything from zero up to it, one with ">" anything above, a range anything
    within. The quartiles are given when they are the same whatever those are, and for five values or more. They are
    observed values (quantiles of the inverted distribution function), never numbers between two.
    """
    if len(values) < FEWEST:
        return None
    lowest = sorted(_bounds(one)[0] for one in values)
    highest = sorted(_bounds(one)[1] for one in values)
    places = [ceil(len(values) * share) - 1 for share in (0.25, 0.5, 0.75)]
    if any(lowest[place] != highest[place] for place in places):
        return None
    first, median, third = (lowest[place] for place in places)
    return first, median, third


def _bounds(value: Value) -> tuple[float, float]:
    if value.sign == "<":
        return 0.0, value.high
    if value.sign == ">":
        return value.high, inf
    return (value.high if value.low is None else value.low), value.high
