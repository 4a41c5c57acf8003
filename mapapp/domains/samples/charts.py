"""Charts of results: over time with the norms, and as multiples of the norm, substance by substance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _

from mapapp.core import figures, units
from mapapp.core.charts.spec import Chart, Group, Line, Value
from mapapp.core.dates import PartialDate, parse_date
from mapapp.core.i18n import localize
from mapapp.core.upsert import as_key
from mapapp.domains.samples import words
from mapapp.domains.samples.comparison import side_by_side
from mapapp.domains.samples.fitting import fitting
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result
from mapapp.domains.samples.norms.assess import measured
from mapapp.domains.samples.tables import TONE, Judged

_FEWEST_DATES = 2
_FEWEST_SUBSTANCES = 2
_MOST_ROWS = 40
_WIDE = 60


def charts(found: Sequence[Judged], limits: Mapping[str, Sequence[Limit]], language: str) -> tuple[Chart, ...]:
    """The charts of a sampling point; only what stands is drawn, what is not checked yet is pale."""
    standing = [one for one in found if one.stands]
    strip = _multiples(standing, language)
    return (*([strip] if strip else []), *_over_time(standing, limits, language))


def mark(one: Judged, at: date | None = None, until: date | None = None) -> Value | None:
    """The mark of a result in its own unit, or None when no number was published."""
    about = measured(one.result)
    if about.value is None:
        return None
    return Value(
        high=float(about.value),
        at=at,
        until=until,
        low=float(about.value_min) if about.value_min is not None else None,
        sign=about.qualifier if about.qualifier in ("<", ">") else "",
        tone=TONE[one.chosen.verdict],
        pale=one.result.state == "draft",
    )


def norm_lines(results: Iterable[Result], limits: Sequence[Limit]) -> tuple[Line, ...]:
    """The norms that fit any of the results, of one substance and unit, in that unit: the nearest of each country."""
    lines: dict[str, Line] = {}
    for result in results:
        fits, _why = fitting(result.substance_code, measured(result), limits)
        for fit in fits:
            limit = fit.limit
            if fit.factor and limit.jurisdiction not in lines:
                label = str(words.JURISDICTION.get(limit.jurisdiction, limit.jurisdiction))
                since, until = day_of(limit.in_force_from), day_of(limit.in_force_to)
                first, last = since.first if since else None, until.last if until else None
                lines[limit.jurisdiction] = Line(float(limit.value / fit.factor), label, first, last)
    return tuple(lines.values())


def _multiples(found: Sequence[Judged], language: str) -> Chart | None:
    """Each result as a multiple of its norm: substances that are measured on different scales stand side by side."""
    rows: dict[str, list[Value]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in found:
        value = _multiple(one)
        if value:
            rows[one.result.substance_code].append(value)
            names[one.result.substance_code] = localize(one.result.substance.names, language).value
    if len(rows) < _FEWEST_SUBSTANCES:
        return None
    worst = sorted(rows.items(), key=lambda row: -max(value.high for value in row[1]))[:_MOST_ROWS]
    code, values = worst[0]
    top = figures.short_number(max(value.high for value in values))
    return Chart(
        id="multiples",
        kind="strip",
        title=_("How many times the norm"),
        alt=_(
            "Each result divided by its norm, by substance. The highest: %(name)s, %(n)s times.",
            name=names[code] or code,
            n=top,
        ),
        unit="times norm",
        groups=tuple(Group(names[code] or code, tuple(row)) for code, row in worst),
        norms=(Line(1.0, _("Norm")),),
        log=True,
    )


def _multiple(one: Judged) -> Value | None:
    chosen, about = one.chosen, measured(one.result)
    times = chosen.times
    if about.qualifier == "<" and chosen.limit is not None:
        # Where the detection limit stands: nothing more is known of the value itself.
        times = side_by_side(replace(about, qualifier="="), [chosen.limit])[0].times
    if times is None or times <= 0:
        return None
    sign = about.qualifier if about.qualifier in ("<", ">") else ""
    low = float(chosen.times_min) if chosen.times_min is not None else None
    return Value(float(times), low=low, sign=sign, tone=TONE[chosen.verdict], pale=one.result.state == "draft")


def _over_time(found: Sequence[Judged], limits: Mapping[str, Sequence[Limit]], language: str) -> Iterator[Chart]:
    series: dict[tuple[str, str, str, str], list[tuple[PartialDate, Judged]]] = defaultdict(list)
    for one in found:
        result, day = one.result, day_of(one.result.sample.sampled_on)
        if day:
            series[result.substance_code, result.sample.medium, result.fraction, result.unit].append((day, one))
    for (code, medium, fraction, unit), dated in sorted(series.items()):
        if len({day.text for day, _judged in dated}) < _FEWEST_DATES:
            continue
        marks = [mark(one, day.first, day.last if day.last != day.first else None) for day, one in dated]
        values = tuple(value for value in marks if value)
        if len(values) < _FEWEST_DATES:
            continue
        results = [one.result for _when, one in dated]
        name = localize(results[0].substance.names, language).value or code
        title = ", ".join(str(part) for part in (name, words.MEDIUM[medium], fraction) if part)
        norms = norm_lines(results, limits.get(code, ()))
        yield Chart(
            id=as_key(f"time-{code}-{medium}-{fraction}-{unit}"),
            kind="time",
            title=title,
            alt=_told(title, dated, unit),
            unit=unit,
            groups=(Group(title, values),),
            norms=norms,
            log=is_wide([*(value.high for value in values), *(line.value for line in norms)]),
        )


def _told(title: str, dated: Sequence[tuple[PartialDate, Judged]], unit: str) -> str:
    ends = sorted(dated, key=lambda pair: pair[0].first)
    numbers = [value for _when, one in dated if (value := measured(one.result).value) is not None]
    first, last = (figures.day(ends[place][0].text) for place in (0, -1))
    low, high = (units.quantity(number, unit) for number in (min(numbers), max(numbers)))
    return str(
        _(
            "%(what)s from %(first)s to %(last)s: between %(low)s and %(high)s.",
            what=title,
            first=first,
            last=last,
            low=low,
            high=high,
        )
    )


def is_wide(numbers: Iterable[float]) -> bool:
    """Whether a plain scale would press the lower of these numbers flat."""
    positive = [one for one in numbers if one > 0]
    return bool(positive) and max(positive) / min(positive) > _WIDE


def day_of(text: str) -> PartialDate | None:
    """The date in ``text``, or None where there is none that can be read."""
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
