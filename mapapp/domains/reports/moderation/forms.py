"""A moderator's request, parsed once: nothing below sees the form. Each raises BadInput with words for the sender."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from flask_babel import gettext as _
from shapely.geometry import Point
from werkzeug.datastructures import MultiDict

from mapapp.core.i18n import Words
from mapapp.core.records import PRECISIONS
from mapapp.domains.reports.intake import fields
from mapapp.domains.reports.intake.fields import FieldError
from mapapp.domains.reports.models import KINDS, SIGNS, SIZES, WASTE_TYPES, Site
from mapapp.domains.reports.moderation import personal, words
from mapapp.domains.reports.moderation.bulk import Item
from mapapp.domains.reports.moderation.deciding import Sheet
from mapapp.domains.reports.moderation.editing import Change
from mapapp.domains.reports.moderation.models import FLAG_REASONS, REASONS
from mapapp.domains.reports.moderation.service import Letter
from mapapp.errors import BadInput, Unprocessable

Form = MultiDict[str, str]
T = TypeVar("T")
_NOTE, _PUBLIC, _WORDS, _PLACE, _LETTER = 2000, 1000, 5000, 200, 60
_LARGEST = 1e9
MOST_AREAS = 12
_MOST_ITEMS = 200
_WORDS_FIELD = re.compile(r"words-(\d{1,18})-(kk|ru|en)")


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody objects to at a public record."""

    reason: str
    words: str = ""
    photo: UUID | None = None


def sheet(key: str, form: Form) -> Sheet:
    """What comes with every decision.

    Words that everybody will read are refused while they seem to hold personal data, unless ``sure`` is set.
    """
    public = _read("public_note", lambda: fields.text(form.get("public_note", ""), _PUBLIC, lines=True))
    found = personal.hints(public)
    if found and not form.get("sure"):
        told = ", ".join(str(words.PERSONAL[kind]) for kind in dict.fromkeys(one.kind for one in found))
        raise Unprocessable(
            _("The words for everybody may hold personal data: %(what)s", what=told),
            _("Change them, or say below that you are sure."),
            fields={"public_note": told},
        )
    note = _read("note", lambda: fields.text(form.get("note", ""), _NOTE, lines=True))
    return Sheet(key, _number(form.get("version", "")), note, public)


def observation_id(form: Form) -> int | None:
    """The observation that the decision is about; None for the whole site."""
    return _number(form["observation"]) if form.get("observation") else None


def reason(form: Form) -> str:
    """Why something is rejected."""
    if form.get("reason") not in REASONS:
        raise Unprocessable(_("Say why it is rejected."), fields={"reason": _("Choose one of the answers shown.")})
    return form["reason"]


def question(form: Form) -> str:
    """What the reporter is asked."""
    return _read("question", lambda: fields.text(form.get("question", ""), _PUBLIC, lines=True))


def letter(form: Form) -> Letter:
    """Number and date of the letter to the authority."""
    number = _read("letter_number", lambda: fields.text(form.get("letter_number", ""), _LETTER))
    return Letter(number, _read("letter_date", lambda: fields.day(form.get("letter_date", ""))))


def change(form: Form, site: Site) -> Change:
    """What differs from the site in the form; a field that the form does not have stays as it is."""
    values: dict[str, Any] = {}
    readers: Mapping[str, Callable[[], Any]] = {
        "kind": lambda: fields.one_of(form["kind"], KINDS) or site.kind,
        "precision": lambda: fields.one_of(form["precision"], PRECISIONS) or None,
        "precision_m": lambda: _float(fields.number(form["precision_m"], _LARGEST)),
        "place": lambda: fields.text(form["place"], _PLACE),
        "size_class": lambda: fields.one_of(form["size_class"], SIZES) or None,
        "area_m2": lambda: fields.number(form["area_m2"], _LARGEST),
        "volume_m3": lambda: fields.number(form["volume_m3"], _LARGEST),
    }
    values = {name: _read(name, reader) for name, reader in readers.items() if name in form}
    if form.get("lists"):  # boxes that are not ticked are not sent
        values["waste_types"] = list(_read("waste", lambda: fields.some_of(form.getlist("waste"), WASTE_TYPES)))
        values["signs"] = list(_read("signs", lambda: fields.some_of(form.getlist("signs"), SIGNS)))
    return Change(values, _place(form), _words(form))


