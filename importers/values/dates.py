"""Dates as people and programs write them, kept with the precision they have (EDTF level 0)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from importers.columns.mapping import DateStyle
from importers.errors import N_, BadValue
from mapapp.core.dates import parse_date as check_edtf

_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2}|UTC)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_DOTTED_MONTH = re.compile(r"(\d{1,2})\.(\d{4})")
_YEAR = re.compile(r"(\d{4})\s*(?:г\.?|год|года|ж\.?|жыл|жылы)")
_SLASHED = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}(?:\s.*)?")
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_UNITS = {"s": Decimal(1), "ms": Decimal(1000)}


def parse_date(text: str, style: DateStyle) -> str:
    """The date in ``text`` as EDTF: a year, a month, a day or an interval; the time of day is left out.

    Raises BadValue for what is no date, and for "03/04/2015", which is two, when no format was declared.
    """
    clean = " ".join(text.split())
    found = _checked(clean)
    if found:
        return found
    if style.unit:
        return _of_epoch(clean, style)
    if style.format:
        return _of_format(clean, style)
    written = _of_writing(clean, style)
    found = _checked(written) if written else ""
    if found:
        return found
    if _SLASHED.fullmatch(clean):
        raise BadValue(
            N_('%(value)s can be read in two ways: add a format under [dates] to the mapping, such as "%(example)s"'),
            value=text,
            example="%d/%m/%Y",
        )
    raise BadValue(N_("%(value)s is not a date"), value=text)


def _checked(text: str) -> str:
    try:
        date = check_edtf(text)
    except ValueError:
        return ""
    usual = date.first.year >= _FIRST_YEAR and date.last.year <= _LAST_YEAR
    return date.text if usual and date.text.isascii() else ""


def _of_writing(text: str, style: DateStyle) -> str:
    """The EDTF form of what can be read in one way only: day before month goes with dots."""
    if match := _ISO_MOMENT.fullmatch(text):
        return _day_of_moment(text, match[1], style)
    if match := _DOTTED.fullmatch(text):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if match := _DOTTED_MONTH.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02}"
    match = _YEAR.fullmatch(text)
    return match[1] if match else ""


def _day_of_moment(text: str, day: str, style: DateStyle) -> str:
    """The day of a moment where it happened; a moment without an offset is already of that place."""
    try:
        moment = datetime.fromisoformat(text.replace(" UTC", "Z").replace(",", "."))
    except ValueError:
        return day
    return day if moment.tzinfo is None else moment.astimezone(_zone(style)).date().isoformat()


def _of_epoch(text: str, style: DateStyle) -> str:
    try:
        seconds = Decimal(text) / _UNITS[style.unit]
        found = _checked(datetime.fromtimestamp(float(seconds), _zone(style)).date().isoformat())
    except (InvalidOperation, ValueError, OverflowError, OSError):
        found = ""
    if not found:
        raise BadValue(N_("%(value)s is not a time in %(unit)s since 1970"), value=text, unit=style.unit)
    return found


def _of_format(text: str, style: DateStyle) -> str:
    try:
        moment = datetime.strptime(text, style.format)  # noqa: DTZ007 -- the day is taken as it is written
    except ValueError as error:
        raise BadValue(N_("%(value)s is not a date of the form %(format)s"), value=text, format=style.format) from error
    day = moment.date() if moment.tzinfo is None else moment.astimezone(_zone(style)).date()
    found = _checked(_as_precise(day.isoformat(), style.format))
    if not found:
        raise BadValue(N_("%(value)s is not a date"), value=text)
    return found


def _as_precise(day: str, form: str) -> str:
    """Only what the format holds: no day that nobody wrote."""
    if any(code in form for code in ("%d", "%j", "%x", "%c", "%e", "%D")):
        return day
    return day[:7] if any(code in form for code in ("%m", "%b", "%B")) else day[:4]


def _zone(style: DateStyle) -> tzinfo:
    return UTC if style.zone == "UTC" else ZoneInfo(style.zone)
