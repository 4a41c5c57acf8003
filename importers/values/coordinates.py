"""Latitudes and longitudes as people write them: decimal, with a comma, in degrees and minutes, in three languages."""

from __future__ import annotations

import re
from decimal import Decimal

from importers.errors import N_, BadValue
from importers.values.numbers import parse_decimal

# North and south of latitude, east and west of longitude, in English, Russian and Kazakh. Words first, letters last.
_HEMISPHERES = (
    (r"север\w*\s+широт\w*|солтүстік\s+ендік\w*|с\.?\s*ш\.?|с\.?\s*е\.?|north|n|с", "latitude", 1),
    (r"южн\w*\s+широт\w*|оңтүстік\s+ендік\w*|ю\.?\s*ш\.?|о\.?\s*е\.?|south|s|ю", "latitude", -1),
    (r"восточ\w*\s+долгот\w*|шығыс\s+бойлық\w*|в\.?\s*д\.?|ш\.?\s*б\.?|east|e|в", "longitude", 1),
    (r"запад\w*\s+долгот\w*|батыс\s+бойлық\w*|з\.?\s*д\.?|б\.?\s*б\.?|west|w|з", "longitude", -1),
)
_SIXTIETH = r"\d{1,2}(?:[.,]\d+)?"
_SEXAGESIMAL = re.compile(
    rf"(?P<sign>[+-]?)(?P<d>\d{{1,3}})\s*[°º˚ ]\s*(?P<m>{_SIXTIETH})\s*['′’‘`]?"
    rf"(?:\s*(?P<s>{_SIXTIETH})\s*(?:\"|″|”|“|''|′′|’’)?)?"
)


def parse_degrees(text: str, axis: str) -> float:
    """Degrees in ``text`` for ``axis`` (latitude or longitude), south and west negative; the range is not checked.

    Raises BadValue for anything else, also for a letter that belongs to the other axis.
    """
    clean = " ".join(text.replace("\u2212", "-").replace("\u00a0", " ").split()).strip("() ")
    bare, direction = _without_hemisphere(clean, axis)
    try:
        degrees = _degrees(bare)
    except BadValue as error:
        raise BadValue(N_("%(value)s is not a latitude or longitude"), value=text) from error
    if direction and degrees < 0:
        raise BadValue(N_("%(value)s has both a minus and a letter for its hemisphere"), value=text)
    return degrees * (direction or 1)


def split_pair(text: str) -> tuple[str, str]:
    """The two halves of "49.8, 73.1" or "49°48′ с.ш., 73°05′ в.д.", the first of them the latitude."""
    clean = text.strip().strip("()[] ")
    halves = [half for half in re.split(r"\s*[;|\t]\s*|\s*,\s+", clean) if half]
    if len(halves) != 2:
        halves = re.split(r"\s+", clean)
    if len(halves) != 2 and clean.count(",") == 1:
        halves = clean.split(",")
    if len(halves) != 2:
        raise BadValue(N_("%(value)s is not a pair of coordinates"), value=text)
    return halves[0], halves[1]


def _without_hemisphere(text: str, axis: str) -> tuple[str, int]:
    for pattern, of_axis, direction in _HEMISPHERES:
        either = rf"(?:(?:{pattern})\s*(?P<a>[+-]?\d.*)|(?P<b>[+-]?\d.*?)\s*(?:{pattern}))"
        match = re.fullmatch(either, text, re.IGNORECASE)
        if match:
            if of_axis != axis:
                raise BadValue(N_("%(value)s is of the other axis: latitude and longitude changed places"), value=text)
            return match["a"] or match["b"], direction
    return text, 0


def _degrees(text: str) -> float:
    match = _SEXAGESIMAL.fullmatch(text)
    if match is None:
        # A coordinate has no thousands, so its comma is a decimal one.
        return float(parse_decimal(re.sub(r"\s*[°º˚]$", "", text), "," if "," in text else ""))
    minutes, seconds = _sixtieth(match["m"]), _sixtieth(match["s"])
    if minutes >= 60 or seconds >= 60 or (match["s"] and minutes != int(minutes)):
        raise BadValue(N_("%(value)s is not a latitude or longitude"), value=text)
    degrees = Decimal(match["d"]) + minutes / 60 + seconds / 3600
    return float(-degrees if match["sign"] == "-" else degrees)


def _sixtieth(text: str | None) -> Decimal:
    return Decimal((text or "0").replace(",", "."))
