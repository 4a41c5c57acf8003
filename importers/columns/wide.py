"""Tables with a substance a column: what a heading such as "Свинец (Pb), мг/кг" says, and what is beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from importers.values.texts import plain
from importers.values.units import UnitText, read_unit
from importers.vocabulary import ONLY_IN_AIR, Meaning, Vocabulary

# Columns beside a result that say something of it; the key under which the result's entry names them.
_BESIDE: Mapping[str, frozenset[str]] = {
    "uncertainty_from": frozenset(
        [
            "±",
            "погрешность",
            "неопределенность",
            "uncertainty",
            "error",
            "қателік",
            "белгісіздік",
            "δ",
            "sd",
            "ско",
            "u",
        ]
    ),
    "detection_limit_from": frozenset({"предел обнаружения", "анықтау шегі", "lod", "mdl", "dl", "по", "нпо"}),
    "quantification_limit_from": frozenset({"предел определения", "loq", "pql", "rl", "пко"}),
    "method_from": frozenset({"метод", "методика", "нд на метод", "method", "әдіс", "әдісі"}),
}
FROM = tuple(_BESIDE)
_NUMBERED = re.compile(r"\s\(\d+\)$")
_BREAKS = re.compile(r"[,;\s_(\[|]+")
# Indicators whose numbers have no unit to print.
_OWN_UNITS = {"ph": "pH"}
_WORDS_OF_A_UNIT = 10
_PARTS = ("%", "% of mass", "ppm", "ppb")


def results(
    headings: Sequence[str], vocabulary: Vocabulary, *, unit_known: bool, fields: Collection[str] = ()
) -> dict[str, dict[str, str]]:
    """What each column of results says of all its values, by heading; columns beside it are named in its entry.

    A heading counts when its substance is certain and its unit is known, be it from elsewhere (``unit_known``). One
    with a unit and a name that nobody knows counts as well, once another column is certain: its substance is asked for;
    not so ``fields``, whose headings are known to mean something else.
    """
    found: dict[str, dict[str, str]] = {}
    unknown: dict[str, dict[str, str]] = {}
    before = ""
    for heading in headings:
        beside = _beside(heading)
        if beside and before:
            found[before].setdefault(beside, heading)
            continue
        entry, certain = of_heading(heading, vocabulary)
        if entry and certain and ("unit" in entry or unit_known):
            found[heading], before = entry, heading
        elif entry and not certain and heading not in fields:
            unknown[heading], before = entry, ""
        elif not heading.startswith("column "):
            before = ""
    if not found:
        return {}
    return {heading: (found | unknown)[heading] for heading in headings if heading in found or heading in unknown}


def of_heading(heading: str, vocabulary: Vocabulary) -> tuple[dict[str, str], bool]:
    """The fields that a heading of results gives, and whether its substance is certain; nothing for other headings."""
    text = _NUMBERED.sub("", heading)
    name, unit = _taken_apart(text)
    meaning = vocabulary.meaning(name) if name else None
    if meaning is None and unit is None:
        return {}, False
    if meaning is None:
        number_like = not any(letter.isalpha() for letter in name)
        concentration = unit is not None and ("/" in unit.unit or unit.unit in _PARTS)
        return ({"substance": name, **_of_unit(unit)} if concentration and not number_like else {}), False
    substance = name if name in ONLY_IN_AIR else meaning.code  # which of two it is, the medium of the row says
    return {"substance": substance, **_of_meaning(meaning), **_of_unit(unit, meaning)}, True


def is_heading(vocabulary: Vocabulary) -> Callable[[str], bool]:
    """A test whether a cell heads a column of results."""
    return lambda cell: len(cell) < 200 and of_heading(cell, vocabulary)[1]


def _taken_apart(text: str) -> tuple[str, UnitText | None]:
    """The heading without its unit, and the unit: the longest end of the heading that is one."""
    breaks = [match for match in _BREAKS.finditer(text) if match.start()]
    for match in breaks[-_WORDS_OF_A_UNIT:]:
        unit = read_unit(text[match.end() :].strip(" )]").replace("_", "/"))
        if unit is not None:
            return text[: match.start()].strip(" ,;:-–—"), unit
    return text.strip(" ,;:"), None


def _of_meaning(meaning: Meaning) -> dict[str, str]:
    said = {"fraction": meaning.fraction, "expressed_as": meaning.expressed_as, "basis": meaning.basis}
    return {name: text for name, text in said.items() if text}


def _of_unit(unit: UnitText | None, meaning: Meaning | None = None) -> dict[str, str]:
    own = _OWN_UNITS.get(meaning.code, "") if meaning else ""
    if unit is None:
        return {"unit": own} if own else {}
    said = {"unit": unit.unit, "basis": unit.basis, "fraction": unit.fraction, "expressed_as": unit.expressed_as}
    return {name: text for name, text in said.items() if text}


def _beside(heading: str) -> str:
    """The entry under which a column beside a result is named; empty for a column that is none."""
    text = _NUMBERED.sub("", heading).strip()
    words = plain(text) or text
    name, unit = _taken_apart(text)
    bare = plain(name) or name.strip()
    for key, known in _BESIDE.items():
        if words in known or (unit is not None and bare in known) or ("±" in text and key == "uncertainty_from"):
            return key
    return ""
