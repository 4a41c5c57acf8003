"""What the page of the largest emitters was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mapapp.domains.facilities.models import RELEASE_MEDIA
from mapapp.domains.facilities.yearly import TOTAL

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """``oblast`` is a P-code or empty for the country; ``year`` None asks for the latest figure of each emitter.

    ``pollutant`` is the printed name for comparing (``yearly.TOTAL`` for all together), or "no. " and a PRTR number.
    """

    oblast: str = ""
    year: int | None = None
    medium: str = "air"
    pollutant: str = TOTAL


def asked(given: Mapping[str, str]) -> Asked:
    """What the parameters of an address ask for; what cannot be meant is taken as not given."""
    year = given.get("year", "")
    medium = given.get("medium", "")
    return Asked(
        oblast=_plain(given.get("oblast", "")).upper(),
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
        medium=medium if medium in RELEASE_MEDIA else "air",
        pollutant=_plain(given.get("pollutant", "")).casefold() or TOTAL,
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "")[:_LONGEST].split())
