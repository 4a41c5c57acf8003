"""The forms of campaigns, read once at the edge. What is wrong is said by field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from mapapp.core.dates import parse_date
from mapapp.core.i18n import Words
from mapapp.domains.samples.campaigns import labels
from mapapp.domains.samples.campaigns.places import NamedSpot, parse_line, parse_places
from mapapp.domains.samples.campaigns.service import CampaignDraft, PlanDraft
from mapapp.domains.samples.campaigns.words import VISIBILITY
from mapapp.domains.samples.models import CAMPAIGN_STATES, MEDIA
from mapapp.errors import BadInput, Unprocessable

T = TypeVar("T")
Form = MultiDict[str, str]
_LONGEST_NAME, _LONGEST_WORDS, _MOST_ANALYTES, _MOST_AT_ONCE = 160, 4000, 60, 200
_DEFAULT_PREFIX = "S"
_LANGUAGES = ("kk", "ru", "en")


class _Reader:
    """Reads fields one by one and gathers what is wrong with them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.wrong: dict[str, Words] = {}

    def __call__(self, name: str, read: Callable[[str], T]) -> T | None:
        """The field as ``read`` makes it; None when that says what is wrong."""
        try:
            return read(self._form.get(name, "").replace("\x00", ""))
        except BadInput as error:
            self.wrong[name] = f"{error.message} {error.hint}".strip()
            return None

    def done(self) -> None:
        """Raises Unprocessable when something was wrong."""
        if self.wrong:
            raise Unprocessable(_("Some fields need another look."), fields=self.wrong)


def campaign(form: Form, oblasts: set[str]) -> CampaignDraft:
    """The campaign that was described. Raises Unprocessable."""
    reader = _Reader(form)
    names = {code: reader(f"name_{code}", _text(_LONGEST_NAME)) or "" for code in _LANGUAGES}
    about = {code: reader(f"words_{code}", _text(_LONGEST_WORDS)) or "" for code in _LANGUAGES}
    state = reader("state", _one_of(CAMPAIGN_STATES)) or ""
    visibility = reader("visibility", _one_of(tuple(VISIBILITY))) or ""
    starts, ends = reader("starts_on", _date) or "", reader("ends_on", _date) or ""
    oblast = reader("oblast", _one_of(("", *oblasts)))
    line = reader("line", parse_line) or []
    if not any(names.values()):
        reader.wrong.setdefault("name_kk", _("Type the name in at least one language."))
    if starts and ends and parse_date(ends).last < parse_date(starts).first:
        reader.wrong.setdefault("ends_on", _("It ends before it begins."))
    reader.done()
    named, said = ({code: value for code, value in one.items() if value} for one in (names, about))
    return CampaignDraft(named, said, state, visibility, starts, ends, oblast or None, line)


def plan(form: Form) -> PlanDraft:
    """Many samples at once: pasted places, or a count. Raises Unprocessable."""
    reader = _Reader(form)
    places = reader("places", parse_places) or []
    count = reader("count", _count) or 0
    if places and count:
        reader.wrong.setdefault("count", _("Either a number or a list of places, not both."))
    elif not places and not count and "places" not in reader.wrong and "count" not in reader.wrong:
        reader.wrong["count"] = _("Say how many samples, or paste the places.")
    return _draft(reader, places or [NamedSpot("", None)] * count)


def sample(form: Form) -> PlanDraft:
    """One planned sample. Raises Unprocessable."""
    reader = _Reader(form)
    place = reader("place", _text(_LONGEST_NAME)) or ""
    found = reader("coordinates", _coordinates)
    return _draft(reader, [NamedSpot(place, found.lonlat if found else None)])


def _draft(reader: _Reader, places: list[NamedSpot]) -> PlanDraft:
    draft = PlanDraft(
        places,
        reader("prefix", _prefix) or _DEFAULT_PREFIX,
        reader("medium", _one_of(MEDIA)) or "",
        reader("analytes", _analytes) or (),
        reader("who", _text(_LONGEST_NAME)) or "",
        reader("planned_on", _date) or "",
    )
    reader.done()
    return draft


def _text(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text.strip()) > longest:
            raise BadInput(_("This is too long: %(n)s characters at most.", n=longest))
        return text.strip()

    return read


def _one_of(codes: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in codes:
            raise BadInput(_("Choose one of these."))
        return text

    return read


def _date(text: str) -> str:
    try:
        return parse_date(text).text if text.strip() else ""
    except ValueError:
        raise BadInput(_("Write the date as 2026-05-31, 2026-05 or 2026.")) from None


def _count(text: str) -> int:
    plain = text.strip()
    if plain and not (plain.isascii() and plain.isdigit() and len(plain) < 5 and 0 < int(plain) <= _MOST_AT_ONCE):
        raise BadInput(_("A number from 1 to %(n)s.", n=_MOST_AT_ONCE))
    return int(plain) if plain else 0


def _prefix(text: str) -> str:
    found = labels.prefix(text) if text.strip() else _DEFAULT_PREFIX
    if found is None:
        raise BadInput(
            _("Up to eight Latin letters and digits, without 0, O, 1, I and L: on a wet bottle they look alike.")
        )
    return found


def _analytes(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(part.split()) for part in re.split(r"[,;\n]", text) if part.strip()))
    if len(found) > _MOST_ANALYTES or any(len(one) > _LONGEST_NAME for one in found):
        raise BadInput(_("%(n)s substances at most, separated by commas.", n=_MOST_ANALYTES))
    return found


def _coordinates(text: str) -> NamedSpot | None:
    if not text.strip():
        return None
    found = parse_places(text)
    if len(found) != 1 or found[0].lonlat is None:
        raise BadInput(_("Write the coordinates as 49.81234, 73.12345."))
    return found[0]
