"""Words, addresses and codes: cleaned, bounded, and never taken for more than text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from importers.errors import N_, BadValue
from importers.limits import ADDRESS
from mapapp.core.links import safe_links

# Control characters but for the line break and tab, marks that turn the direction of what follows, a stray byte mark.
_STRIPPED = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_CUT = re.compile(r"([;\t\r\n])")
_PUNCTUATION = re.compile(r"[\W_]+")
_SPLIT_CODES = re.compile(r"\s*[|;,]\s*")
_CAS = re.compile(r"(?:CAS\s*(?:No\.?|№)?\s*:?\s*)?(\d{2,7})(-?)(\d\d)\2(\d)", re.IGNORECASE)

_UNITS = {
    "мг/кг": "mg/kg", "мкг/кг": "ug/kg", "нг/кг": "ng/kg", "г/кг": "g/kg", "мг/г": "mg/g",
    "мг/л": "mg/l", "мкг/л": "ug/l", "нг/л": "ng/l", "г/л": "g/l",
    "мг/дм3": "mg/dm3", "мкг/дм3": "ug/dm3", "мг/м3": "mg/m3", "мкг/м3": "ug/m3", "нг/м3": "ng/m3",
    "мг/куб.м": "mg/m3", "пдк": "times MPC", "доли пдк": "times MPC", "кратность пдк": "times MPC", "шрк": "times MPC",
    "т/год": "t/year", "тонн/год": "t/year", "т": "t", "тонн": "t", "тонна": "t", "кг": "kg", "кг/год": "kg/year",
    "тыс. т": "thousand t", "тыс. тонн": "thousand t", "тыс. т/год": "thousand t/year", "мвт": "MW",
    "бк/кг": "Bq/kg", "мкзв/ч": "uSv/h", "°c": "degC", "ед. ph": "pH", "градус": "degC",
}  # fmt: skip


def clean_text(text: str, limit: int, *, lines: bool = False) -> str:
    """``text`` in composed form, without control characters, at most ``limit`` characters.

    Raises BadValue when it is longer, or holds a zero byte or half a character, which no database takes.
    """
    if "\0" in text:
        raise BadValue(N_("the text holds a zero byte"))
    clean = _STRIPPED.sub("", _unguarded(text) if "'" in text else text)
    clean = unicodedata.normalize("NFC", clean).strip()
    if not lines:
        clean = " ".join(clean.split())
    if len(clean) > limit:
        raise BadValue(N_("the text has %(found)s characters, more than %(most)s"), found=len(clean), most=limit)
    if any("\ud800" <= character <= "\udfff" for character in clean):
        raise BadValue(N_("the text holds a broken character: %(value)s"), value=clean)
    return clean


def _unguarded(text: str) -> str:
    """``text`` without the apostrophes that our own downloads put before what a spreadsheet takes for a formula.

    They stand at the beginning, and where a spreadsheet may cut the text (see mapapp.core.spreadsheets).
    """
    first, *others = _CUT.split(text)
    if first.startswith("'") and (_begins_formula(first[1:], "") or (first == "'" and others and others[0] != ";")):
        first = first[1:]
    return first + "".join(one[1:] if one.startswith("'") and _begins_formula(one[1:], '"') else one for one in others)


def _begins_formula(text: str, unseen: str) -> bool:
    seen = (one for one in text if one.isprintable() and not one.isspace() and one not in unseen)
    return unicodedata.normalize("NFKC", next(seen, "")) in ("=", "+", "-", "@")


def addresses(text: str) -> tuple[str, ...]:
    """The web addresses in a cell, several of them separated by "|". Raises BadValue for anything that is none."""
    parts = [part for part in re.split(r"\s*\|\s*", clean_text(text, 20 * ADDRESS)) if part]
    for part in parts:
        if len(part) > ADDRESS or safe_links(part) != (part,):
            raise BadValue(N_("%(value)s is not a web address that begins with http:// or https://"), value=part)
    return tuple(parts)


def plain(text: str) -> str:
    """``text`` for comparing: composed, small letters, ё as е, one blank for every run of punctuation."""
    folded = unicodedata.normalize("NFKC", text[:500]).casefold().replace("ё", "е")
    return _PUNCTUATION.sub(" ", folded).strip()


def code(text: str, codes: Sequence[str], table: Mapping[str, str], synonyms: Mapping[str, str]) -> str:
    """The code that ``text`` stands for: by the mapping's table, as the code itself, or by a known word.

    The table may give no code ("") for a word. Raises BadValue when nothing fits.
    """
    given = substitute(text, table)
    if given and given not in codes:
        raise BadValue(N_("the mapping gives %(value)s, which is not one of %(codes)s"), value=given, codes=list(codes))
    if given is not None:
        return given
    if text.strip() in codes:
        return text.strip()
    if (key := plain(text)) in synonyms:
        return synonyms[key]
    raise BadValue(
        N_("%(value)s is not one of %(codes)s; say what it means in the mapping's values"),
        value=text,
        codes=list(codes),
    )


def substitute(text: str, table: Mapping[str, str]) -> str | None:
    """What the mapping's table gives for ``text``, letter by letter or in its plain form; None when nothing."""
    if text.strip() in table:
        return table[text.strip()]
    key = plain(text)
    return next((given for words, given in table.items() if key and plain(words) == key), None)


def split_codes(text: str) -> list[str]:
    """The parts of a cell with several codes or words."""
    return [part for part in _SPLIT_CODES.split(text.strip()) if part]


def unit(text: str) -> str:
    """A unit in ASCII: known Cyrillic ones in Latin letters, µ as u, powers as plain digits."""
    clean = unicodedata.normalize("NFKC", clean_text(text, 60)).replace("μ", "u").replace("µ", "u")
    known = _UNITS.get(clean.lower())
    if known is None and not clean.isascii():
        raise BadValue(N_("the unit %(value)s is not known: say what it is in the mapping's values"), value=text)
    return known or clean


def cas(text: str) -> str:
    """A CAS number whose check digit is right, with its hyphens; a spreadsheet may have lost them."""
    clean = clean_text(text, 40)
    match = _CAS.fullmatch(clean)
    digits = (match[1] + match[3])[::-1] if match else ""
    if not match or sum(place * int(digit) for place, digit in enumerate(digits, 1)) % 10 != int(match[4]):
        raise BadValue(N_("%(value)s is not a CAS number"), value=text)
    return f"{match[1]}-{match[3]}-{match[4]}"


def language_of(text: str) -> str:
    """The language that the letters of ``text`` show: kk by the Kazakh ones, ru by other Cyrillic ones, else en."""
    lower = text.lower()
    if any(letter in lower for letter in "әғқңөұүһі"):
        return "kk"
    return "ru" if any("а" <= letter <= "я" or letter == "ё" for letter in lower) else "en"
