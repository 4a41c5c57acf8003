"""The table in a file as a person sees it: sheets, headings, the first rows under them, and what the columns may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from importers.columns.guess import guessed, heading_known
from importers.columns.mapping import FileMapping
from importers.formats import sandbox
from importers.formats.csv_tables import read_csv
from importers.formats.sniff import Format, sniff
from importers.formats.tables import Table, under_headings
from importers.vocabulary import Vocabulary
from importers.web.receiving import on_disk
from mapapp.core.loads import Load

_SHOWN_ROWS, _SHOWN_LETTERS = 20, 80
_KIND = "samples"


@dataclass(frozen=True, slots=True)
class Look:
    """What the step of the columns shows; ``sheets`` has the one that is read first."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sheets: Sequence[str] = ()

    def of(self, column: int, most: int = 3) -> list[str]:
        """The first values of a column that say something."""
        cells = (row[column].strip() for row in self.rows if column < len(row))
        return list(dict.fromkeys(one for one in cells if one))[:most]


def look(load: Load, declared: FileMapping, vocabulary: Vocabulary) -> Look:
    """The table of the load's file; found out once for each way of reading it, and kept with the load.

    Raises ImportProblem when there is none.
    """
    way = [declared.sheet, declared.header_row, declared.encoding, declared.delimiter]
    known = load.preview.get("look", {})
    if known.get("way") == way:
        return Look(**known["found"])
    with on_disk(load) as path:
        found = _read(path, declared, vocabulary)
    load.preview = {**load.preview, "look": {"way": way, "found": asdict(found)}}
    return found


def guess(headings: Sequence[str], declared: FileMapping, vocabulary: Vocabulary) -> FileMapping:
    """The mapping with what the headings say besides; what it names and the file has not is left out."""
    there = set(headings)
    fitting = replace(
        declared,
        columns={name: one for name, one in declared.columns.items() if one.heading in there},
        wide={heading: _fitting(one, there) for heading, one in declared.wide.items() if heading in there},
        guess=True,
    )
    found = guessed(headings, _KIND, fitting, vocabulary).mapping
    if found.wide or {"substance", "cas"} & {*found.columns, *found.constants} or "unit" in found.constants:
        return found
    # Headings that name substances and no unit: the form asks for that.
    without_unit = replace(fitting, constants={**fitting.constants, "unit": "mg/kg"})
    return replace(found, wide=guessed(headings, _KIND, without_unit, vocabulary).mapping.wide)


def _fitting(entry: Mapping[str, str], there: Collection[str]) -> dict[str, str]:
    return {name: text for name, text in entry.items() if not name.endswith("_from") or text in there}


def _read(path: Path, declared: FileMapping, vocabulary: Vocabulary) -> Look:
    known = heading_known(_KIND, declared, vocabulary)
    if sniff(path, path.name) is Format.CSV:
        return _shown(read_csv(path, path.name, declared, known), ())
    rows = path.with_suffix(".rows")
    job = {"reader": "sheet", "path": str(path), "name": path.name, "part": declared.sheet, "encoding": ""}
    answer: dict[str, Any] = sandbox.read_apart(job, rows)
    table = under_headings(lambda: sandbox.rows_of(rows), path.name, declared.header_row, known)
    return _shown(table, (answer["name"], *answer["others"]))


def _shown(table: Table, sheets: Sequence[str]) -> Look:
    rows = [[cell[:_SHOWN_LETTERS] for cell in row.cells] for row in islice(table.rows(), _SHOWN_ROWS)]
    return Look(list(table.headings), rows, list(sheets))
