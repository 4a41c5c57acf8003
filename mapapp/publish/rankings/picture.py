"""Numbers on a small map that do not cover one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

RADIUS = 9.5
_GAP = 1.5
_DIRECTIONS = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at ``x``, ``y`` for the point at ``to_x``, ``to_y``, in the picture's own units."""

    number: int
    x: float
    y: float
    to_x: float
    to_y: float

    @property
    def moved(self) -> bool:
        """Whether the number stands beside its point, with a line to it."""
        return (self.x, self.y) != (self.to_x, self.to_y)


def spread(points: Sequence[tuple[int, float, float]], width: float, height: float) -> list[Mark]:
    """Each (number, x, y) with the free place nearest to its point; the first ones choose first."""
    found: list[Mark] = []
    for number, x, y in points:
        places = (
            (px, py) for px, py in _around(x, y) if RADIUS < px < width - RADIUS and RADIUS < py < height - RADIUS
        )
        free = next((place for place in places if _is_free(place, found)), (x, y))
        found.append(Mark(number, *free, x, y))
    return found


def _around(x: float, y: float) -> list[tuple[float, float]]:
    rings = [
        (ring * (RADIUS + _GAP), turn * 2 * pi / _DIRECTIONS) for ring in range(2, 14) for turn in range(_DIRECTIONS)
    ]
    return [(x, y), *((round(x + far * cos(turn), 1), round(y + far * sin(turn), 1)) for far, turn in rings)]


def _is_free(place: tuple[float, float], taken: Sequence[Mark]) -> bool:
    return all(hypot(place[0] - one.x, place[1] - one.y) >= 2 * RADIUS + _GAP for one in taken)
