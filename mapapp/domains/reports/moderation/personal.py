"""What in somebody's words may be personal data of Kazakhstan: hints for a moderator, who decides.

Too many hints are better than a missing one; none of the patterns can take long on hostile text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LETTER = r"[^\W\d_]"
_UPPER = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_INITIALS = rf"{_UPPER}\.\s?(?:{_UPPER}\.)?"
_SURNAME = rf"{_UPPER}{_LETTER}{{1,30}}(?:-{_UPPER}{_LETTER}{{1,30}})?"
_GAP = r"[\s\-–().]{0,3}"

# In this order: where two would mark the same letters, the earlier one says what they are.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")),
    # +7 701 234 56 78, 8 (7212) 12-34-56, 87012345678, and the same without the first figure
    ("phone", re.compile(rf"(?<![\d.,])(?:\+\s?7|8|007){_GAP}7(?:{_GAP}\d){{9}}(?!\d)")),
    ("phone", re.compile(rf"(?<![\d.,+])7\d\d{_GAP}(?:\d{_GAP}){{6}}\d(?![\d.,]\d|\d)")),
    ("phone", re.compile(rf"\+\d{{1,3}}(?:{_GAP}\d){{7,13}}(?!\d)")),
    ("phone", re.compile(r"(?<![\d.,-])\d{2,3}[- ]\d{2}[- ]\d{2}(?![\d-])")),  # a town's own numbers: 56-12-34
    # year, month and day of birth, then a figure for century and sex, then five more
    ("iin", re.compile(r"(?<!\d)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?[0-6]\d{5}(?!\d)")),
    # 123 ABC 01 and 123 AB 01 since 2012, A 123 BCD before that; Latin letters or Cyrillic ones that look like them
    ("plate", re.compile(rf"(?<!\w)\d{{3}}\s?{_LETTER}{{2,3}}\s?(?:0[1-9]|1\d|20)(?!\w)", re.IGNORECASE)),
    ("plate", re.compile(rf"(?<!\w){_LETTER}\s?\d{{3}}\s?{_LETTER}{{2,3}}(?!\w)", re.IGNORECASE)),
    ("handle", re.compile(r"(?<![\w@/.])@[A-Za-z0-9_.]{2,40}")),
    ("handle", re.compile(r"(?:t\.me|wa\.me|vk\.com|instagram\.com|facebook\.com)/[\w.+/-]{2,60}", re.IGNORECASE)),
    ("name", re.compile(rf"(?<!\w){_SURNAME}\s{{1,2}}{_INITIALS}")),
    ("name", re.compile(rf"(?<![\w.]){_INITIALS}\s{{0,2}}{_SURNAME}(?!\w)")),
    # a father's name: nobody writes it of a place
    ("name", re.compile(rf"(?<!\w){_UPPER}{_LETTER}{{2,30}}(?:ович|евич|овна|евна|ұлы|улы|қызы|кызы)(?!\w)")),
)


class Hint(NamedTuple):
    """The letters from ``start`` up to ``end`` may be what ``kind`` says (a code of ``words.PERSONAL``)."""

    kind: str
    start: int
    end: int


class Part(NamedTuple):
    """A piece of a text; ``kind`` is empty where nothing was found."""

    text: str
    kind: str = ""


def hints(text: str) -> list[Hint]:
    """All that may be personal data in ``text``, in its order, none overlapping another."""
    found: list[Hint] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < one.end and end > one.start for one in found):
                found.append(Hint(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def parts(text: str) -> list[Part]:
    """``text`` cut into pieces with and without hints; put together again they are the text."""
    return list(_cut(text))


def _cut(text: str) -> Iterator[Part]:
    done = 0
    for one in hints(text):
        if one.start > done:
            yield Part(text[done : one.start])
        yield Part(text[one.start : one.end], one.kind)
        done = one.end
    if done < len(text):
        yield Part(text[done:])
