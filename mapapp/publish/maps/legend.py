"""The lines of a layer's legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10, sqrt

from flask_babel import gettext as _

from mapapp.core.i18n import Words
from mapapp.layers import Layer, Style
from mapapp.publish.summary import Summary, field_of, shown

_SAMPLES = (1.0, 0.1, 0.01)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the class of its symbol, the symbol's size in pixels, the words, and how many records it stands for."""

    value: str
    size: int
    words: Words
    count: int | None = None


def legend(layer: Layer, summary: Summary) -> list[Line]:
    """The lines for what is really on the map; a layer without classes and sizes has none."""
    return [*_classes(layer.style, summary.classes), *_sizes(layer, summary), *_dashed(layer)]


def _classes(style: Style, counts: Mapping[str, int]) -> list[Line]:
    return [Line(one.value, 22, one.label, counts[one.value]) for one in style.classes if counts.get(one.value)]


def _sizes(layer: Layer, summary: Summary) -> list[Line]:
    field = field_of(layer, layer.style.size_field)
    if field is None:
        return []
    lines = []
    if summary.largest and summary.largest > 0:
        top = _round_down(summary.largest)
        for value in (top * part for part in _SAMPLES):
            size = round(diameter(layer.style, value, summary.largest))
            lines.append(Line("", size, shown(field, _plain(value))))
    return [*lines, Line("none", layer.style.size_range[0], _("No figure published"))]


def _dashed(layer: Layer) -> list[Line]:
    field = field_of(layer, layer.style.dashed_field) if layer.style.dashed_field else None
    return [Line("dashed", 22, field.codes[layer.style.dashed_value])] if field else []


def diameter(style: Style, value: float, largest: float) -> float:
    """The diameter in pixels of the circle for ``value``: its area grows evenly from the least to the largest."""
    least, most = style.size_range
    share = min(1.0, max(0.0, value / largest)) if largest > 0 else 0.0
    return sqrt(least**2 + (most**2 - least**2) * share)


def _round_down(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return floor(value / power) * power


def _plain(value: float) -> float | int:
    return int(value) if value >= 1 else float(f"{value:.2g}")
