"""The sheet that a chart is drawn on: Matplotlib with places in pixels from the left and the top."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from mapapp.core.charts.layout import LINE, TEXT, Entry, Layout, text_width
from mapapp.core.charts.marks import GROUP_SHAPES, Pen
from mapapp.core.charts.spec import Value
from mapapp.core.charts.themes import Theme

if TYPE_CHECKING:
    from collections.abc import Iterable

SMALL = TEXT - 1.5
_DPI = 72  # so that a point is a pixel


class Canvas:
    """A figure with one area of values; ``upright`` says that the values go up, else they go to the right."""

    def __init__(self, layout: Layout, theme: Theme, *, upright: bool) -> None:
        self.layout, self.theme, self.upright = layout, theme, upright
        self.figure = Figure(figsize=(layout.width / _DPI, layout.height / _DPI), dpi=_DPI, facecolor=theme.paper)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1), facecolor="none")
        self.floor = 0.0
        for side in ("top", "right", "left" if upright else "bottom"):
            self.axes.spines[side].set_visible(False)
        self.axes.spines["bottom" if upright else "left"].set_color(theme.line_strong)
        self.axes.set_axisbelow(True)
        self.axes.tick_params(length=0, pad=6, labelsize=TEXT - 1, labelcolor=theme.muted)

    def place(self, left: float, spare: float = 0) -> None:
        """Puts the area of values where the layout says, from ``left``, with ``spare`` pixels free at the right."""
        _, top, right, bottom = self.layout.plot
        right -= spare
        wide, high = self.layout.width, self.layout.height
        self.axes.set_position((left / wide, 1 - bottom / high, (right - left) / wide, (bottom - top) / high))

    def write(self, x: float, y: float, words: str, size: float = TEXT - 1, **style: Any) -> None:
        """A line of text whose top left (or the side ``ha`` names) is at x, y."""
        style = {"color": self.theme.ink, "ha": "left", "va": "baseline", **style}
        wide, high = self.layout.width, self.layout.height
        self.figure.text(x / wide, 1 - (y + size) / high, words, fontsize=size, **style)

    def under(self, x: float, y: float, words: str, **style: Any) -> None:
        """The same on a patch of paper above lines and below the marks: words must not hide a value."""
        box = {"facecolor": self.theme.paper, "edgecolor": "none", "alpha": 0.85, "pad": 1.0}
        wide, high, size = self.layout.width, self.layout.height, style.pop("fontsize", SMALL)
        style = {"color": self.theme.ink, "ha": "left", "va": "baseline", "zorder": 3.5, "bbox": box, **style}
        place = self.figure.transFigure
        self.axes.text(x / wide, 1 - (y + size) / high, words, fontsize=size, transform=place, **style)

    def values(self, low: float, high: float, ticks: Sequence[float], written: Sequence[str], *, log: bool) -> None:
        """The scale of values from ``low`` to ``high`` with its ticks and their words."""
        axis = self.axes.yaxis if self.upright else self.axes.xaxis
        scale, limits = ("set_yscale", "set_ylim") if self.upright else ("set_xscale", "set_xlim")
        if log:
            getattr(self.axes, scale)("log")
        getattr(self.axes, limits)(low, high)
        self.ticks(axis, ticks, written)
        axis.grid(visible=True, color=self.theme.line, linewidth=0.8)
        self.floor = low

    def ticks(self, axis: Axis, places: Sequence[float], written: Sequence[str]) -> None:
        """Ticks with their words; those below the area of values only as many as fit side by side."""
        if axis is self.axes.xaxis:
            room = self.axes.get_position().width * self.layout.width
            widest = max((text_width(words, TEXT - 1) for words in written), default=0) + 14
            every = ceil(len(written) * widest / room)
            written = [words if number % every == 0 else "" for number, words in enumerate(written)]
        axis.set_major_locator(FixedLocator(list(places)))
        axis.set_major_formatter(FixedFormatter(list(written)))
        axis.set_minor_locator(FixedLocator([]))

    def pen(self, number: int) -> Pen:
        """The pen of the group of that number."""
        colours = self.theme.series
        shape = GROUP_SHAPES[number % len(GROUP_SHAPES)]
        return Pen(self.axes, self.theme, self.upright, colours[number % len(colours)], shape, self.floor)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where values stand on the sheet, in pixels from the left and the top; after limits and place were set."""
        across, up = self.axes.transData.transform((x, y))
        return float(across), self.layout.height - float(up)

    def head(self) -> None:
        """The title and the key of groups."""
        for number, line in enumerate(self.layout.title):
            self.write(8, 8 + number * (LINE + 3), line, TEXT + 2, weight="bold")
        self._entries(self.layout.legend)

    def foot(self) -> None:
        """The key of signs."""
        self._entries(self.layout.key)

    def _entries(self, entries: Iterable[Entry]) -> None:
        sheet = self.figure.add_axes((0, 0, 1, 1), facecolor="none", zorder=-1)
        sheet.set_axis_off()
        sheet.set_xlim(0, self.layout.width)
        sheet.set_ylim(0, self.layout.height)
        for one in entries:
            self._sign(sheet, one.symbol, one.x + 8, self.layout.height - one.y - 8)
            for number, line in enumerate(one.lines):
                self.write(one.x + 22, one.y + number * LINE, line, color=self.theme.muted)

    def _sign(self, sheet: Axes, symbol: str, x: float, y: float) -> None:
        """The mark of a key's entry: drawn by the same pen as the values."""
        number = int(symbol) if symbol.isdigit() else 0
        colour = self.theme.series[number % len(self.theme.series)] if symbol.isdigit() else self.theme.neutral
        if symbol == "box":
            sheet.plot([x - 7, x + 7], [y, y], lw=9, color=self.theme.line, solid_capstyle="butt")
            sheet.plot([x, x], [y - 5, y + 5], lw=1.6, color=self.theme.muted)
            return
        if symbol.isdigit():
            sheet.plot([x - 8, x + 8], [y, y], lw=1.8, color=colour)
        at, middle = (x, y) if self.upright else (y, x)
        shown = {
            "<": Value(middle + 3, sign="<"),
            ">": Value(middle, sign=">"),
            "range": Value(middle + 6, low=middle - 6),
            "pale": Value(middle, pale=True),
        }
        tone = symbol if symbol in self.theme.tones else "neutral"
        shape = GROUP_SHAPES[number % len(GROUP_SHAPES)]
        pen = Pen(sheet, self.theme, self.upright, colour, shape, middle - 8)
        pen.draw(shown.get(symbol, Value(middle, tone=tone)), at)
