"""What the person who imports should know although nothing is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from importers.collected import Collected
from importers.columns.guess import Plan
from importers.errors import N_, Message, RowRejected, message
from importers.records import Placed
from importers.rows import RowReader

_ASKED = {
    "substance": N_(
        "These substances are not known: %(names)s. Say in the mapping under [values.substance] which they are, "
        'or "new" for one that is to be added.'
    ),
    "unit": N_("These units are not known: %(names)s. Say in the mapping under [values.unit] what they are."),
    "medium": N_("These media are not known: %(names)s. Say in the mapping under [values.medium] what they are."),
}


def noticed(reader: RowReader, plan: Plan, found: Collected) -> list[Message]:
    """What was taken for granted about places, repaired, or looks odd."""
    tally, notes = reader.locator.tally, []
    given = {*plan.mapping.columns, *plan.mapping.constants}
    placed = any(isinstance(row, Placed) and row.geometry is not None for row in found.rows)
    if placed and not given & {"precision", "precision_m"}:
        told = N_(
            "Nothing says how well the places are known, so they are approximate. "
            'If they were measured, add precision = "exact" under [constants].'
        )
        notes.append(message(told))
    if tally.repaired:
        notes.append(message(N_("%(count)s shapes crossed themselves and were repaired."), count=tally.repaired))
    if tally.swapped and plan.mapping.swap is None:
        told = N_("%(count)s places are outside Kazakhstan, but would be inside with latitude and longitude swapped.")
        notes.append(message(told, count=tally.swapped))
    return notes + _of_results(found)


def _of_results(found: Collected) -> list[Message]:
    """What became of what is no result, and what must be asked."""
    notes = []
    if found.empty:
        told = N_("%(count)s cells of results are empty or say that nothing was measured.")
        notes.append(message(told, count=found.empty))
    if found.remarks:
        told = N_("%(count)s rows are footnotes, totals, norms or limits and no results: %(rows)s.")
        notes.append(message(told, count=len(found.remarks), rows=found.remarks))
    if found.without_limit:
        told = N_(
            "%(count)s results were not detected and have no limit of detection: they are kept without a number and "
            "cannot be compared with norms. If the laboratory says its limits, add a column for them."
        )
        notes.append(message(told, count=found.without_limit))
    for kind, words in found.unknown.items():
        notes.append(message(_ASKED[kind], names=[f"{word} ({count})" for word, count in words.most_common(12)]))
    return notes


def of_ids(repeated: int, contradictions: Sequence[RowRejected]) -> list[Message]:
    """What repeated ids mean."""
    notes = []
    if repeated:
        notes.append(message(N_("%(count)s rows only repeat others and were passed over."), count=repeated))
    if any(one.field == "id" for one in contradictions):
        told = N_(
            "Different rows have the same id. If it stands for no id at all, "
            "list it in the mapping under [ids] as a placeholder."
        )
        notes.append(message(told))
    return notes
