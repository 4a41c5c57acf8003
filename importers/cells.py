"""Reads the cells of one column, each different text once: most columns of a laboratory's file hold few of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from importers.errors import BadValue, NotKnown

_REMEMBERED = 50_000


class Nothing:
    """What an empty cell gives."""


NOTHING: Final = Nothing()


class Mistake:
    """Why a cell cannot be read; ``question`` is what to ask a person, when that would help."""

    __slots__ = ("field", "message", "question")

    def __init__(self, error: BadValue, field: str = "") -> None:
        self.field, self.message = error.field or field, error.message
        self.question = (error.kind, error.spelling) if isinstance(error, NotKnown) else None


class Column:
    """The field ``name`` as it is read from the column ``at`` (-1: from none), with what an empty cell gives.

    ``seen`` gives what ``value`` gave for the same text before, or None.
    """

    __slots__ = ("_empty", "_memo", "_read", "at", "name", "seen")

    def __init__(self, name: str, at: int, read: Callable[[str], Any], empty: Any = NOTHING) -> None:
        self.name, self.at, self._read, self._empty = name, at, read, empty
        self._memo: dict[str, Any] = {}
        self.seen = self._memo.get

    def value(self, text: str) -> Any:
        """What the cell says: a value, NOTHING or a Mistake."""
        found = self._memo.get(text)
        if found is None:
            found = self._fresh(text)
            if len(self._memo) < _REMEMBERED:
                self._memo[text] = found
        return found

    def _fresh(self, text: str) -> Any:
        if not text.strip():
            return self._empty
        try:
            read = self._read(text)
        except BadValue as error:
            return Mistake(error, self.name)
        return NOTHING if read is None else read


def scaled(read: Callable[[str], Any], times: Decimal | None) -> Callable[[str], Any]:
    """``read`` with its number multiplied, where there is anything to multiply with."""
    if times is None:
        return read

    def run(text: str) -> Any:
        value = read(text)
        return value * times if isinstance(value, Decimal) else value

    return run
