"""What came of the rows of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from importers.errors import Message, RowRejected
from mapapp.core.upsert import Outcome


@dataclass(slots=True)
class Loaded:
    """How many rows were new, changed or unchanged, and which were rejected with their reasons."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[RowRejected] = field(default_factory=list)
    notes: tuple[Message, ...] = ()


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """What a row did that touches several tables: new wins over changed, changed over unchanged."""
    found = set(outcomes)
    return next(one for one in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED) if one in found)
