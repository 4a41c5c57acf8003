"""Values along a line in words: a chart by distance, the table below it, and what could not be put along the line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from mapapp.core import figures, provenance, words
from mapapp.core.charts.spec import Chart, Group, Value
from mapapp.core.i18n import Words
from mapapp.core.presentation import Cell, Table
from mapapp.core.quantities import convert
from mapapp.domains.samples.charts import is_wide, mark, norm_lines
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, SamplingPoint
from mapapp.domains.samples.profiles.course import Apart, Course, Placed, Spot
from mapapp.domains.samples.tables import TONE, Judged, judge, short_norm, times_words, written_value

_MOST_GROUPS = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A profile ready for a page: the chart (None without values to draw), the tables, and what is to be said."""

    chart: Chart | None
    along: Table | None
    apart: Table | None
    hints: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Along:
    """What is shown along a line: results of one substance in one medium, with the norms of that substance."""

    results: Sequence[Result]
    limits: Sequence[Limit]
    norm_set: str
    title: str


def spot(result: Result) -> Spot:
    """The place of a result, to be put along a line."""
    point = result.sample.point
    shape = provenance.published_geometry(point)
    exact = point.precision == "exact"
    return Spot(result, shape, point.distance_km, point.distance_to_km, exact)


def show(along: Along, course: Course, language: str) -> Shown:
    """The profile in words."""
    judged = {one.id: judge(one, along.limits, along.norm_set) for one in along.results}
    chart = _chart(along, course, judged)
    rows = [_row(one, judged[one.spot.of.id], language) for one in course.placed]
    headings = (_("Place"), _("Downstream"), _("Sampled"), _("Value"), _("Times the norm"))
    table = Table(_("Values along the line"), headings, rows) if rows else None
    beside = [_beside(one, judged[one.spot.of.id], language) for one in course.apart]
    names = (_("Place"), _("Why"), _("Value"), _("Times the norm"))
    apart = Table(_("Not along the line"), names, beside) if beside else None
    return Shown(chart, table, apart, tuple(_hints(course)))


def _chart(along: Along, course: Course, judged: Mapping[int, Judged]) -> Chart | None:
    printed = Counter(one.spot.of.unit for one in course.placed)
    if not printed:
        return None
    unit = printed.most_common(1)[0][0]
    groups: dict[str, list[Value]] = defaultdict(list)
    drawn: list[Result] = []
    for placed in course.placed:
        result = placed.spot.of
        value = _value(judged[result.id], placed, unit)
        if value:
            groups[result.sample.sampled_on[:4] or _("date not published")].append(value)
            drawn += [result] if result.unit == unit else []
    if not groups:
        return None
    if len(groups) > _MOST_GROUPS:
        groups = {"": [value for values in groups.values() for value in values]}
    norms = norm_lines(drawn, along.limits)
    ends = [one.high for values in groups.values() for one in values] + [one.value for one in norms]
    return Chart(
        id="profile",
        kind="profile",
        title=along.title,
        alt=_told(along, course),
        unit=unit,
        groups=tuple(Group(label, tuple(groups[label])) for label in sorted(groups)),
        norms=norms,
        log=is_wide(ends),
        axis=_("kilometres downstream"),
    )


def _value(one: Judged, placed: Placed, unit: str) -> Value | None:
    """The mark of a result in the unit of the chart; None when it cannot be converted into it."""
    value = mark(one)
    conversion = convert(one.result.unit, unit, one.result.sample.medium)
    if value is None or (one.result.unit != unit and conversion.factor is None):
        return None
    factor = 1.0 if one.result.unit == unit else float(conversion.factor or 1)
    low = value.low * factor if value.low is not None else None
    return replace(value, high=value.high * factor, low=low, at=placed.km, until=placed.to_km)


def _told(along: Along, course: Course) -> str:
    ends = course.placed[0].km, course.placed[-1].to_km or course.placed[-1].km
    first, last = (figures.short_number(round(one, 1)) for one in ends)
    return str(_("%(what)s: values from kilometre %(first)s to %(last)s.", what=along.title, first=first, last=last))


def _row(placed: Placed, one: Judged, language: str) -> tuple[Cell, ...]:
    far = figures.short_number(round(placed.km, 1))
    if placed.to_km is not None:
        far = f"{far}–{figures.short_number(round(placed.to_km, 1))}"
    how = _("as published") if placed.is_published else _("measured along the line")
    if not placed.spot.is_exact and not placed.is_published:
        how = _("measured along the line; the place is approximate")
    day = one.result.sample.sampled_on
    return (
        _place(one.result.sample.point, language),
        Cell(_("%(n)s km", n=far), how, numeric=True),
        Cell(figures.day(day) if day else "—"),
        *_numbers(one),
    )


def _beside(apart: Apart, one: Judged, language: str) -> tuple[Cell, ...]:
    why = {
        "no_place": _("The place is not known, and no distance was published."),
        "too_far": _("The point is more than 5 km from the line, and no distance was published."),
        "no_line": _("There is no line, and no distance was published."),
    }
    return (_place(one.result.sample.point, language), Cell(why[apart.why]), *_numbers(one))


def _place(point: SamplingPoint, language: str) -> Cell:
    shape = provenance.published_geometry(point)
    title = provenance.title(point.names, _("Sampling point"), shape, point.key, language)
    known = str(words.PRECISION[point.precision]) if point.precision and point.precision != "exact" else ""
    return Cell(title.value, known, href=f"samples/{point.key}")


def _numbers(one: Judged) -> tuple[Cell, Cell]:
    limit, times = one.chosen.limit, times_words(one.chosen, one.result)
    norm = short_norm(limit) if limit else ""
    taxon = one.result.sample.taxon
    return (
        Cell(written_value(one.result), taxon, numeric=True),
        Cell(times or "—", norm, numeric=True, tone=TONE[one.chosen.verdict]),
    )


def _hints(course: Course) -> Iterator[Words]:
    if any(not one.is_published and not one.spot.is_exact for one in course.placed):
        yield _("Some places are approximate: their distances are rough.")
    if any(one.to_km is not None for one in course.placed):
        yield _("A line from one distance to another stands for a stretch: the source names no point in it.")
