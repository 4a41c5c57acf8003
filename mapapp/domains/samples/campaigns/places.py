"""Lists of places as people paste them: a name and coordinates in whatever notation, one place a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from mapapp.core.words import UNCLEAR
from mapapp.errors import BadInput
from mapapp.spatial.notation import ShortCode, Spot, Unclear, parse_spot
from mapapp.spatial.spots import in_kazakhstan

MOST_PLACES = 200
_LONGEST_LINE, _LONGEST_NAME = 300, 120
_CELLS = re.compile(r"\t|;|\|")
_GAPS = re.compile(r"[\s,:]+")


@dataclass(frozen=True, slots=True)
class NamedSpot:
    """A name (may be empty) and a place (longitude, latitude), or None where only a name was written."""

    name: str
    lonlat: tuple[float, float] | None


def parse_places(text: str) -> list[NamedSpot]:
    """The places, one a line; a line without coordinates is a name.

    Raises BadInput that names the line when coordinates cannot be read or lie outside the country.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_PLACES:
        raise BadInput(_("These are too many places at once."), _("%(n)s at most.", n=MOST_PLACES))
    return [_place(number, line) for number, line in lines]


def parse_line(text: str) -> list[tuple[float, float]]:
    """The corners of a line, one a line of text. Raises BadInput for a line of fewer than two, or without a place."""
    found = [one.lonlat for one in parse_places(text) if one.lonlat is not None]
    if len(found) != len([line for line in text.splitlines() if line.strip()]) or len(found) == 1:
        raise BadInput(_("A line needs two places or more, one a line, each as 49.81234, 73.12345."))
    return found


def _place(number: int, line: str) -> NamedSpot:
    if len(line) > _LONGEST_LINE or "\x00" in line:
        raise BadInput(_("Line %(n)s cannot be read.", n=number))
    name, spot = _in_cells(number, line) if _CELLS.search(line) else _in_words(number, line)
    if spot is None:
        return NamedSpot(line[:_LONGEST_NAME], None)
    if not in_kazakhstan(spot.longitude, spot.latitude):
        hint = _("Check the order of the numbers: latitude first, then longitude.")
        raise BadInput(_("Line %(n)s lies outside Kazakhstan.", n=number), hint)
    return NamedSpot(name.strip(" ,;:")[:_LONGEST_NAME], (spot.longitude, spot.latitude))


def _in_cells(number: int, line: str) -> tuple[str, Spot | None]:
    """A row of a table: the first two cells, else the first, that are a place in the country; the rest is a name."""
    cells = [cell.strip() for cell in _CELLS.split(line)]
    unclear, abroad = None, None
    for width in (2, 1):
        for at in range(len(cells) - width + 1):
            try:
                spot = _spot("; ".join(cells[at : at + width]))
            except Unclear as error:
                unclear = unclear or error
                continue
            name = " ".join(cells[:at] + cells[at + width :])
            if spot is not None and in_kazakhstan(spot.longitude, spot.latitude):
                return name, spot
            abroad = abroad or (spot and (name, spot))
    if abroad is None and unclear is not None:
        raise _unreadable(number, unclear)
    return abroad or (line, None)


def _in_words(number: int, line: str) -> tuple[str, Spot | None]:
    """A name with coordinates behind or before it: the longest end, else the longest beginning, that is a place."""
    gaps = [(match.start(), match.end()) for match in _GAPS.finditer(line)]
    ends = [(line[:start], line[end:]) for start, end in gaps]
    starts = [(line[end:], line[:start]) for start, end in reversed(gaps)]
    unclear = None
    for name, rest in [("", line), *ends, *starts]:
        try:
            spot = _spot(rest)
        except Unclear as error:
            unclear = unclear or error
            continue
        if spot is not None:
            return name, spot
    if unclear is not None and len(re.findall(r"\d+[.,]\d{2,}|\d°", line)) > 0:
        raise _unreadable(number, unclear)
    return line, None


def _spot(text: str) -> Spot | None:
    found = parse_spot(text)
    return None if isinstance(found, ShortCode) else found


def _unreadable(number: int, unclear: Unclear) -> BadInput:
    return BadInput(_("The coordinates in line %(n)s cannot be read.", n=number), UNCLEAR[unclear.why])
