"""The substances that a name can mean: by CAS number, symbol or any spelling; what is not known is not guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process

from importers.errors import N_, BadValue, NotKnown
from importers.values import texts
from importers.values.described import described
from importers.values.folded import as_symbol, folded
from mapapp.config import ROOT

NEW = "new: "  # before the name of a substance that a person wants added
UNKNOWN = N_("the substance %(value)s is not known: say in the mapping's values which it is, or that it is new")
# Symbols that mean a gas in air only: CO in soil is cobalt in capitals.
ONLY_IN_AIR = frozenset({"CO", "NO"})
_SYMBOL = re.compile(r"[A-Za-z]{1,3}\d?")
# Words of the language that are symbols as well ("No" for number, "as"): taken for a symbol only in its own spelling.
_ORDINARY = frozenset(
    {"no", "as", "in", "co", "be", "at", "he", "am", "i", "a", "n", "p", "s", "f", "b", "v", "k", "u"}
)
_PARTS = re.compile(r"\s*[()\[\],;/|]\s*|\s+[-–—]\s+|:\s+")
_CAS = re.compile(r"(?:CAS\s*(?:No\.?|№)?\s*:?\s*)?(\d{2,7}-\d\d-\d)", re.IGNORECASE)
_OF_IONS = re.compile(
    r"(?P<ion>NO3|NO2|NH4|NH3|PO4)\s*[-–—]\s*(?P<of>N|P)|(?P<of2>N|P)\s*[-–—]\s*(?P<ion2>NO3|NO2|NH4|NH3|PO4)"
)
_OF_WORDS = re.compile(
    r"(?P<of>азот|фосфор|nitrogen|phosphorus)\s+(?:\(?(?P<ion>нитрат\w*|нитрит\w*|аммон\w*|фосфат\w*|аммиак\w*)\)?)"
    r"|(?P<ion2>нитрат\w*|нитрит\w*|аммон\w*|nitrate|nitrite|ammoni\w+|ortho-?phosphate|phosphate)"
    r"(?:ный|ного|ның|дың|\s*[-–—])?\s*(?P<of2>азот\w*|nitrogen|фосфор\w*|phosphorus|N|P)\b",
    re.IGNORECASE,
)
_IONS: Sequence[tuple[str, str]] = (
    ("нитрат", "nitrate"), ("nitrate", "nitrate"), ("no3", "nitrate"), ("нитрит", "nitrite"), ("nitrite", "nitrite"),
    ("no2", "nitrite"), ("аммиак", "ammonia"), ("nh3", "ammonia"), ("ammonia", "ammonia"), ("аммон", "ammonium"),
    ("ammoni", "ammonium"), ("nh4", "ammonium"), ("фосфат", "phosphate"), ("phosphate", "phosphate"),
    ("po4", "phosphate"),
)  # fmt: skip
_LIKE, _MOST_LIKE = 62, 3


@dataclass(frozen=True, slots=True)
class Known:
    """A substance and everything it is called."""

    code: str
    cas: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    synonyms: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """The substance that a name means, and what the name says besides: codes, or "" where it says nothing."""

    code: str
    fraction: str = ""
    expressed_as: str = ""
    basis: str = ""


class Vocabulary:
    """The known substances by everything they are called; asking never changes it."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known = list(known)
        self._symbols: dict[str, str] = {}
        self._names: dict[str, str | None] = {}  # None: two substances are called so
        self._cas: dict[str, set[str]] = {}
        self._own: set[str] = set()
        self._codes = {one.code for one in self._known}
        for one in self._known:
            self._learn(one)
        for symbol, code in list(self._symbols.items()):
            self._symbols.setdefault(symbol.upper(), code)

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def by_cas(self, cas: str) -> frozenset[str]:
        """The codes of the substances with that CAS number: a sum of isomers may bear the number of one of them."""
        return frozenset(self._cas.get(cas, ()))

    def meaning(self, name: str) -> Meaning | None:
        """The substance that ``name`` means and what it says of form and reporting; None when that is not certain.

        Every part of the name must say the same ("Pb (свинец)") or be a known word ("общ.", "по N", a CAS number).
        """
        if name in self._codes:
            return Meaning(name)
        said = described(name, noise=True)
        whole = self._code(name)
        if whole:
            own = folded(name) in self._own
            return Meaning(whole, "" if own else said.fraction, said.expressed_as, said.basis)
        ion = _ion(name)
        if ion:
            return Meaning(ion[0], said.fraction, ion[1], said.basis)
        codes = self._of_parts(said.rest)
        return Meaning(codes, said.fraction, said.expressed_as, said.basis) if codes else None

    def which(self, name: str, cas: str) -> Meaning:
        """The substance that a name and a CAS number mean, either of which may be missing.

        Raises BadValue when they contradict each other or neither is there, NotKnown when neither is known.
        """
        of_cas = self.by_cas(cas) if cas else frozenset()
        if not name and not cas:
            raise BadValue(N_("The row names no substance; give its name or CAS number."), field="substance")
        meaning = self.meaning(name) if name else None
        if meaning and of_cas and meaning.code not in of_cas:
            raise BadValue(N_("the CAS number %(cas)s is not that of %(value)s"), field="cas", cas=cas, value=name)
        if meaning is None and len(of_cas) != 1:
            raise NotKnown("substance", name or cas, UNKNOWN)
        return meaning or Meaning(min(of_cas))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Up to three known spellings that are written like ``name``, of different substances, the nearest first."""
        spelling = folded(described(name, noise=True).rest or name)
        found = process.extract(spelling, self._names.keys(), scorer=fuzz.WRatio, limit=20, score_cutoff=_LIKE)
        shown: dict[str, None] = {}
        for match, _score, _at in found:
            code = self._names[match]
            if code and (len(match) > 2 or len(spelling) < 4):
                shown.setdefault(code)
        return tuple(shown)[:_MOST_LIKE]

    def _code(self, name: str) -> str | None:
        symbol = as_symbol(name)
        if symbol in self._symbols:
            return self._symbols[symbol]
        key = folded(name)
        if symbol.casefold() in _ORDINARY:
            return None
        return self._names.get(key) or self._names.get(_sorted(key))

    def _of_parts(self, text: str) -> str | None:
        found: frozenset[str] | None = None
        for part in filter(None, (one.strip() for one in _PARTS.split(text))):
            cas = _CAS.fullmatch(part)
            codes = self.by_cas(cas[1]) if cas else self._codes_of(part)
            found = codes if found is None else found & codes
        return min(found) if found and len(found) == 1 else None

    def _codes_of(self, part: str) -> frozenset[str]:
        rest = described(part, noise=True).rest
        code = self._code(part) or (self._code(rest) if rest else None)
        return frozenset({code} if code else ())

    def _learn(self, one: Known) -> None:
        for name in (one.code.replace("_", " "), one.code, *one.names.values(), *one.synonyms):
            symbol, key = as_symbol(name), folded(name)
            if _SYMBOL.fullmatch(symbol) and not name.islower():
                self._symbols.setdefault(symbol, one.code)
            for spelling in {key, _sorted(key)} - {""}:
                taken = self._names.setdefault(spelling, one.code)
                if taken != one.code:
                    self._names[spelling] = None
        self._own |= {folded(name) for name in one.names.values()}
        if one.cas:
            self._cas.setdefault(one.cas, set()).add(one.code)


@cache
def shipped() -> Vocabulary:
    """The substances that ship with the program (data/reference/limits/substances.csv)."""
    with (ROOT / "data/reference/limits/substances.csv").open(encoding="utf-8", newline="") as file:
        return Vocabulary(
            Known(
                row["code"],
                row["cas"],
                {language: row[f"name_{language}"] for language in ("kk", "ru", "en") if row[f"name_{language}"]},
                [one for one in row["synonyms"].split("|") if one],
            )
            for row in csv.DictReader(file)
        )


def _sorted(key: str) -> str:
    """The words of a name in one order: "общий фосфор" is "фосфор общий"; names with numbers stay as they are."""
    words = key.split()
    return " ".join(sorted(words)) if 1 < len(words) < 5 and all(word.isalpha() for word in words) else key


def _ion(name: str) -> tuple[str, str] | None:
    """The ion whose nitrogen or phosphorus is meant ("NO3-N", "азот нитратный"), and that element."""
    text = texts.clean_text(as_symbol(name) if name.isascii() or len(name) < 8 else name, 300)
    match = _OF_IONS.fullmatch(text) or _OF_WORDS.fullmatch(text)
    if not match:
        return None
    ion, of = (match["ion"] or match["ion2"]).lower(), (match["of"] or match["of2"]).lower()
    code = next(code for stem, code in _IONS if ion.replace("ortho", "").strip("-").startswith(stem))
    element = "P" if of.startswith(("фосф", "phos", "p")) else "N"
    return (code, element) if (element == "P") == (code == "phosphate") else None
