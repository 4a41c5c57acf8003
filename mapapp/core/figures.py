"""Numbers, areas, masses and dates in the reader's language; what is not known stays unsaid."""

from __future__ import annotations

from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from flask_babel import gettext as _

from mapapp.core.dates import parse_date
from mapapp.core.i18n import language

_GROUPED = "#,##0.##########"


def number(value: Decimal | float | int) -> str:
    """The number with its digits as given and the language's separators."""
    return str(format_decimal(value, format=_GROUPED, locale=language()))


def short_number(value: Decimal | float) -> str:
    """The number with three significant digits below 100, none after the point above."""
    amount = Decimal(value)
    if abs(amount) >= 100 or amount == 0:
        return number(amount.quantize(Decimal(1)))
    digits = max(0, 2 - amount.adjusted())
    return number(round(amount, digits).normalize() + 0)


def percentage(value: Decimal) -> str:
    """The number before a per cent sign: one digit after the point, below 0.1 the two digits that count."""
    if abs(value) >= Decimal("0.1") or value == 0:
        return number(value.quantize(Decimal("0.1")).normalize() + 0)
    return number(Decimal(f"{value:.1e}").normalize() + 0)


def area(square_metres: Decimal | float) -> str:
    """An area in square metres, from one hectare in hectares, from ten square kilometres in those."""
    amount = Decimal(square_metres)
    if amount >= 10_000_000:
        return str(_("%(n)s km²", n=short_number(amount / 1_000_000)))
    if amount >= 10_000:
        return str(_("%(n)s ha", n=short_number(amount / 10_000)))
    return str(_("%(n)s m²", n=short_number(amount)))


def hectares(amount: Decimal | float) -> str:
    """A published area in hectares, digits as published."""
    return str(_("%(n)s ha", n=number(amount)))


def metres(amount: Decimal | float) -> str:
    """A length: metres, from one kilometre in kilometres."""
    if amount >= 1000:
        return str(_("%(n)s km", n=short_number(Decimal(amount) / 1000)))
    return str(_("%(n)s m", n=short_number(amount)))


def cubic_metres(amount: Decimal | float) -> str:
    """A volume in cubic metres."""
    return str(_("%(n)s m³", n=number(amount)))


def tonnes(amount: Decimal | float) -> str:
    """A mass in tonnes."""
    return str(_("%(n)s t", n=number(amount)))


def day(text: str) -> str:
    """A partial date in words (``2014-11`` as "November 2014"); text that is no date comes back as it is."""
    try:
        parse_date(text)
    except ValueError:
        return text
    return " – ".join(_one(part) for part in text.split("/"))


def _one(text: str) -> str:
    parts = text.count("-") + 1
    if parts == 1:
        return text
    first = parse_date(text).first
    if parts == 2:
        return str(format_skeleton("yMMMM", first, locale=language()))
    return str(format_date(first, format="long", locale=language()))
