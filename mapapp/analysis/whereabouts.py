"""How well a place is known, and so how exactly a distance from it may be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from shapely.geometry.base import BaseGeometry

# Where only words say how well a place is known, it is taken to be within this many metres of its published point.
TAKEN_M: Mapping[str, float] = {"village": 5_000.0, "approximate": 5_000.0, "district": 50_000.0}
_NO_BORDER = ("circle", "point")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A published place (EPSG:4326); the true one is within ``slack_m`` metres, where ``vague`` by our reckoning.

    ``border`` is polygon, or circle or point where only the centre (and the size) of an area was published; such a
    shape is not the border.
    """

    shape: BaseGeometry
    slack_m: float = 0.0
    vague: bool = False
    border: str = "polygon"

    @property
    def has_border(self) -> bool:
        """Whether inside and outside can be told: false for an area of which only centre or size are known."""
        return self.border not in _NO_BORDER


@dataclass(frozen=True, slots=True)
class Span:
    """A distance as it may be said: from ``low`` to ``high`` metres; both alike and ``about`` where it is a guess."""

    low: float
    high: float
    about: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number that needs no further word."""
        return self.low == self.high and not self.about


def whereabouts(shape: BaseGeometry | None, properties: Mapping[str, Any]) -> Whereabouts | None:
    """How well the place of a layer's row is known, or None when it cannot be measured from.

    A place that is only listed (``not_drawn``), or known by its district alone, is none.
    """
    precision = properties.get("precision") or "exact"
    if shape is None or shape.is_empty or properties.get("not_drawn") or precision == "district":
        return None
    metres = properties.get("precision_m")
    border = str(properties.get("outline") or "polygon")
    if metres:
        return Whereabouts(shape, float(metres), vague=False, border=border)
    vague = precision in TAKEN_M and properties.get("outline") != "polygon"  # a published border is what it is
    return Whereabouts(shape, TAKEN_M[precision] if vague else 0.0, vague, border)


def span(metres: float, *places: Whereabouts, rough_m: float = 0.0) -> Span:
    """What may be said of a measured distance between places: no digit that they do not bear.

    ``rough_m`` is what a coarse map adds. Where the slack is published the distance is a range in steps of its order of
    magnitude; where it is only reckoned it is "about", in steps of what is reckoned.
    """
    slack = sum(one.slack_m for one in places)
    if rough_m or any(one.vague for one in places):
        return _about(metres, max(rough_m, slack))
    if not slack:
        return Span(metres, metres)
    step = 10.0 ** floor(log10(slack))
    return Span(max(0.0, floor((metres - slack) / step) * step), ceil((metres + slack) / step) * step)


def _about(metres: float, step: float) -> Span:
    """Whole steps of one, two or five times a power of ten; what is less than one is "less than" it."""
    power = 10.0 ** floor(log10(step))
    coarse = next(power * times for times in (1, 2, 5, 10) if power * times >= step)
    coarse = max(coarse, 10.0 ** floor(log10(max(metres, 1.0))) / 10)
    if metres < coarse:
        return Span(0.0, coarse, about=True)
    rounded = round(metres / coarse) * coarse
    return Span(rounded, rounded, about=True)
