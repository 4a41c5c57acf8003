"""The unit of a laboratory's result, the part that was measured, and what a value is given as."""

from __future__ import annotations

from importers.errors import N_, NotKnown
from importers.values.described import GIVEN_AS, described
from importers.values.texts import clean_text
from importers.values.units import UnitText, read_unit

_WHERE_FILTERED = ("", "field", "lab", "field and/or lab")


def sample_unit(cell: str, *, any_unit: bool = False) -> UnitText:
    """The unit with what was printed beside it. Raises NotKnown for a unit that nobody knows.

    With ``any_unit`` one in plain ASCII is taken as it is: the file is of a format with a checked list of units.
    """
    text = clean_text(cell, 80)
    found = read_unit(text)
    if found is None and any_unit and text.isascii():
        return UnitText(text)
    if found is None:
        raise NotKnown("unit", text, N_("the unit %(value)s is not known: say what it is in the mapping's values"))
    return found


def fraction(text: str) -> str:
    """The part that was measured, as a code where it is one of the usual (total, dissolved, mobile ...)."""
    found = described(text)
    return found.fraction if found.fraction and found.rest.lower() in _WHERE_FILTERED else text


def given_as(text: str) -> str:
    """What a value is given as ("as N", "по азоту" are N), as printed where it is not known."""
    bare = text.casefold().removeprefix("as ").removeprefix("по ").removesuffix(" бойынша").strip()
    return GIVEN_AS.get(bare, text)
