"""What is said when a file or a row cannot be taken: an English sentence to translate, and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Marks a sentence for the catalogues; it is translated where it is shown, because a command has no request.
N_ = str

_SHOWN = 60
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


def shown(value: object, most: int = _SHOWN) -> str:
    """``value`` as a part of one line: no control characters, at most ``most`` characters."""
    text = " ".join(_NOT_PRINTED.sub(" ", str(value)).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def listed(values: object, most: int = 12) -> str:
    """Names in one line, each made safe, the first ``most`` of them."""
    names = [shown(one) for one in values] if isinstance(values, list | tuple | set | frozenset | dict) else []
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to translate (``msgid``, with %(name)s places) and what fills its places, already safe to print."""

    msgid: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid

    def plain(self) -> dict[str, Any]:
        """The same as plain JSON values, to be kept until somebody reads it."""
        return {"msgid": self.msgid, "params": dict(self.params)}


def message(msgid: str, **params: object) -> Message:
    """A message whose parameters were made safe; lists are joined by commas."""
    return Message(msgid, {name: _param(value) for name, value in params.items()})


def _param(value: object) -> str | int:
    if isinstance(value, int):
        return value
    return listed(value) if isinstance(value, list | tuple | set | frozenset | dict) else shown(value)


class ImportProblem(Exception):
    """The file as a whole cannot be taken; one line that says why and what to do next."""

    def __init__(self, msgid: str, **params: object) -> None:
        self.message = message(msgid, **params)
        super().__init__(str(self.message))


class BadValue(ValueError):
    """A cell cannot be understood; ``field`` is set when it is not the field that was being read."""

    def __init__(self, msgid: str, *, field: str = "", **params: object) -> None:
        self.message, self.field = message(msgid, **params), field
        super().__init__(str(self.message))


class NotKnown(BadValue):
    """A spelling that only a person can explain: ``kind`` is substance, unit or medium."""

    def __init__(self, kind: str, spelling: str, msgid: str, **params: object) -> None:
        super().__init__(msgid, field=kind, value=spelling, **params)
        self.kind, self.spelling = kind, shown(spelling)


@dataclass(frozen=True, slots=True)
class RowRejected:
    """Why a row is not taken. ``row`` is the line of the spreadsheet (heading = 1), in other files the n-th record."""

    row: int
    field: str
    reason: Message
