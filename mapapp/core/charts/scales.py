"""Scales of values with ticks at 1, 2 and 5, and scales of time, written in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import floor, log10

from babel.dates import format_date, format_skeleton

from mapapp.core import figures
from mapapp.core.charts.spec import Chart
from mapapp.core.i18n import language

_STEPS = (1.0, 2.0, 5.0)
_LEAST = 1e-100  # nothing is measured that is less
_MOST_TIMES = 1e12  # what is less than the highest value by more stands at the lower end
_FAR = 5  # a norm this many times above all values would press them flat on a plain scale


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high`` with ticks; ``log`` where every step is a multiple."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def written(self) -> list[str]:
        """The ticks as numbers of the reader's language."""
        return [figures.number(Decimal(f"{tick:.10g}")) for tick in self.ticks]


def value_scale(chart: Chart, most: int = 6) -> Scale:
    """The scale that holds all values of the chart, and its norms where these do not press the values flat."""
    values = [value for group in chart.groups for value in group.values]
    ends = [end for value in values for end in (value.low, value.high) if end is not None]
    norms = [line.value for lines in (chart.norms, *(group.norms for group in chart.groups)) for line in lines]
    positive = [one for one in (*ends, *norms) if one > 0]
    if chart.log and positive and chart.kind != "bars":  # the length of a bar says how much: it begins at zero
        return log_scale(min(positive), max(positive), most)
    top = max(ends, default=1.0)
    near = [one for one in norms if top <= 0 or one <= top * _FAR]
    return plain_scale(min(0.0, *ends, 0.0), max([top, *near, 0.0]), most)


def plain_scale(low: float, high: float, most: int = 6) -> Scale:
    """Evenly spaced round ticks from a round number at or below ``low`` to one at or above ``high``."""
    span = max((high - low) or abs(high), _LEAST)
    step = _round_up(span / most)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    ticks = tuple(float(f"{number * step:.12g}") for number in range(first, max(last, first + 1) + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def log_scale(low: float, high: float, most: int = 6) -> Scale:
    """Ticks at 1, 2, 5 of each power of ten, at powers of ten only where that would be too many."""
    bottom, top = _down(max(low, high / _MOST_TIMES, _LEAST) / 1.15), _up(max(high, _LEAST) * 1.15)
    fine = [step * 10.0**power for power in range(floor(log10(bottom)), floor(log10(top)) + 1) for step in _STEPS]
    fine = [float(f"{one:.6g}") for one in fine if bottom * 0.999 <= one <= top * 1.001]
    ticks: Sequence[float] = fine
    if len(fine) > most + 1:
        powers = [one for one in fine if abs(log10(one) - round(log10(one))) < 1e-6]
        every = -(-len(powers) // most)
        ticks = powers[::every] if len(powers) > 1 else fine[:: -(-len(fine) // most)]
    return Scale(bottom, top, tuple(ticks), log=True)


def _round_up(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return next((step * power for step in (*_STEPS, 10.0) if step * power >= value * 0.9999), 10 * power)


def _up(value: float) -> float:
    return _round_up(value)


def _down(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in reversed(_STEPS) if step * power <= value * 1.0001)


def time_scale(days: Iterable[date], most: int = 6) -> tuple[date, date, list[tuple[date, str]]]:
    """First and last day of the scale, and its ticks with their words: years, months or days."""
    found = sorted(days) or [date(2000, 1, 1)]
    margin = max((found[-1] - found[0]) / 25, timedelta(days=20))
    low, high = found[0] - margin, found[-1] + margin
    months = (high.year - low.year) * 12 + high.month - low.month
    if months >= 12 * 3:
        every = int(_round_up(max(1.0, months / 12 / (most * 1.5))))  # a year is short to write
        years = range(low.year + 1, high.year + 1)
        return low, high, [(date(year, 1, 1), str(year)) for year in years if year % every == 0] or _day(found[0])
    if months >= 3:
        every = next(step for step in (1, 2, 3, 6, 12) if months / step <= most or step == 12)
        return low, high, _months(low, high, every)
    every_day = max(1, round((high - low).days / most))
    return low, high, [_day(low + timedelta(days=n))[0] for n in range(every_day // 2, (high - low).days, every_day)]


def _months(low: date, high: date, every: int) -> list[tuple[date, str]]:
    numbers = range(low.year * 12 + low.month, high.year * 12 + high.month)
    days = [date(number // 12, number % 12 + 1, 1) for number in numbers if number % every == 0]
    return [(day, str(format_skeleton("yMMM", day, locale=language()))) for day in days]


def _day(day: date) -> list[tuple[date, str]]:
    return [(day, str(format_date(day, format="short", locale=language())))]
