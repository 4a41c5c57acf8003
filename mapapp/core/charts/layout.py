"""Where everything in a chart stands, in pixels, found without drawing: pages must know a picture's size beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from mapapp.core import figures
from mapapp.core.charts.quartiles import quartiles
from mapapp.core.charts.spec import Chart, Line
from mapapp.core.i18n import Words

WIDE, NARROW = 720, 360
UPRIGHT = ("time", "years", "profile")  # values go up; in the other kinds they go to the right
TEXT, LINE, GAP = 13, 17, 8
_LEFT_COLUMN = 200
_MARKS, _BAR = 30, 20
_AVERAGE_LETTER = 0.56  # of the size of the type: rather too wide than too narrow, whatever font a reader has
_CYRILLIC = 1.15


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a key: ``symbol`` is a mark ("<", ">", "range", "pale", "box", a tone, or the number of a group)."""

    symbol: str
    lines: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Row:
    """A group of a lying chart: its label, the middle of its marks and their height, from the top of the picture."""

    label: tuple[str, ...]
    label_y: float
    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Pixels from the left and the top. ``plot`` is left, top, right and bottom of the area of values."""

    width: int
    height: int
    title: tuple[str, ...]
    legend: tuple[Entry, ...]
    unit_y: float
    plot: tuple[float, float, float, float]
    rows: tuple[Row, ...]
    key: tuple[Entry, ...]


def text_width(text: str, size: float = TEXT) -> float:
    """About how wide a text is, in pixels; Cyrillic letters are broader."""
    broad = _CYRILLIC if any("\u0400" <= letter <= "\u04ff" for letter in text) else 1.0
    return len(text) * size * _AVERAGE_LETTER * broad


def wrap(text: str, width: float, size: float = TEXT) -> tuple[str, ...]:
    """The text in lines of at most about ``width`` pixels; a word that is longer is broken."""
    most = max(4, int(width / (size * _AVERAGE_LETTER)))
    lines, line = [], ""
    for whole in text.split():
        word = whole
        while len(word) > most:
            room = most - len(line) - 1 if line else most
            if room >= 4:
                line, word = f"{line} {word[:room]}".strip(), word[room:]
            lines.append(line)
            line = ""
        joined = f"{line} {word}".strip()
        if len(joined) > most:
            lines.append(line)
            joined = word
        line = joined
    return tuple(one for one in (*lines, line) if one)


def norm_words(line: Line) -> str:
    """What stands beside the line of a norm."""
    return ": ".join(part for part in (line.label, figures.number(line.value)) if part)


def layout(chart: Chart, narrow: bool, titled: bool = False) -> Layout:
    """The places of all parts of the chart at the width of a phone or of a page."""
    width = NARROW if narrow else WIDE
    title = wrap(str(chart.title), width - 2 * GAP, TEXT + 2) if titled else ()
    top: float = GAP + len(title) * (LINE + 3) + (GAP if title else 0)
    legend, top = _flow(tuple(_names(chart)), width, top)
    upright = chart.kind in UPRIGHT
    unit_y, left = top, float(GAP)
    if upright:
        top += LINE + 4
        rows: tuple[Row, ...] = ()
        bottom = top + (230 if narrow else 300)
    else:
        top += len(chart.norms) * LINE
        left = GAP if narrow else GAP + _LEFT_COLUMN
        rows, bottom = _rows(chart, narrow, top)
        unit_y = bottom + LINE + 8
    below = bottom + LINE + 8 + (LINE + 4 if chart.axis or not upright else 0)
    key, below = _flow(tuple(_signs(chart)), width, below + 4)
    plot = (left, top, width - GAP - 10, bottom)
    return Layout(width, round(below + 4), title, legend, unit_y, plot, rows, key)


def _rows(chart: Chart, narrow: bool, top: float) -> tuple[tuple[Row, ...], float]:
    marks = _BAR if chart.kind == "bars" else _MARKS
    rows, y = [], top + 4
    for group in chart.groups:
        label = wrap(group.label, (NARROW if narrow else _LEFT_COLUMN) - 2 * GAP)
        norms = LINE if group.norms else 0
        text = len(label) * LINE
        above = text + 2 if narrow else 0
        height = above + norms + marks if narrow else max(norms + marks, text)
        label_y = y if narrow else y + (height - text) / 2
        middle = (
            y + above + norms + marks / 2 if narrow else y + height - marks / 2 - max(0, height - norms - marks) / 2
        )
        rows.append(Row(label, label_y, middle, marks))
        y += height + (10 if narrow else 8)
    return tuple(rows), y


def _names(chart: Chart) -> Iterator[tuple[str, str]]:
    if chart.kind in UPRIGHT and len(chart.groups) > 1:
        for number, group in enumerate(chart.groups):
            yield str(number), group.label


def _signs(chart: Chart) -> Iterator[tuple[str, Words]]:
    values = [value for group in chart.groups for value in group.values]
    told_apart = chart.kind in UPRIGHT and len(chart.groups) > 1
    tones = set() if told_apart else {value.tone for value in values}
    norms = chart.norms or any(group.norms for group in chart.groups)
    if "bad" in tones and norms:
        yield "bad", _("above the norm")
    if "good" in tones and norms:
        yield "good", _("within the norm")
    if "warn" in tones and norms:
        yield "warn", _("cannot tell")
    if any(value.sign == "<" for value in values):
        yield "<", _("not detected: below this limit")
    if any(value.sign == ">" for value in values):
        yield ">", _("more than this")
    if any(value.low is not None for value in values):
        yield "range", _("range as published")
    if any(value.pale for value in values):
        yield "pale", _("not yet checked by a second person")
    if chart.kind == "strip" and any(quartiles(group.values) for group in chart.groups):
        yield "box", _("middle half of the values, with the median")


def _flow(entries: Sequence[tuple[str, Words]], width: float, top: float) -> tuple[tuple[Entry, ...], float]:
    """The entries side by side as far as they fit, and where the next part begins."""
    placed, x, y, tall = [], float(GAP), top, 0
    for symbol, words in entries:
        lines = wrap(str(words), width - 2 * GAP - 24, TEXT - 1)
        wide = 24 + max((text_width(line, TEXT - 1) for line in lines), default=0)
        if x > GAP and x + wide > width - GAP:
            x, y, tall = float(GAP), y + tall * LINE + 3, 0
        placed.append(Entry(symbol, lines, x, y))
        x, tall = x + wide + 12, max(tall, len(lines))
    return tuple(placed), y + (tall * LINE + 6 if placed else 0)
