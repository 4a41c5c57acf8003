"""Where sampling points lie along a line. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from mapapp.spatial.along import foot

# A point further from the line was not taken on it, or nobody knows where on it.
FARTHEST_M = 5_000.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to put along a line: its published shape (EPSG:4326), and the distances in kilometres if published.

    ``of`` is whatever it stands for; ``is_exact`` is False where the published place is approximate.
    """

    of: Any
    shape: BaseGeometry | None = None
    distance_km: Decimal | None = None
    distance_to_km: Decimal | None = None
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A place with its kilometres downstream of the zero point; ``to_km`` ends a stretch.

    ``is_published`` says that a source printed the distance; otherwise it was measured along the line.
    """

    spot: Spot
    km: float
    to_km: float | None = None
    is_published: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """A place that cannot be put along the line: ``why`` is no_place, too_far or no_line."""

    spot: Spot
    why: str


@dataclass(frozen=True, slots=True)
class Course:
    """The places along a line from its beginning, and those beside it."""

    placed: tuple[Placed, ...]
    apart: tuple[Apart, ...]


def profile(line: LineString | None, spots: Iterable[Spot], zero_km: float = 0.0) -> Course:
    """The places along ``line`` (EPSG:4326, drawn downstream); ``zero_km`` along it distances begin.

    A published distance wins over one measured along the line; who has none and lies more than five kilometres from the
    line is listed apart. Without a line only published distances count.
    """
    placed, apart = [], []
    for spot in spots:
        found = _along(line, spot, zero_km)
        if isinstance(found, Placed):
            placed.append(found)
        else:
            apart.append(Apart(spot, found))
    return Course(tuple(sorted(placed, key=lambda one: one.km)), tuple(apart))


def _along(line: LineString | None, spot: Spot, zero_km: float) -> Placed | str:
    if spot.distance_km is not None:
        far = float(spot.distance_to_km) if spot.distance_to_km is not None else None
        return Placed(spot, float(spot.distance_km), far, is_published=True)
    if spot.shape is None or spot.shape.is_empty:
        return "no_place"
    if line is None:
        return "no_line"
    found = foot(line, spot.shape.representative_point())
    # To 100 m: a line drawn by hand or between settlements knows no better. The zero is no "-0".
    km = round(found.along_m / 1000 - zero_km, 1) + 0.0
    return Placed(spot, km) if found.away_m <= FARTHEST_M else "too_far"
