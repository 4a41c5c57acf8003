"""What became of the rows of a file, and of every result in them: nothing is lost without being counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from importers.errors import Message, RowRejected
from importers.limits import REJECTED_KEPT
from importers.records import AnyRow


@dataclass(slots=True)
class Collected:
    """Records, and what was rejected (all counted, the first of them kept with reasons).

    ``results`` counts what could have become a record: a row, or in a table with a column per substance each cell of
    results. Of them ``empty`` say that nothing was measured, and ``lost`` are rejected. ``remarks`` are the numbers of
    rows that are no records: footnotes, totals, norms, limits of detection. ``unknown`` has the words to ask for.
    """

    rows: list[AnyRow] = field(default_factory=list)
    rejected: list[RowRejected] = field(default_factory=list)
    rejected_rows: set[int] = field(default_factory=set)
    read: int = 0
    results: int = 0
    empty: int = 0
    lost: int = 0
    without_limit: int = 0
    remarks: list[int] = field(default_factory=list)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)

    def reject(self, row: int, name: str, reason: Message) -> None:
        """Notes that a field of a row cannot be taken."""
        self.rejected_rows.add(row)
        if len(self.rejected) < REJECTED_KEPT:
            self.rejected.append(RowRejected(row, name, reason))

    def ask(self, question: tuple[str, str] | None, count: int = 1) -> None:
        """Notes a word that a person must explain."""
        if question is not None:
            self.unknown.setdefault(question[0], Counter())[question[1]] += count
