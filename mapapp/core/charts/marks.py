"""The marks of values. Tones differ in shape as well as in colour, and nothing known only as a bound looks measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mapapp.core.charts.spec import Value
from mapapp.core.charts.themes import Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TONE_SHAPE = {"bad": "D", "good": "o", "warn": "s", "neutral": "o"}
GROUP_SHAPES = ("o", "s", "D", "P", "X", "h", "p", "8")
_SIZE = {"D": 7.0, "o": 8.0, "s": 7.5, "P": 9.0, "X": 8.5, "h": 9.0, "p": 9.0, "8": 8.5}
_PALE = 0.65


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws marks of one group on ``axes``; ``upright`` says that values go up, else they go to the right."""

    axes: Axes
    theme: Theme
    upright: bool
    colour: str
    shape: str
    floor: float

    def draw(self, value: Value, at: float, until: float | None = None) -> None:
        """The mark of one value at its place on the other axis."""
        colour = self.theme.tones[value.tone] if value.tone != "neutral" else self.colour
        alpha = _PALE if value.pale else 1.0
        high = max(value.high, self.floor)
        if until is not None and self.upright:
            if value.low is not None:
                self._field((at, until), (max(value.low, self.floor), high), colour)
            self._line((at, until), (high, high), colour, 2.0, alpha)
            at = (at + until) / 2
        if value.low is not None:
            self._range(at, max(value.low, self.floor), high, colour, value.pale)
        elif value.sign in ("<", ">"):
            self._bound(at, high, colour, value)
        else:
            shape = TONE_SHAPE[value.tone] if value.tone != "neutral" else self.shape
            self._mark(at, high, shape, colour, filled=not value.pale, alpha=alpha)
        if value.label:
            self._label(at, high, value.label)

    def _range(self, at: float, low: float, high: float, colour: str, pale: bool) -> None:
        """A bar with caps at both ends: a range is no single value, and its middle was not measured."""
        cap = "_" if self.upright else "|"
        self._line((at, at), (low, high), colour, 1.6 if pale else 3.2, _PALE if pale else 1.0)
        for end in (low, high):
            x, y = (at, end) if self.upright else (end, at)
            self.axes.plot([x], [y], marker=cap, ms=12, mew=2, color=colour, ls="none", zorder=5, clip_on=False)

    def _field(self, along: tuple[float, float], values: tuple[float, float], colour: str) -> None:
        """A range that was found somewhere along a stretch: nothing in the field is nearer to the truth."""
        self.axes.fill_between(along, values[0], values[1], color=colour, alpha=0.14, lw=0, zorder=2.2, clip_on=False)
        self._line(along, (values[0], values[0]), colour, 2.0, 1.0)

    def _bound(self, at: float, high: float, colour: str, value: Value) -> None:
        below = value.sign == "<"
        shapes = ("v", "^") if self.upright else ("<", ">")
        if below:
            self._line((at, at), (self.floor, high), colour, 1.0, 0.7)
        filled = not below and not value.pale
        self._mark(at, high, shapes[0 if below else 1], colour, filled=filled, alpha=_PALE if value.pale else 1.0)

    def _mark(self, at: float, high: float, shape: str, colour: str, *, filled: bool, alpha: float) -> None:
        x, y = (at, high) if self.upright else (high, at)
        style: dict[str, Any] = {
            "mfc": colour if filled else self.theme.paper,
            "mec": self.theme.paper if filled else colour,
        }
        wide = 0.8 if filled else 1.5
        self.axes.plot(
            [x],
            [y],
            marker=shape,
            ms=_SIZE.get(shape, 8.5),
            mew=wide,
            alpha=alpha,
            ls="none",
            zorder=6,
            clip_on=False,
            **style,
        )

    def _line(
        self, along: tuple[float, float], values: tuple[float, float], colour: str, width: float, alpha: float
    ) -> None:
        xs, ys = (along, values) if self.upright else (values, along)
        self.axes.plot(xs, ys, color=colour, lw=width, alpha=alpha, solid_capstyle="butt", zorder=4, clip_on=False)

    def _label(self, at: float, high: float, words: str) -> None:
        x, y = (at, high) if self.upright else (high, at)
        shift, align = ((0, 8), "center") if self.upright else ((9, -4), "left")
        self.axes.annotate(
            words,
            (x, y),
            xytext=shift,
            textcoords="offset points",
            ha=align,
            va="baseline",
            color=self.theme.ink,
            fontsize=12,
            zorder=8,
            annotation_clip=False,
        )
