"""Names for comparing: one case, one alphabet where letters look alike, no punctuation."""

from __future__ import annotations

import re
import unicodedata

_UPPER = str.maketrans("АВЕКМНОРСТХУІ", "ABEKMHOPCTXYI")
_LOWER = str.maketrans("аеорсухі", "aeopcyxi")
_FOLDED = str.maketrans("авекмнорстухіё", "abekmhopctyxie")
_BRACKETS = str.maketrans("()[]{}", "      ")
_MARKS = re.compile(r"[^\w+-]+|(?<!\w)[+-]+|[+-]+(?=\w)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_CHARGE = re.compile(r"(?<=\w)\s+([2-6])\s*\+|(?<=[a-zа-я])([2-6])\+")


def folded(text: str) -> str:
    """``text`` composed, in small letters, letters of one look as one, blanks for punctuation.

    A sign at the end of a word is kept (Cl- is no Cl), charges are written in one way ("Cr(VI)", "Cr6+", "хром (6+)").
    """
    small = unicodedata.normalize("NFKC", text[:300]).casefold().replace("−", "-").translate(_FOLDED)
    small = small.translate(_BRACKETS)
    words = _MARKS.sub(" ", _CHARGE.sub(lambda match: f" {match[1] or match[2]} ", small)).split()
    return " ".join(_ROMAN.get(word, word) if number else word for number, word in enumerate(words))


def as_symbol(text: str) -> str:
    """``text`` with Cyrillic letters that look like Latin ones in Latin; its case stays: Co is no CO."""
    return unicodedata.normalize("NFKC", text.strip()[:300]).translate(_UPPER).translate(_LOWER)
