"""A place with how exactly it was written, and Plus codes (Open Location Code)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, hypot, radians

from openlocationcode import openlocationcode as olc

_METRES_PER_DEGREE = 111_320.0
_CODE = re.compile(r"(?<![\w+])([23456789CFGHJMPQRVWX0]{2,8}\+[23456789CFGHJMPQRVWX]{0,7})(?![\w+])", re.IGNORECASE)
# West, south, east, north of Kazakhstan with some room: the order of two bare numbers is judged by it.
_KAZAKHSTAN = (46.0, 40.0, 88.0, 56.0)


class Unclear(ValueError):
    """``why`` is "halves", "letters", "range", "mixed", "short_link" or "unknown_link"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Spot:
    """Longitude and latitude (EPSG:4326), and within how many metres the digits fix the place."""

    longitude: float
    latitude: float
    accuracy_m: float

    def __post_init__(self) -> None:
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):  # also refuses what is not a number
            raise Unclear("range")


@dataclass(frozen=True, slots=True)
class ShortCode:
    """A Plus code without its first digits: it means something only beside ``near``, the words it came with."""

    code: str
    near: str

    def beside(self, longitude: float, latitude: float) -> Spot:
        """The place that the code means nearest to a reference point."""
        return _decoded(olc.recoverNearest(self.code, latitude, longitude))


def plus_code(text: str) -> Spot | ShortCode | None:
    """The Plus code in ``text``, if there is one."""
    match = _CODE.search(text)
    if match is None or not olc.isValid(match[1]):
        return None
    code = match[1].upper()
    if olc.isFull(code):
        return _decoded(code)
    return ShortCode(code, " ".join((text[: match.start()] + " " + text[match.end() :]).split()).strip(" ,;"))


def in_kazakhstan(longitude: float, latitude: float) -> bool:
    """Whether the point lies in the box around the country."""
    west, south, east, north = _KAZAKHSTAN
    return west <= longitude <= east and south <= latitude <= north


def accuracy_m(latitude: float, lat_step: float, lon_step: float) -> float:
    """How far the true place can be when the last digits count ``lat_step`` and ``lon_step`` degrees."""
    east = lon_step * cos(radians(min(abs(latitude), 90.0)))
    return max(1.0, round(hypot(lat_step, east) / 2 * _METRES_PER_DEGREE, 1))


def _decoded(code: str) -> Spot:
    area = olc.decode(code)
    high, wide = area.latitudeHi - area.latitudeLo, area.longitudeHi - area.longitudeLo
    middle = round(area.longitudeCenter, 7), round(area.latitudeCenter, 7)
    return Spot(*middle, accuracy_m(area.latitudeCenter, high, wide))
