"""Single values of a form: what a person typed, made safe and exact, or refused with words that say what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TypeVar
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from shapely.geometry import Polygon
from werkzeug.datastructures import MultiDict

from mapapp.core import figures
from mapapp.core.dates import parse_date
from mapapp.core.i18n import Words, language
from mapapp.domains.reports.intake.words import OUTLINE
from mapapp.spatial.outline import BadOutline, parse_outline

T = TypeVar("T")
_KAZAKHSTAN = timezone(timedelta(hours=5))  # one time in the whole country since March 2024
_EARLIEST = date(1990, 1, 1)
_DROPPED = {"Cc", "Cs", "Cn", "Co"}
_TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF)}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_MAX_EMAIL = 254


class FieldError(ValueError):
    """The value cannot be used; the message is in the reader's language and says what to do."""


class Reader:
    """Reads the fields of a form one after another and keeps what is wrong with each."""

    def __init__(self, data: MultiDict[str, str]) -> None:
        self.data, self.errors = data, dict[str, Words]()

    def __call__(self, name: str, check: Callable[[str], T]) -> T | None:
        """The field as ``check`` gives it, or None and an entry in ``errors``."""
        try:
            return check(self.data.get(name, ""))
        except FieldError as error:
            self.errors[name] = str(error)
            return None

    def many(self, name: str, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Those of ``codes`` that were chosen."""
        return self(name, lambda _value: some_of(self.data.getlist(name), codes)) or ()


def text(value: str, most: int, *, lines: bool = False) -> str:
    """``value`` without control characters and signs that turn the direction of writing, in one form of Unicode.

    Line breaks stay only with ``lines``. Raises FieldError when more than ``most`` characters are left.
    """
    plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = "".join(one for one in plain if one == "\n" or _shown(one))
    clean = kept.strip() if lines else " ".join(kept.split())
    if len(clean) > most:
        said = {"most": figures.number(most), "now": figures.number(len(clean))}
        raise FieldError(_("Please be shorter: at most %(most)s characters, now there are %(now)s.", **said))
    return clean


def one_of(value: str, codes: Iterable[str]) -> str:
    """``value`` if it is one of ``codes`` or empty. Raises FieldError."""
    if value and value not in codes:
        raise FieldError(_("Choose one of the answers shown."))
    return value


def some_of(values: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    """Those of ``codes`` that are in ``values``, each once and in the order of ``codes``. Raises FieldError."""
    known, chosen = tuple(codes), {value for value in values if value}
    if not chosen <= set(known):
        raise FieldError(_("Choose one of the answers shown."))
    return tuple(code for code in known if code in chosen)


def number(value: str, most: float) -> Decimal | None:
    """A positive number as people write it: 12,5 or 1 200 or 1,200.50; None when empty. Raises FieldError."""
    plain = re.sub(r"[\s'’_]", "", value)
    if not plain:
        return None
    grouped = _GROUPS.fullmatch(plain)
    if grouped and ("." in plain or plain.count(",") > 1 or language() == "en"):
        sign = max(",.", key=plain.rfind)
        point = sign if plain.count(sign) == 1 and len(set(plain) & set(",.")) == 2 else ""
        plain = "".join("." if one == point else one for one in plain if one.isdigit() or one == point)
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise FieldError(_("Write a number, such as 12,5."))
    try:
        found = Decimal(plain)
    except InvalidOperation:
        raise FieldError(_("Write a number, such as 12,5.")) from None
    if not 0 < found <= Decimal(most):
        raise FieldError(_("The number must be more than 0 and at most %(most)s.", most=figures.number(most)))
    return found


def coordinate(value: str, bound: float) -> float | None:
    """A number of degrees as scripts send it, None when empty. Raises FieldError."""
    if not value.strip():
        return None
    found = _float(value)
    if found is None or abs(found) > bound:
        raise FieldError(_("The place could not be read. Choose it again."))
    return round(found, 7)


def accuracy(value: str) -> float | None:
    """A phone's accuracy in metres, None when it said none. Raises FieldError."""
    if not value.strip():
        return None
    found = _float(value)
    if found is None or found < 0:
        raise FieldError(_("The place could not be read. Choose it again."))
    return found


def outline(text: str) -> Polygon | None:
    """The outline of a GeoJSON text (EPSG:4326, longitude latitude), None when empty. Raises FieldError."""
    if not text.strip():
        return None
    try:
        return parse_outline(text)
    except BadOutline as error:
        raise FieldError(str(OUTLINE[error.why])) from None


def day(value: str) -> str:
    """A day, a month or a year (EDTF), also typed as 03.11.2026; empty stays so. Raises FieldError.

    It must have begun already where Kazakhstan is, and not lie before 1990.
    """
    plain = value.strip()
    turned = _DAY_FIRST.fullmatch(plain)
    if turned:
        plain = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
    if not plain:
        return ""
    try:
        found = parse_date(plain)
    except ValueError:
        raise FieldError(_("Write the day as 2026-05-31.")) from None
    if "/" in plain or not plain.isascii():
        raise FieldError(_("Write the day as 2026-05-31."))
    if found.first > today():
        raise FieldError(_("This day has not come yet. Write the day on which you saw it."))
    if found.last < _EARLIEST:
        raise FieldError(_("This is too long ago. Write a day since 1990."))
    return plain


def today() -> date:
    """The day that it is in Kazakhstan."""
    return datetime.now(UTC).astimezone(_KAZAKHSTAN).date()


def email(value: str) -> str:
    """An address that letters can be sent to, or empty. Raises FieldError."""
    plain = value.strip()
    if not plain:
        return ""
    try:
        if len(plain) > _MAX_EMAIL:
            raise EmailNotValidError
        return validate_email(plain, check_deliverability=False).normalized
    except (EmailNotValidError, UnicodeError):
        raise FieldError(_("This is not an e-mail address. Check it, or leave it empty.")) from None


def identity(value: str) -> UUID | None:
    """A UUID, None for anything else."""
    try:
        return UUID(value)
    except ValueError:
        return None


def _shown(character: str) -> bool:
    return unicodedata.category(character) not in _DROPPED and character not in _TURNING


def _float(value: str) -> float | None:
    plain = value.strip().replace(",", ".")
    try:
        found = float(plain) if plain.isascii() and len(plain) <= 40 else float("nan")
    except ValueError:
        return None
    return found if isfinite(found) else None
