"""What others may want to know of reports: told inside the transaction (see mapapp.core.events)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from mapapp.domains.reports import words

KIND_WORDS, STATUS_WORDS = words.KIND, words.STATUS  # for those who know reports by what happens to them only

# What a reporter is told, and what everybody may hear.
PRIVATE_NEWS = (
    "received",
    "confirm",
    "accepted",
    "rejected",
    "asked",
    "merged",
    "status",
    "cleaned",
    "came_back",
    "still_there",
)
PUBLIC_NEWS = ("published", "seen", "cleaned", "came_back", "status")


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who sent a report and wants letters: address and language in the clear, for the letter alone."""

    submission: UUID
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class ReporterNews:
    """``what`` (a code of PRIVATE_NEWS) happened to the reports of these people. ``words`` are a moderator's."""

    what: str
    reporters: tuple[Reporter, ...]
    site_key: str
    kind: str
    status: str = ""
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SiteNews:
    """``what`` (a code of PUBLIC_NEWS) happened at a public site; ``geometry`` is the published one (EPSG:4326)."""

    what: str
    site_key: str
    status: str
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class PlaceProtected:
    """The published place of a site was made coarse, or (``geometry`` None) the exact one is published again.

    ``geometry`` is the coarse point (EPSG:4326), known within ``precision_m`` metres.
    """

    site_key: str
    geometry: BaseGeometry | None
    precision_m: float | None
