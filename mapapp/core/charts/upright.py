"""Charts whose values go up: over time, over years, along a distance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import ceil, floor

from mapapp.core import units
from mapapp.core.charts.canvas import SMALL, Canvas
from mapapp.core.charts.layout import LINE, TEXT, norm_words, text_width
from mapapp.core.charts.scales import Scale, plain_scale, time_scale, value_scale
from mapapp.core.charts.spec import Chart, Group, Line, Value

_NARROW = 400


def draw(canvas: Canvas, chart: Chart) -> None:
    """Draws the scales, the norms and the marks of a chart of kind time, years or profile."""
    scale = value_scale(chart)
    words = scale.written()
    canvas.place(8 + max(text_width(one, TEXT - 1) for one in words) + 8)
    canvas.values(scale.low, scale.high, scale.ticks, words, log=scale.log)
    canvas.write(8, canvas.layout.unit_y, units.written(chart.unit), color=canvas.theme.muted)
    _across(canvas, chart)
    _norms(canvas, chart, scale)
    for number, group in enumerate(chart.groups):
        _group(canvas, chart, number, group)


def _group(canvas: Canvas, chart: Chart, number: int, group: Group) -> None:
    pen = canvas.pen(number)
    joined: list[tuple[float, float]] = []
    several = len(chart.groups) > 1
    for value in sorted((one for one in group.values if one.at is not None), key=lambda one: number_of(one.at)):
        at = number_of(value.at)
        until = number_of(value.until) if value.until is not None else None
        # Of several groups colour and shape say which is which; above or below is seen from the line of the norm.
        pen.draw(replace(value, tone="neutral") if several else value, at, until)
        middle = at if until is None else (at + until) / 2
        exact = value.low is None and value.sign == "" and not value.pale
        gap = chart.kind == "years" and joined and middle - joined[-1][0] > 1
        if not exact or gap:
            _join(canvas, pen.colour, joined)
            joined = []
        if exact:
            joined.append((middle, max(value.high, canvas.floor)))
    _join(canvas, pen.colour, joined)


def _join(canvas: Canvas, colour: str, points: list[tuple[float, float]]) -> None:
    """A line through values that follow one another; it never runs through what was not measured."""
    if len(points) > 1:
        canvas.axes.plot(*zip(*points, strict=True), color=colour, lw=1.8, zorder=3, clip_on=False)


def number_of(at: date | float | None) -> float:
    """A place on the other axis as a number; days are days."""
    return float(at.toordinal()) if isinstance(at, date) else float(at or 0)


def _across(canvas: Canvas, chart: Chart) -> None:
    most = 4 if canvas.layout.width < _NARROW else 7
    values = [value for group in chart.groups for value in group.values]
    places = [end for value in values for end in (value.at, value.until) if end is not None]
    numbers = [number_of(one) for one in places]
    if chart.kind == "time":
        low, high, ticks = time_scale([one for one in places if isinstance(one, date)], most)
        _ticks(canvas, number_of(low), number_of(high), [(number_of(day), words) for day, words in ticks])
    elif chart.kind == "years":
        first, last = floor(min(numbers, default=2000.0)), ceil(max(numbers, default=2001.0))
        every = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= most or step == 100)
        _ticks(
            canvas, first - 0.5, last + 0.5, [(year, str(year)) for year in range(first, last + 1) if year % every == 0]
        )
    else:
        scale = plain_scale(min(0.0, *numbers, 0.0), max([1.0, *numbers]), most)
        _ticks(canvas, scale.low, scale.high, list(zip(scale.ticks, scale.written(), strict=True)))
    if chart.axis:
        right = canvas.layout.plot[2]
        canvas.write(right, canvas.layout.plot[3] + LINE + 10, str(chart.axis), ha="right", color=canvas.theme.muted)


def _ticks(canvas: Canvas, low: float, high: float, ticks: list[tuple[float, str]]) -> None:
    canvas.axes.set_xlim(low, high if high > low else low + 1)
    canvas.ticks(canvas.axes.xaxis, [at for at, _ in ticks], [words for _, words in ticks])


def _norms(canvas: Canvas, chart: Chart, scale: Scale) -> None:
    """Dashed lines, each with its name and value above it; labels that would lie on one another go up."""
    theme = canvas.theme
    named = [(line, theme.ink) for line in chart.norms]
    for number, group in enumerate(chart.groups):
        named += [(line, theme.series[number % len(theme.series)]) for line in group.norms]
    marks = [_middle(canvas, value) for group in chart.groups for value in group.values if value.at is not None]
    top = float("inf")
    for line, colour in sorted(named, key=lambda pair: pair[0].value):
        words = norm_words(line)
        if line.value > scale.high:
            words, y = f"↑ {words}", canvas.layout.plot[1]
        else:
            _line(canvas, line, colour)
            y = canvas.pixel(0, max(line.value, scale.low))[1]
        y = min(y - LINE + 1, top - LINE)
        top = y
        x, side = _free_side(canvas, marks, y, words)
        canvas.under(x, y, words, ha=side, color=colour)


def _middle(canvas: Canvas, value: Value) -> tuple[float, float]:
    """Where a mark stands on the sheet."""
    ends = number_of(value.at), number_of(value.at if value.until is None else value.until)
    return canvas.pixel(sum(ends) / 2, max(value.high, canvas.floor))


def _free_side(canvas: Canvas, marks: list[tuple[float, float]], y: float, words: str) -> tuple[float, str]:
    """The end of the line at which fewer marks would stand on the words, the right one if there is no difference."""
    left = canvas.pixel(canvas.axes.get_xlim()[0], canvas.floor)[0] + 4
    right, wide = canvas.layout.plot[2], text_width(words, SMALL)
    near = [x for x, above in marks if y - 6 < above < y + LINE + 6]
    hidden = {"right": sum(x > right - wide - 6 for x in near), "left": sum(x < left + wide + 6 for x in near)}
    return (left, "left") if hidden["left"] < hidden["right"] else (right, "right")


def _line(canvas: Canvas, line: Line, colour: str) -> None:
    low, high = canvas.axes.get_xlim()
    since = number_of(line.since) if line.since else low
    until = number_of(line.until) if line.until else high
    ends = [max(low, min(high, since)), max(low, min(high, until))]
    canvas.axes.plot(ends, [line.value] * 2, color=colour, lw=1.4, dashes=(5, 3), zorder=2)
