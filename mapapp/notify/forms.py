"""The form of an alert as it came: its values, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from mapapp.config import LANGUAGES
from mapapp.core import post, trap
from mapapp.core.i18n import Words, language
from mapapp.errors import BadInput
from mapapp.notify.areas import DEFAULT_RADIUS_KM, Area, Wrong, read_area
from mapapp.notify.places import Spot

_NAMES = ("area", "unit", "place", "radius", "outline", "email", "language")


@dataclass(slots=True)
class Form:
    """What to show: values by field, errors by field, and settlements to choose from."""

    values: dict[str, str]
    uuid: UUID
    ticket: str
    errors: dict[str, Words] = field(default_factory=dict)
    spots: Sequence[Spot] = ()


def fresh(values: Mapping[str, str]) -> Form:
    """An empty form, but for what the address of the page says: ``lat``, ``lon``, ``radius`` or ``unit``."""
    place = f"{values['lat']}, {values['lon']}"[:60] if values.get("lat") and values.get("lon") else ""
    start = {
        "area": "radius" if place else "unit",
        "unit": values.get("unit", "").lower()[:20],
        "place": place,
        "radius": values.get("radius", "")[:10] or f"{DEFAULT_RADIUS_KM:g}",
        "language": language(),
    }
    return Form({**dict.fromkeys(_NAMES, ""), **start}, uuid4(), trap.ticket())


def sent(form: MultiDict[str, str]) -> Form:
    """The form as somebody sent it, to be shown again when something is wrong; its identity stays."""
    values = {name: form.get(name, "").replace("\x00", "") for name in _NAMES}
    return Form(values, _uuid(form.get("uuid", "")), trap.ticket())


def read(db: Session, form: MultiDict[str, str], shown: Form) -> tuple[Area, str, str] | None:
    """Area, address and language; None when something is wrong, which ``shown`` then says."""
    try:
        trap.check(form.get("ticket", ""), form.get("website", ""))
    except BadInput as error:
        shown.errors["form"] = f"{error.message} {error.hint}".strip()
    area = read_place(db, form, shown)
    address = ""
    try:
        address = post.checked(form.get("email", ""))
    except BadInput as error:
        shown.errors["email"] = f"{error.message} {error.hint}".strip()
    return None if shown.errors or area is None else (area, address, language_of(form))


def read_place(db: Session, form: MultiDict[str, str], shown: Form) -> Area | None:
    """The area alone."""
    try:
        return read_area(db, form)
    except Wrong as wrong:
        shown.errors[wrong.field], shown.spots = wrong.message, wrong.spots
        return None


def language_of(form: MultiDict[str, str]) -> str:
    """The language of the letters: the one chosen, else that of the page."""
    chosen = form.get("language", "")
    return chosen if chosen in LANGUAGES else language()


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
