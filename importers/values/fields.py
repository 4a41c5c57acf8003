"""How each field is read from its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from importers.columns.mapping import DateStyle
from importers.columns.words import vocabulary
from importers.errors import N_, BadValue, NotKnown
from importers.limits import NAME, TEXT, WORDS
from importers.values import texts
from importers.values.chemistry import fraction, given_as, sample_unit
from importers.values.dates import parse_date
from importers.values.numbers import Measure, parse_decimal, parse_measure

_CLAUSE = re.compile(r"[;,]")
_ACTIVITY = re.compile(r"[1-9]\.[a-z](?:\.[ivx]{1,5})?")
_BRACKETS = re.compile(r"\.?\(([a-z]{1,5})\)")  # the European register writes 2(c)(i) for our 2.c.i
_NO = frozenset(("0", "false", "no", "n", "нет", "жоқ", "null", "na", "none"))


@dataclass(frozen=True, slots=True)
class Style:
    """How the values of one file are written; ``any_unit`` where units are from a list that somebody else checks."""

    dates: DateStyle = field(default_factory=DateStyle)
    decimal: str = ""
    any_unit: bool = False
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Parser = Callable[[str, Style], object]


def _text(limit: int, *, lines: bool = False) -> Parser:
    return lambda cell, style: texts.clean_text(cell, limit, lines=lines)


def _code(kind: str, name: str, nothing: str | None = None) -> Parser:
    codes, known = vocabulary(kind, name)
    return lambda cell, style: texts.code(cell, codes, style.values.get(name, {}), known) or nothing


def _codes(kind: str, name: str) -> Parser:
    codes, known = vocabulary(kind, name)

    def parse(cell: str, style: Style) -> tuple[str, ...]:
        found = [texts.code(part, codes, style.values.get(name, {}), known) for part in texts.split_codes(cell)]
        return tuple(dict.fromkeys(one for one in found if one))

    return parse


def _date(cell: str, style: Style) -> str:
    return parse_date(cell, style.dates)


def _amount(cell: str, style: Style) -> Decimal:
    number = parse_decimal(cell, style.decimal)
    if number < 0:
        raise BadValue(N_("%(value)s is below zero"), value=cell)
    return number


def _number(cell: str, style: Style) -> Decimal:
    return parse_decimal(cell, style.decimal)


def _measure(cell: str, style: Style) -> Measure:
    return parse_measure(cell, style.decimal)


def _whole(low: int, high: int) -> Parser:
    def parse(cell: str, style: Style) -> int:
        number = parse_decimal(cell.strip(), ".")
        if number != int(number) or not low <= number <= high:
            raise BadValue(
                N_("%(value)s is not a whole number from %(low)s to %(high)s"), value=cell, low=low, high=high
            )
        return int(number)

    return parse


def _unit(cell: str, style: Style) -> str:
    return texts.unit(cell)


def _secrecy(cell: str, style: Style) -> bool:
    """Whether something is kept confidential: a register says so, or gives its reason."""
    return texts.plain(cell) not in _NO | {""}


def _sample_unit(cell: str, style: Style) -> object:
    return sample_unit(cell, any_unit=style.any_unit)


def _medium(cell: str, style: Style) -> str:
    codes, known = vocabulary("samples", "medium")
    try:
        return texts.code(cell, codes, style.values.get("medium", {}), known)
    except BadValue as error:
        raise NotKnown("medium", cell, error.message.msgid, codes=list(codes)) from error


def _statistic(cell: str, style: Style) -> object:
    """The kind of figure; what follows it is a remark ("maximum; 25 samples, XRF")."""
    whole = _code("samples", "statistic", "single")
    try:
        return whole(cell, style)
    except BadValue:
        first = _CLAUSE.split(cell, maxsplit=1)[0]
        if first == cell:
            raise
        return whole(first, style)


def _activity(cell: str, style: Style) -> str:
    clean = _BRACKETS.sub(r".\1", texts.clean_text(cell, 20))
    if not _ACTIVITY.fullmatch(clean):
        raise BadValue(N_("%(value)s is not an activity code of the protocol, such as 1.c"), value=cell)
    return clean


_SOURCE: Mapping[str, Parser] = {
    "id": _text(200),
    "source_title": _text(TEXT),
    "source_url": lambda cell, style: " | ".join(texts.addresses(cell)),
    "source_date": _date,
    "citation": _text(TEXT),
    "note": _text(WORDS, lines=True),
}
_PLACE: Mapping[str, Parser] = {
    **_SOURCE,
    **dict.fromkeys(("name_kk", "name_ru", "name_en"), _text(NAME)),
    "precision": _code("", "precision"),
    "precision_m": _amount,
    "place": _text(TEXT),
    "oblast": _code("", "oblast"),
    "not_drawn": _code("", "not_drawn"),
}
PARSERS: Mapping[str, Mapping[str, Parser]] = {
    "reports": {
        **_PLACE,
        "kind": _code("reports", "kind", ""),
        "status": _code("reports", "status", ""),
        **dict.fromkeys(("status_text_kk", "status_text_ru", "status_text_en"), _text(TEXT)),
        **dict.fromkeys(("area_m2", "length_m", "volume_m3", "mass_t"), _amount),
        "waste_types": _codes("reports", "waste_types"),
        "waste_text": _text(TEXT),
        **dict.fromkeys(("first_reported", "observed_on"), _date),
        "observation": _code("reports", "observation", ""),
        **dict.fromkeys(("words_kk", "words_ru", "words_en"), _text(WORDS, lines=True)),
        "observer_kind": _code("reports", "observer_kind", ""),
        "photo_url": lambda cell, style: texts.addresses(cell),
    },
    "samples": {
        **_PLACE,
        **dict.fromkeys(("point_id", "sample_id", "duplicate_of", "label"), _text(200)),
        "medium": _medium,
        "purpose": _code("samples", "purpose", "routine"),
        **dict.fromkeys(("water_body", "taxon", "sampler", "substance", "uncertainty"), _text(NAME)),
        "fraction": lambda cell, style: fraction(texts.clean_text(cell, NAME)),
        "expressed_as": lambda cell, style: given_as(texts.clean_text(cell, NAME)),
        **dict.fromkeys(("method", "laboratory", "accreditation", "certificate"), _text(TEXT)),
        **dict.fromkeys(("depth_from_m", "depth_to_m", "distance_km", "distance_to_km"), _amount),
        **dict.fromkeys(("sampled_on", "received_on", "analysed_on", "accredited_until"), _date),
        "cas": lambda cell, style: texts.cas(cell),
        "qualifier": _code("samples", "qualifier", "="),
        "value": _measure,
        **dict.fromkeys(("value_min", "value_max"), _number),
        **dict.fromkeys(("detection_limit", "quantification_limit"), _amount),
        "unit": _sample_unit,
        "averaging": _code("samples", "averaging", ""),
        "statistic": _statistic,
        "basis": _code("samples", "basis", ""),
        "sample_count": _whole(1, 1_000_000),
    },
    "facilities": {
        **_PLACE,
        "kind": _code("facilities", "kind", ""),
        **dict.fromkeys(("operator", "owner", "commodity", "fuel", "commissioned"), _text(NAME)),
        "activity": _activity,
        "capacity": _amount,
        "capacity_unit": _unit,
        "status_text": _text(TEXT),
    },
    "releases": {
        **_SOURCE,
        "facility_id": _text(200),
        "year": _whole(1800, 2100),
        **dict.fromkeys(("period", "pollutant"), _text(NAME)),
        "pollutant_no": _whole(1, 200),
        "medium": _code("releases", "medium", "unknown"),
        **dict.fromkeys(("quantity", "permitted_quantity", "accidental_quantity"), _amount),
        "confidential": _secrecy,
        "unit": _unit,
        "determined": _code("releases", "determined"),
        "figure": _code("releases", "figure", "release"),
        "reported_as": _text(TEXT),
    },
    "areas": {
        **_PLACE,
        "category": _code("areas", "category", ""),
        **dict.fromkeys(("designation", "centre_is"), _text(TEXT)),
        "iucn": _code("areas", "iucn"),
        "established": _date,
        "area_ha": _amount,
        "status": _code("areas", "status", "protected"),
        "part_of": _text(200),
    },
    "schools": {**_PLACE, "kind": _code("schools", "kind", "")},
}
# Read together, by ``places``; and columns whose language is found out from what stands in them.
WHERE = ("latitude", "longitude", "coordinates", "geometry")
BY_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "name": ("name_kk", "name_ru", "name_en"),
    "words": ("words_kk", "words_ru", "words_en"),
}
_NUMERIC = (_amount, _number, _measure)
NUMBERS = frozenset(name for parsers in PARSERS.values() for name, one in parsers.items() if one in _NUMERIC)


def known_fields(kind: str) -> tuple[str, ...]:
    """Every field that a column of that kind of record can be read into."""
    own = PARSERS[kind]
    where = WHERE if "precision" in own else ()
    return (*own, *where, *(name for name, languages in BY_LANGUAGE.items() if languages[0] in own))
