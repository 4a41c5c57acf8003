"""What a result is of: its substance, found by name and CAS number, with its unit, basis, form and reporting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from importers.cells import Mistake
from importers.errors import BadValue, NotKnown
from importers.values import texts
from importers.values.described import described
from importers.values.units import UnitText
from importers.vocabulary import NEW, ONLY_IN_AIR, UNKNOWN, Meaning, Vocabulary

Values = dict[str, Any]
_REMEMBERED = 10_000


class Meanings:
    """Puts codes in the place of names; ``answers`` are a person's: what a spelling means, or that it is new."""

    def __init__(self, vocabulary: Vocabulary, answers: Mapping[str, str]) -> None:
        self._vocabulary, self._answers = vocabulary, answers
        self._known: dict[tuple[str, str, str], Meaning | Mistake] = {}

    def complete(self, values: Values) -> Mistake | None:
        """Puts the code of the substance and the parts of its unit into ``values``, or returns what is wrong."""
        name, cas = values.get("substance", ""), values.get("cas", "")
        unit = values.get("unit")
        if isinstance(unit, UnitText):
            values["unit"] = unit.unit
            if unit.basis or unit.fraction or unit.expressed_as:
                _add(values, unit.basis, unit.fraction, unit.expressed_as)
        if not name and not cas:
            return None  # told with all else that the row must say
        key = (name, cas, values.get("medium", ""))
        found = self._known.get(key)
        if found is None:
            found = self._found(*key)
            if len(self._known) < _REMEMBERED:
                self._known[key] = found
        if isinstance(found, Mistake):
            return found
        values["substance"] = found.code
        if found.basis or found.fraction or found.expressed_as:
            _add(values, found.basis, found.fraction, found.expressed_as)
        if found.code.endswith("_teq") and "TEQ" not in values.get("unit", "TEQ"):
            values["unit"] = values["unit"].replace("/", " TEQ/", 1)
        return None

    def _found(self, name: str, cas: str, medium: str) -> Meaning | Mistake:
        try:
            answer = texts.substitute(name, self._answers) if name else None
            if answer is not None:
                return self._answered(name, answer.strip(), cas)
            meaning = self._vocabulary.which(name, cas)
            if name.strip() in ONLY_IN_AIR and not cas and medium not in ("", "air", "other"):
                raise NotKnown("substance", name, UNKNOWN)
        except BadValue as error:
            return Mistake(error, "substance")
        return meaning

    def _answered(self, name: str, answer: str, cas: str) -> Meaning:
        """What a person said that a spelling is; the words beside it ("вал.") still say which part was measured."""
        if answer == NEW.strip(": ") or answer.startswith(NEW.strip()):
            called = answer.removeprefix(NEW.strip(": ")).removeprefix(":").strip() or name
            known = self._vocabulary.meaning(called)
            return known or Meaning(f"{NEW}{called}")
        said = described(name)
        meaning = self._vocabulary.which(answer, "" if answer else cas)
        return replace(
            meaning,
            fraction=meaning.fraction or said.fraction,
            expressed_as=meaning.expressed_as or said.expressed_as,
        )


def _add(values: Values, basis: str, fraction: str, expressed_as: str) -> None:
    """Adds what was printed beside a name or a unit, where no column of its own says it."""
    for name, text in (("basis", basis), ("fraction", fraction), ("expressed_as", expressed_as)):
        if text and not values.get(name):
            values[name] = text
