"""Charts whose values go to the right: a row of marks per group, or a bar per group."""

from __future__ import annotations

from matplotlib.ticker import FixedLocator

from mapapp.core import figures, units
from mapapp.core.charts.canvas import SMALL, Canvas
from mapapp.core.charts.layout import LINE, TEXT, Row, norm_words, text_width
from mapapp.core.charts.quartiles import quartiles
from mapapp.core.charts.scales import value_scale
from mapapp.core.charts.spec import Chart, Group, Line, Value

_APART = 10.0  # pixels between the middles of two marks that do not touch
_LANES = (0, -1, 1, -2, 2)
_NARROW = 400


def draw(canvas: Canvas, chart: Chart) -> None:
    """Draws the scale, the norms and the rows of a chart of kind strip or bars."""
    scale = value_scale(chart, 4 if canvas.layout.width < _NARROW else 7)
    left, top, right, bottom = canvas.layout.plot
    written = scale.written()
    canvas.place(left + 6, text_width(written[-1], TEXT - 1) / 2)
    canvas.axes.set_ylim(bottom, top)
    canvas.axes.yaxis.set_major_locator(FixedLocator([]))
    canvas.values(scale.low, scale.high, scale.ticks, written, log=scale.log)
    unit = str(chart.axis) or units.written(chart.unit)
    canvas.write(right, canvas.layout.unit_y, unit, ha="right", color=canvas.theme.muted)
    for row, line in enumerate(sorted(chart.norms, key=lambda one: one.value)):
        _norm(canvas, line, bottom, top - (row + 1) * LINE)
    one_each = _bar if chart.kind == "bars" else _strip
    for group, place in zip(chart.groups, canvas.layout.rows, strict=True):
        for count, words in enumerate(place.label):
            canvas.under(8, place.label_y + count * LINE, words, fontsize=TEXT)
        one_each(canvas, group, place)
        for line in group.norms:
            middle, half = place.middle, place.height / 2
            _norm(canvas, line, middle + half, middle - half - LINE)


def _strip(canvas: Canvas, group: Group, place: Row) -> None:
    known = quartiles(group.values)
    if known:
        low, median, high = (max(one, canvas.floor) for one in known)
        canvas.axes.barh(place.middle, high - low, place.height * 0.72, left=low, color=canvas.theme.line, zorder=2)
        ends = [place.middle - place.height * 0.36, place.middle + place.height * 0.36]
        canvas.axes.plot([median, median], ends, color=canvas.theme.muted, lw=2, zorder=3)
    pen = canvas.pen(0)
    for value, shift in _swarm(canvas, group.values, place.height):
        pen.draw(value, place.middle + shift)


def _swarm(canvas: Canvas, values: tuple[Value, ...], height: float) -> list[tuple[Value, float]]:
    """Each value with how far it moves aside so that marks do not hide one another while there is room."""
    ends: dict[int, float] = {}
    found = []
    for value in sorted(values, key=lambda one: one.low if one.low is not None else one.high):
        first, last = (canvas.pixel(max(one, canvas.floor), 0)[0] for one in (value.low or value.high, value.high))
        free = (lane for lane in _LANES if ends.get(lane, -_APART) + _APART <= first)
        lane = next(free, min(_LANES, key=lambda one: ends.get(one, 0.0)))
        ends[lane] = last
        found.append((value, lane * (height - _APART) / (len(_LANES) - 1)))
    return found


def _bar(canvas: Canvas, group: Group, place: Row) -> None:
    """A bar to the value; from the low to the high end of a range it is only outlined."""
    if not group.values:
        return
    value = group.values[0]
    theme = canvas.theme
    colour = theme.tones[value.tone] if value.tone != "neutral" else theme.series[0]
    sure = value.low if value.low is not None else (canvas.floor if value.sign == "<" or value.pale else value.high)
    canvas.axes.barh(
        place.middle, max(0.0, sure - canvas.floor), place.height, left=canvas.floor, color=colour, zorder=3
    )
    canvas.axes.barh(
        place.middle,
        value.high - sure,
        place.height,
        left=max(sure, canvas.floor),
        color="none",
        edgecolor=colour,
        lw=1.5,
        zorder=3,
    )
    words = value.label or f"{value.sign} {figures.number(value.high)}".strip()
    at = canvas.pixel(value.high, 0)[0] + 6
    wide = text_width(words, TEXT - 1)
    top, filled = place.middle - TEXT / 2, canvas.pixel(max(sure, canvas.floor), 0)[0]
    if at + wide <= canvas.layout.width - 4:
        canvas.write(at, top, words, zorder=9)
    elif filled - wide - 6 > canvas.layout.plot[0]:  # before the end of what is filled
        canvas.write(filled - 6, top, words, ha="right", color=theme.paper, zorder=9)
    else:  # on paper over the bar's end: it must be read whole
        canvas.under(canvas.layout.width - 4, top, words, ha="right", fontsize=TEXT - 1)


def _norm(canvas: Canvas, line: Line, bottom: float, label_y: float) -> None:
    """A dashed line across, with its name and value above it."""
    theme = canvas.theme
    across = canvas.pixel(line.value, 0)[0]
    _, _, right, _ = canvas.layout.plot
    words = norm_words(line)
    if line.value <= canvas.axes.get_xlim()[1]:
        canvas.axes.plot(
            [line.value] * 2,
            [label_y + LINE, bottom],
            color=theme.ink,
            lw=1.4,
            dashes=(5, 3),
            zorder=2.5,
            clip_on=False,
        )
    else:
        words, across = f"{words} →", right
    fits = across + 4 + text_width(words, SMALL) < canvas.layout.width
    x, align = (across, "left") if fits else (min(across, right), "right")
    canvas.write(x, label_y, words, SMALL, ha=align)
