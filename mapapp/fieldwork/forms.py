"""The form of a visit: read from a request into one value, or told back with what is wrong by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext as _
from shapely.geometry import Point, Polygon
from werkzeug.datastructures import MultiDict

from mapapp.core.i18n import Words
from mapapp.core.seal import blind
from mapapp.domains.reports.intake import fields
from mapapp.domains.reports.intake.fields import FieldError, Reader
from mapapp.domains.reports.models import SEEN, WASTE_TYPES
from mapapp.domains.samples.models import MEDIA, PURPOSES
from mapapp.spatial.notation import parse_spot
from mapapp.spatial.spots import Spot, Unclear

T = TypeVar("T")
MOST_SAMPLES = 8
SEEN_AGAIN = SEEN[1:]
_MAX_WORDS, _MAX_LABEL = 4000, 60
_MAX_AREA_M2, _MAX_VOLUME_M3, _MAX_HEIGHT_M, _MAX_DEPTH_CM, _MAX_PEOPLE = 1e8, 1e9, 500, 10_000, 10_000
_NOT_SAID = ("csrf_token", "uuid", "photo_")
_SAMPLE = ("label", "medium", "purpose", "from", "to", "where")


@dataclass(frozen=True, slots=True)
class TakenSample:
    """A sample with what is written on it; depths in metres, ``at`` its own place (EPSG:4326) where one was given."""

    label: str
    medium: str
    purpose: str
    depth_m: tuple[Decimal | None, Decimal | None]
    at: Point | None = None
    within_m: float | None = None


@dataclass(frozen=True, slots=True)
class VisitForm:
    """Everything that was said of a visit, checked. ``composition`` is in per cent, together 100, or empty."""

    uuid: UUID
    digest: str
    seen: str
    visited_on: str
    volunteers: int | None = None
    outline: Polygon | None = None
    accuracy_m: float | None = None
    area_m2: Decimal | None = None
    height_m: Decimal | None = None
    volume_m3: Decimal | None = None
    composition: Mapping[str, int] = field(default_factory=dict)
    words: str = ""
    samples: tuple[TakenSample, ...] = ()


def blank(uuid: UUID) -> dict[str, str]:
    """What stands in a form that nobody filled in yet."""
    return {"uuid": str(uuid), "visited_on": fields.today().isoformat(), "seen": "still_there"}


def read(data: MultiDict[str, str]) -> tuple[VisitForm | None, dict[str, Words]]:
    """The form checked, or None and what is wrong by field."""
    uuid = fields.identity(data.get("uuid", ""))
    if uuid is None:
        return None, {"uuid": _("Load the page again and send the form once more.")}
    asked = Reader(data)
    form = VisitForm(
        uuid=uuid,
        digest=_digest(data),
        seen=asked("seen", lambda text: fields.one_of(text, SEEN_AGAIN)) or "",
        visited_on=asked("visited_on", _day) or "",
        volunteers=_whole(asked("volunteers", lambda text: fields.number(text, _MAX_PEOPLE))),
        outline=asked("outline", fields.outline),
        accuracy_m=asked("accuracy_m", fields.accuracy),
        area_m2=asked("area_m2", lambda text: fields.number(text, _MAX_AREA_M2)),
        height_m=asked("height_m", lambda text: fields.number(text, _MAX_HEIGHT_M)),
        volume_m3=asked("volume_m3", lambda text: fields.number(text, _MAX_VOLUME_M3)),
        composition=_composition(asked),
        words=asked("words", lambda text: fields.text(text, _MAX_WORDS, lines=True)) or "",
        samples=_samples(asked),
    )
    if not form.seen and "seen" not in asked.errors:
        asked.errors["seen"] = _("Choose how it is now.")
    return (None if asked.errors else form), asked.errors


def _day(text: str) -> str:
    found = fields.day(text)
    if len(found) != len("2026-05-31"):
        raise FieldError(_("Write the day as 2026-05-31."))
    return found


def _whole(number: Decimal | None) -> int | None:
    return int(number) if number is not None else None


def _composition(asked: Reader) -> dict[str, int]:
    """The shares of the types of waste; they must be whole per cent and make 100 together."""
    found: dict[str, int] = {}
    for code in WASTE_TYPES:
        share = asked(f"share_{code}", lambda text: fields.number(text, 100))
        if share is not None:
            found[code] = round(share)
    total = sum(found.values())
    if found and total != 100:
        asked.errors["composition"] = _("Together the shares must be 100 %%, but they are %(n)s %%.", n=total)
    return found


def _samples(asked: Reader) -> tuple[TakenSample, ...]:
    found = [_sample(asked, number) for number in range(1, MOST_SAMPLES + 1)]
    samples = [one for one in found if one is not None]
    labels = [one.label.casefold() for one in samples]
    for number, one in enumerate(found, 1):
        if one is not None and labels.count(one.label.casefold()) > 1:
            asked.errors.setdefault(f"label_{number}", _("Two samples have the same label."))
    return tuple(samples)


def _sample(asked: Reader, number: int) -> TakenSample | None:
    """The sample of one row; None for a row in which nothing was said of a sample."""
    if not any(asked.data.get(f"{name}_{number}", "").strip() for name in ("label", "from", "to", "where")):
        return None
    label = asked(f"label_{number}", lambda text: fields.text(text, _MAX_LABEL)) or ""
    medium = asked(f"medium_{number}", lambda text: fields.one_of(text, MEDIA)) or ""
    purpose = asked(f"purpose_{number}", lambda text: fields.one_of(text, PURPOSES)) or "routine"
    top, bottom = (asked(f"{name}_{number}", _depth_m) for name in ("from", "to"))
    spot = asked(f"where_{number}", _spot)
    if not label:
        asked.errors.setdefault(f"label_{number}", _("Copy the label from the bag or bottle."))
    if not medium:
        asked.errors.setdefault(f"medium_{number}", _("Say what was taken: soil, water or something else."))
    if top is not None and bottom is not None and bottom < top:
        asked.errors[f"to_{number}"] = _("The sample ends above its beginning.")
    at = Point(spot.longitude, spot.latitude) if spot else None
    return TakenSample(label, medium, purpose, (top, bottom), at, spot.accuracy_m if spot else None)


def _depth_m(text: str) -> Decimal | None:
    """Centimetres as people write them, in metres; the surface is 0."""
    if text.strip() in ("0", "0,0", "0.0"):
        return Decimal(0)
    depth = fields.number(text, _MAX_DEPTH_CM)
    return depth / 100 if depth is not None else None


def _spot(text: str) -> Spot | None:
    if not text.strip():
        return None
    try:
        found = parse_spot(fields.text(text, 200))
    except Unclear:
        found = None
    if not isinstance(found, Spot):
        raise FieldError(_("Write coordinates such as 49.8019, 73.1021, or leave it empty."))
    return found


def _digest(data: MultiDict[str, str]) -> str:
    """A keyed digest of what was said, without photos: these are known by their own identities."""
    said = {
        name: sorted(data.getlist(name))
        for name in data
        if not name.startswith(_NOT_SAID) and any(one.strip() for one in data.getlist(name))
    }
    text = json.dumps(said, sort_keys=True)
    return blind("visit", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())