def rectangles(form: Form) -> list[tuple[float, float, float, float]]:
    """The areas to be blurred: left, top, width, height as shares of the picture, given in percent."""
    found = []
    for number in range(1, MOST_AREAS + 1):
        typed = [form.get(f"{side}-{number}", "").strip() for side in ("left", "top", "width", "height")]
        if any(typed):
            left, top, width, height = (_percent(text) for text in typed)
            if width > 0 and height > 0 and left < 1 and top < 1:
                found.append((left, top, min(width, 1 - left), min(height, 1 - top)))
    return found


def upload_id(form: Form) -> UUID:
    """The photo that is meant."""
    try:
        return UUID(form.get("photo", ""))
    except ValueError:
        raise BadInput(_("No photo was chosen.")) from None


def items(form: Form) -> list[Item]:
    """The lines that were ticked: "key|version" or "key|version|observation"."""
    found = []
    for line in form.getlist("item")[:_MOST_ITEMS]:
        key, version, *seen = line.split("|")[:3] if line.count("|") in (1, 2) else ("", "")
        found.append(Item(key, _number(version), _number(seen[0]) if seen and seen[0] else None))
    if not found:
        raise BadInput(_("Tick at least one report first."))
    return found


def objection(form: Form) -> Objection:
    """What somebody objects to; "other" needs words."""
    said = _read("words", lambda: fields.text(form.get("words", ""), _PUBLIC, lines=True))
    why = form.get("reason", "")
    if why not in FLAG_REASONS:
        raise Unprocessable(_("Say what is wrong."), fields={"reason": _("Choose one of the answers shown.")})
    if why == "other" and not said:
        raise Unprocessable(_("Say what is wrong."), fields={"words": _("Write in a few words what is wrong.")})
    return Objection(why, said, fields.identity(form.get("photo", "")))


def version(form: Form) -> int:
    """The version that shall be brought back."""
    return _number(form.get("to_version", ""))


def cell_m(form: Form) -> float:
    """How coarse a place is made, in metres."""
    return float(_number(form.get("cell_m", "")))


def _place(form: Form) -> Point | None:
    """The place that was typed, if it is another one than the form came with."""
    typed = [form.get(name, "").strip() for name in ("lat", "lon")]
    if not any(typed) or typed == [form.get("was_lat", ""), form.get("was_lon", "")]:
        return None
    latitude = _read("lat", lambda: fields.coordinate(typed[0], 90))
    longitude = _read("lon", lambda: fields.coordinate(typed[1], 180))
    if latitude is None or longitude is None:
        raise Unprocessable(_("Two coordinates are needed."), fields={"lat": _("Write both coordinates.")})
    return Point(longitude, latitude)


def _words(form: Form) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name, typed in form.items():
        match = _WORDS_FIELD.fullmatch(name)
        if match:
            said = _read("words", partial(fields.text, typed, _WORDS, lines=True))
            found.setdefault(int(match[1]), {})[match[2]] = said
    return found


def _read(name: str, reader: Callable[[], T]) -> T:
    try:
        return reader()
    except FieldError as error:
        label: Words = words.COLUMN.get(name, name)
        raise Unprocessable(f"{label}: {error}", fields={name: str(error)}) from error


def _percent(text: str) -> float:
    try:
        value = float(text.replace(",", ".")) / 100
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Unprocessable(_("An area is given by four numbers from 0 to 100."))
    return value


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise BadInput(_("The form is not complete."), _("Load the page again."))
    return int(text)
