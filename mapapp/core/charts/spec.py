"""What a chart shows, before it is drawn. Words are ready in the reader's language; numbers are in ``unit``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mapapp.core.i18n import Words

TONES = ("bad", "good", "warn", "neutral")


@dataclass(frozen=True, slots=True)
class Value:
    """One mark. ``at`` is its place on the other axis: a date, a year, a distance in kilometres, or None.

    ``low`` is set where a range was published (``high`` is its end). ``sign`` "<" draws an open mark at the detection
    limit, ">" a mark that points up. ``until`` ends the time or stretch that the value stands for. ``pale`` marks what
    is not checked yet. ``label`` is written beside the mark.
    """

    high: float
    at: date | float | None = None
    low: float | None = None
    sign: str = ""
    tone: str = "neutral"
    until: date | float | None = None
    pale: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A norm: a dashed line at ``value`` with its name and value beside it; it may hold for a time only."""

    value: float
    label: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Values that belong together: one substance, one sampling site, one emitter. ``norms`` are those of this group."""

    label: str
    values: tuple[Value, ...]
    norms: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a page shows it; the same numbers stand in a table on that page.

    ``kind`` is time (``at`` a date, marks joined per group), years (``at`` a year, lines), strip (one row of marks per
    group on one axis, a box behind five or more), profile (``at`` kilometres downstream) or bars (one bar per group,
    its first value, with ``label`` at its end). ``alt`` says in a sentence what the chart tells. ``log`` asks for a
    logarithmic axis of values. ``id`` is letters, digits and hyphens: it names the chart in its address.
    """

    id: str
    kind: str
    title: Words
    alt: Words
    unit: str
    groups: tuple[Group, ...]
    norms: tuple[Line, ...] = ()
    log: bool = False
    axis: Words = ""
