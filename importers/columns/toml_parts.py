"""The parts of a mapping file, each checked, each with its own line when it is wrong."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyproj

from importers.errors import N_, ImportProblem

# Python knows codecs that are no encodings of text (zip, base64): only these are meant.
_ENCODINGS = re.compile(r"utf-?(8|16|32).*|cp\d+|windows-\d+|iso-?8859-\d+|latin-?1|koi8-[rut]|kz1048|ptcp154|mac-.+")
_CRS = re.compile(r"[A-Za-z_]{2,12}:[0-9A-Za-z]{1,10}")


def table(part: str, value: object) -> Mapping[str, Any]:
    """``value``, which must be a TOML table."""
    if not isinstance(value, dict):
        raise ImportProblem(N_("In the mapping, %(part)s must be a table."), part=part)
    return value


def words(part: str, value: object) -> Mapping[str, str]:
    """A table of texts; numbers are taken as text."""
    found = table(part, value)
    return {key: word(f"{part}.{key}", one) for key, one in found.items()}


def word(part: str, value: object) -> str:
    """A text, or a number as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ImportProblem(N_("In the mapping, %(part)s must be a text."), part=part)
    return str(value)


def choice(part: str, value: object, allowed: Sequence[str]) -> str:
    """One of ``allowed``."""
    if value not in allowed:
        raise ImportProblem(
            N_("In the mapping, %(part)s must be one of %(allowed)s."),
            part=part,
            allowed=[repr(one) for one in allowed],
        )
    return str(value)


def flag(part: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ImportProblem(N_("In the mapping, %(part)s must be true or false."), part=part)
    return value


def positive(part: str, value: object) -> int:
    """A whole number from 1."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ImportProblem(N_("In the mapping, %(part)s must be a whole number from 1."), part=part)
    return value


def factor(part: str, value: str | None) -> Decimal | None:
    """A number to multiply with, or None."""
    if value is None:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise ImportProblem(N_("In the mapping, %(part)s must be a number above 0."), part=part)
    return number


def lists(part: str, value: object, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """A table that holds nothing but lists of texts under these names."""
    found = table(part, value)
    for key, one in found.items():
        if key not in names or not isinstance(one, list):
            raise ImportProblem(
                N_("In the mapping, %(part)s can only hold lists called %(known)s."), part=part, known=list(names)
            )
    return {key: tuple(word(f"{part}.{key}", item) for item in one) for key, one in found.items()}


def encoding(value: object) -> str:
    """The name of an encoding of text."""
    name = word("encoding", value)
    try:
        if _ENCODINGS.fullmatch(name.lower()):
            return codecs.lookup(name).name
    except LookupError:
        pass
    raise ImportProblem(N_("In the mapping, %(name)s is not a known encoding; utf-8 or cp1251 would be."), name=name)


def crs(value: object) -> str:
    """A coordinate reference system by its authority and code, such as EPSG:28992."""
    name = word("crs", value)
    try:
        if _CRS.fullmatch(name):
            pyproj.CRS.from_user_input(name)
            return name
    except pyproj.exceptions.CRSError:
        pass
    raise ImportProblem(N_("In the mapping, crs must be a known code such as EPSG:28992, not %(name)s."), name=name)


def date_format(value: str) -> None:
    """Checks that ``value`` is a format in which a day can be written and read back."""
    try:
        moment = datetime(2014, 11, 23, 21, 9, 8, tzinfo=UTC)
        if "%d" in value or "%j" in value or "%m" in value or "%Y" in value:
            datetime.strptime(moment.strftime(value), value).replace(tzinfo=UTC)
            return
    except (ValueError, re.error):
        pass
    raise ImportProblem(
        N_("In the mapping, dates.format must be like %(example)s, not %(found)s."), example="%d.%m.%Y", found=value
    )


def zone(value: str) -> None:
    """Checks that ``value`` is the name of a time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImportProblem(
            N_("In the mapping, dates.zone must be like %(example)s, not %(found)s."),
            example="Asia/Almaty",
            found=value,
        ) from error
