"""The form of a report and of an update: read from a request into one value, or told back with what is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext as _
from shapely.geometry import Polygon
from werkzeug.datastructures import MultiDict

from mapapp.core.i18n import Words
from mapapp.core.seal import blind
from mapapp.domains.reports.intake import fields
from mapapp.domains.reports.intake.fields import Reader
from mapapp.domains.reports.models import KINDS, SEEN, SIGNS, SIZES, WASTE_TYPES

T = TypeVar("T")
PLACES_FROM = ("photo", "phone", "search", "map", "typed", "outline")
SEEN_AGAIN = SEEN[1:]
MAX_WORDS = 4000
_MANY = ("waste", "signs", "remove_photo")
# What a report says; the same again under the same identity is the same report.
_SAID = (
    "kind", "waste", "size", "area_m2", "volume_m3", "signs", "words", "when", "lon", "lat", "accuracy_m", "place_from",
    "outline", "coordinates", "place_name", "place_key", "photo_place", "known", "seen", "email", "name", "news",
    "protect",
)  # fmt: skip
_ONCE = ("uuid", "ticket", "website", "remove_photo")
_MAX_AREA_M2, _MAX_VOLUME_M3 = 1e8, 1e9

Values = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """The place as it was given, in whichever ways; ``source`` is a code of PLACES_FROM or empty."""

    source: str = ""
    lonlat: tuple[float, float] | None = None
    accuracy_m: float | None = None
    outline: Polygon | None = None
    coordinates: str = ""
    name: str = ""
    key: str = ""
    photo: UUID | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What a reporter says of themselves; ``email`` is empty for somebody who wants no letters."""

    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much there is: a code of SIZES, square and cubic metres."""

    size: str | None = None
    area_m2: Decimal | None = None
    volume_m3: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReportForm:
    """Everything that somebody said, checked. ``known`` is empty, "new" or the key of a site that it is about."""

    uuid: UUID
    digest: str
    kind: str = ""
    seen: str = ""
    waste: tuple[str, ...] = ()
    estimate: Estimate = Estimate()
    signs: tuple[str, ...] = ()
    words: str = ""
    when: str = ""
    place: PlaceTold = PlaceTold()
    contact: Contact = Contact()
    wants: tuple[str, ...] = ()
    known: str = ""


@dataclass
class Form:
    """What the page shows: the values as typed, what is wrong with each field, the identity and the ticket."""

    values: Values
    uuid: str
    ticket: str = ""
    errors: dict[str, Words] = field(default_factory=dict)


def blank(uuid: UUID, **values: str) -> Form:
    """A form that nobody filled in yet, but for ``values``."""
    return Form({**_values(MultiDict()), "when": fields.today().isoformat(), **values}, str(uuid))


def typed(data: MultiDict[str, str]) -> Form:
    """The form with what was typed, to be shown again."""
    return Form(_values(data), data.get("uuid", ""), data.get("ticket", ""))


def read(
    data: MultiDict[str, str], *, update: bool = False, can_mail: bool = True
) -> tuple[ReportForm | None, dict[str, Words]]:
    """The form checked, or None and what is wrong by field; an update needs neither place nor kind.

    Where no letters can be sent (not ``can_mail``) nobody's address is taken.
    """
    uuid = fields.identity(data.get("uuid", ""))
    if uuid is None:
        return None, {"uuid": _("Load the page again and send the form once more.")}
    asked = Reader(data)
    form = ReportForm(
        uuid=uuid,
        digest=digest(data),
        kind=asked("kind", lambda value: fields.one_of(value, KINDS)) or "",
        seen=asked("seen", lambda value: fields.one_of(value, SEEN_AGAIN)) or "",
        waste=asked.many("waste", WASTE_TYPES),
        estimate=_estimate(asked),
        signs=asked.many("signs", SIGNS),
        words=asked("words", lambda value: fields.text(value, MAX_WORDS, lines=True)) or "",
        when=asked("when", fields.day) or fields.today().isoformat(),
        place=_place(asked),
        contact=_contact(asked) if can_mail else Contact(),
        wants=tuple(code for code in ("news", "protect") if data.get(code) == "1"),
        known=asked("known", lambda value: fields.text(value, 80)) or "",
    )
    _require(form, asked.errors, update)
    return (None if asked.errors else form), asked.errors


def read_place(data: MultiDict[str, str]) -> tuple[PlaceTold, dict[str, Words]]:
    """The place as it was told, and what is wrong with it by field."""
    asked = Reader(data)
    return _place(asked), asked.errors


def digest(data: MultiDict[str, str]) -> str:
    """A keyed digest of what was said: it cannot be tried out for somebody's address without the secret key."""
    said = {name: sorted(data.getlist(name)) if name in _MANY else data.get(name, "").strip() for name in _SAID}
    text = json.dumps(said, sort_keys=True)
    return blind("submission", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


def _estimate(asked: Reader) -> Estimate:
    return Estimate(
        asked("size", lambda value: fields.one_of(value, SIZES)) or None,
        asked("area_m2", lambda value: fields.number(value, _MAX_AREA_M2)),
        asked("volume_m3", lambda value: fields.number(value, _MAX_VOLUME_M3)),
    )


def _contact(asked: Reader) -> Contact:
    return Contact(asked("email", fields.email) or "", asked("name", lambda value: fields.text(value, 120)) or "")


def _place(asked: Reader) -> PlaceTold:
    lon = asked("lon", lambda value: fields.coordinate(value, 180))
    lat = asked("lat", lambda value: fields.coordinate(value, 90))
    return PlaceTold(
        source=asked("place_from", lambda value: fields.one_of(value, PLACES_FROM)) or "",
        lonlat=(lon, lat) if lon is not None and lat is not None else None,
        accuracy_m=asked("accuracy_m", fields.accuracy),
        outline=asked("outline", fields.outline),
        coordinates=asked("coordinates", lambda value: fields.text(value, 2000)) or "",
        name=asked("place_name", lambda value: fields.text(value, 120)) or "",
        key=asked("place_key", lambda value: fields.text(value, 120)) or "",
        photo=fields.identity(asked.data.get("photo_place", "")),
    )


def _require(form: ReportForm, errors: dict[str, Words], update: bool) -> None:
    if update or form.known not in ("", "new"):
        if not form.seen and "seen" not in errors:
            errors["seen"] = _("Choose how it is now.")
        return
    if not form.kind and "kind" not in errors:
        errors["kind"] = _("Choose what it is.")
    place, broken = form.place, {"lon", "lat", "outline", "coordinates", "place_name", "place_key"} & set(errors)
    told = place.lonlat or place.outline or place.coordinates or place.name or place.key or place.photo
    if not told and not broken:
        errors["place"] = _("Say where it is: in the map, or by a place name or coordinates.")


def _values(data: MultiDict[str, str]) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for name in (*_SAID, *_ONCE):
        found[name] = data.getlist(name) if name in _MANY else data.get(name, "")
    return found
