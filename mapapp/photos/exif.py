"""What the camera wrote: read in plain Python, believed only where it is plausible, and never repeated as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mapapp.photos.headers.judged import number

_ORIENTATION, _CAMERA_TIME, _EXIF, _GPS = 0x0112, 0x0132, 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_SOUTH_NORTH, _LATITUDE, _WEST_EAST, _LONGITUDE = 1, 2, 3, 4
_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_TEXT, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_MOST_ENTRIES, _MOST_BYTES = 512, 64
_TIME = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", re.ASCII)
_OFFSET = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d", re.ASCII)
_FIRST_YEAR = 1995  # before the first cameras that wrote EXIF; clocks that were never set say 1970 or 1980

Value = str | tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Camera:
    """``captured_at`` is ISO 8601 by the camera's clock, with an offset only where the camera gave one, or empty.

    ``lonlat`` is longitude and latitude in degrees (EPSG:4326), or None; ``orientation`` is 1 to 8 as EXIF counts.
    """

    captured_at: str = ""
    lonlat: tuple[float, float] | None = None
    orientation: int = 1


def read(block: bytes) -> Camera:
    """What a block of EXIF says; nothing of it that is damaged, absurd or not a number is believed. Never raises."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(block[:4])
    if order is None:
        return Camera()
    first = _directory(block, _word(block, 4, order), order)
    exif = _directory(block, _pointer(first, _EXIF), order)
    gps = _directory(block, _pointer(first, _GPS), order)
    turned = _number(first.get(_ORIENTATION)) or 1
    return Camera(
        captured_at=_time(exif.get(_TAKEN) or first.get(_CAMERA_TIME), exif.get(_TAKEN_OFFSET)),
        lonlat=_position(gps),
        orientation=int(turned) if 1 <= turned <= 8 else 1,
    )


def _word(block: bytes, at: int, order: str, size: int = 4) -> int:
    try:
        return number(block, at, size, order)
    except IndexError:
        return 0


def _directory(block: bytes, at: int, order: str) -> Mapping[int, Value]:
    """The entries of a directory that are texts or numbers; those that point outside the block are left out."""
    found: dict[int, Value] = {}
    if at < 8:
        return found
    for entry in range(at + 2, at + 2 + 12 * min(_word(block, at, order, 2), _MOST_ENTRIES), 12):
        tag, kind = _word(block, entry, order, 2), _word(block, entry + 2, order, 2)
        size = _BYTES.get(kind, 0) * _word(block, entry + 4, order)
        start = entry + 8 if size <= 4 else _word(block, entry + 8, order)
        if 0 < size <= _MOST_BYTES and start + size <= len(block):
            found.setdefault(tag, _value(block[start : start + size], kind, order))
    return found


def _value(raw: bytes, kind: int, order: str) -> Value:
    if kind == _TEXT:
        return raw.split(b"\0")[0].decode("ascii", "replace").strip()
    if kind in (_SHORT, _LONG):
        size = _BYTES[kind]
        return tuple(float(number(raw, at, size, order)) for at in range(0, len(raw), size))
    if kind == _RATIONAL:
        return tuple(_ratio(number(raw, at, 4, order), number(raw, at + 4, 4, order)) for at in range(0, len(raw), 8))
    return ""


def _ratio(above: int, below: int) -> float | None:
    return above / below if below else None


def _number(value: Value | None) -> float | None:
    return value[0] if isinstance(value, tuple) and value else None


def _pointer(directory: Mapping[int, Value], tag: int) -> int:
    return int(_number(directory.get(tag)) or 0)


def _time(value: Value | None, offset: Value | None) -> str:
    """The time as ISO 8601; empty for a clock that cannot be right."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return ""
    try:
        said = datetime.fromisoformat(found[0][:10].replace(":", "-") + found[0][10:])
    except ValueError:
        return ""
    latest = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    if not datetime(_FIRST_YEAR, 1, 1) <= said <= latest:  # noqa: DTZ001 -- compared with the camera's own clock
        return ""
    return said.isoformat() + (offset if isinstance(offset, str) and _OFFSET.fullmatch(offset) else "")


def _position(gps: Mapping[int, Value]) -> tuple[float, float] | None:
    """Longitude and latitude in degrees; None without a hemisphere, out of range, or at 0, 0: no camera was there."""
    latitude = _degrees(gps.get(_LATITUDE), gps.get(_SOUTH_NORTH), {"N": 1, "S": -1}, 90)
    longitude = _degrees(gps.get(_LONGITUDE), gps.get(_WEST_EAST), {"E": 1, "W": -1}, 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return longitude, latitude


def _degrees(value: Value | None, side: Value | None, signs: Mapping[str, int], most: float) -> float | None:
    """Degrees, minutes and seconds as one signed number; minutes and seconds may be left out."""
    sign = signs.get(side.upper()) if isinstance(side, str) else None
    if sign is None or not isinstance(value, tuple) or not 1 <= len(value) <= 3:
        return None
    parts = [part for part in value if part is not None]
    if len(parts) < len(value) or any(part >= 60.0001 for part in parts[1:]):
        return None
    found = sum(part / 60**power for power, part in enumerate(parts))
    return round(sign * found, 7) if found <= most else None
