"""Which encoding a text is in. Kazakhstan's tables come in UTF-8, UTF-16 and half a dozen older Cyrillic pages."""

from __future__ import annotations

import codecs
from itertools import pairwise
from pathlib import Path

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# kz1048 is the Kazakh page that equals cp1251 but for the Kazakh letters; the first of equals is taken.
_CYRILLIC = ("cp1251", "kz1048", "ptcp154", "koi8-r", "cp866", "mac-cyrillic")
_COMMON, _RARE = frozenset("оеаинтсрвлықәіңғ"), frozenset("ёфэщъюхжшцч")
_LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі")
_SIGNS = frozenset("«»„“”‘’–—…№°±²³µ·×≤≥\u00a0§®©")
_CHUNK, _SAMPLE = 1 << 20, 1 << 18
_GOOD_ENOUGH = 0.4


def detect(path: Path) -> str:
    """The name of the codec that reads the file; empty when it cannot be told."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec
    wide = _wide(head)
    if wide:
        return wide
    at = _not_utf8_at(path)
    return "utf-8" if at is None else guess(_around(path, at))


def guess(sample: bytes) -> str:
    """The codec of a sample that is not UTF-8: the Cyrillic page that gives the most Russian or Kazakh text.

    Empty when none does: a name in a wrongly guessed page is worse than a question. (charset-normalizer
    takes a cp1251 "Сарань" for Big5 and French for Urdu, so it is not asked.)
    """
    best, codec = max((score(_decoded(sample, one)), -number) for number, one in enumerate(_CYRILLIC))
    return _CYRILLIC[-codec] if best >= _GOOD_ENOUGH else ""


def score(text: str | None) -> float:
    """How much the letters beyond ASCII look like Russian or Kazakh: up to 1, below 0 for signs and wrong case."""
    beyond = [character for character in text or "" if character > "\x7f"]
    if not beyond or text is None:
        return -1.0
    total = sum(_weight(character) for character in beyond) - 2 * _mixed(text)
    return total / len(beyond)


def _weight(character: str) -> float:
    lower = character.lower()
    if lower in _LETTERS:
        often = 1.0 if lower in _COMMON else 0.1 if lower in _RARE else 0.6
        return often if character == lower else often * 0.7
    return 0.3 if character in _SIGNS else -2.0


def _mixed(text: str) -> int:
    """How often a small letter is followed by a capital, or a Latin letter by a Cyrillic one, inside a word."""
    return sum(
        (one.islower() and two.isupper()) or (one.isascii() != two.isascii())
        for one, two in pairwise(text)
        if one.isalpha() and two.isalpha() and (one > "\x7f" or two > "\x7f")
    )


def _decoded(sample: bytes, codec: str) -> str | None:
    try:
        return sample.decode(codec)
    except UnicodeDecodeError:
        return None


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of its digits, blanks and delimiters is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < len(head) * 0.1:
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = _decoded(head[: len(head) // 2 * 2], codec)
    return codec if text and "\0" not in text and min(even, odd) * 10 < max(even, odd) else ""


def _not_utf8_at(path: Path) -> int | None:
    """Where the file stops being UTF-8; None when it is UTF-8 to its end."""
    decoder, done = codecs.getincrementaldecoder("utf-8")("strict"), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk, final=len(chunk) < _CHUNK)
            except UnicodeDecodeError:
                return done
            done += len(chunk)
    return None


def _around(path: Path, at: int) -> bytes:
    """The lines with bytes beyond ASCII from the megabyte where the first of them is."""
    with path.open("rb") as file:
        file.seek(at)
        lines = file.read(_CHUNK).splitlines()
    return b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE]
