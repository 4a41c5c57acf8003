"""The one shape that every file is brought into: headings, and rows of text under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from importers.errors import N_, ImportProblem, Message, shown
from importers.limits import MAX_COLUMNS

_LOOKED_AT = 30  # titles and remarks above the headings are seldom longer


class RawRow(NamedTuple):
    """A record as it stands in the file: ``number`` is what a person sees, ``geometry`` is WKB.

    ``ended`` is False for a record at the very end of a text that has no line break after it.
    """

    number: int
    cells: Sequence[str]
    geometry: bytes | None = None
    ended: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A file read as text; ``rows`` gives its records anew at each call. ``crs`` is empty when none is declared."""

    headings: tuple[str, ...]
    rows: Callable[[], Iterator[RawRow]]
    encoding: str = ""
    crs: str = ""
    notes: tuple[Message, ...] = ()


Grid = Callable[[], Iterable[RawRow]]


def under_headings(grid: Grid, name: str, header_row: int | None, is_heading: Callable[[str], bool]) -> Table:
    """The table in a grid of cells whose heading row is the one named, else the one that looks like it.

    Raises ImportProblem when there are no headings, or nothing below them.
    """
    top = [row for row in islice(grid(), max(_LOOKED_AT, header_row or 0)) if not _blank(row)]
    if not top:
        raise ImportProblem(N_("The file %(file)s is empty."), file=name)
    header = _header(top, header_row, is_heading)
    if len(header.cells) > MAX_COLUMNS:
        raise ImportProblem(N_("%(file)s has more than %(most)s columns."), file=name, most=MAX_COLUMNS)

    def rows() -> Iterator[RawRow]:
        for row in grid():
            if row.number > header.number and not _blank(row):
                _refuse_cut(row, header, name)
                yield row

    if next(rows(), None) is None:
        raise ImportProblem(N_("%(file)s has headings, but no rows below them."), file=name)
    return Table(clean_headings(header.cells), rows)


def clean_headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings that are all different and never empty: "column 1", "name", "name (2)"."""
    seen: Counter[str] = Counter()
    headings = []
    for number, cell in enumerate(cells, 1):
        heading = shown(cell) or f"column {number}"
        seen[heading] += 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return tuple(headings)


def _header(top: list[RawRow], header_row: int | None, is_heading: Callable[[str], bool]) -> RawRow:
    if header_row is not None:
        for row in top:
            if row.number == header_row:
                return row
        raise ImportProblem(N_("Row %(row)s, which the mapping names as the headings, is empty."), row=header_row)
    known = [sum(1 for cell in row.cells if cell.strip() and is_heading(cell)) for row in top]
    if max(known) >= 2:
        return top[known.index(max(known))]
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in top]
    return next(row for row, count in zip(top, filled, strict=True) if count >= min(2, max(filled)))


def _refuse_cut(row: RawRow, header: RawRow, name: str) -> None:
    """Spreadsheets leave out a row's empty cells or the last line break, never both."""
    if not row.ended and len(row.cells) < len(header.cells):
        raise ImportProblem(
            N_("%(file)s seems to be cut off: its last row has %(found)s cells of %(all)s and no end of line."),
            file=name,
            found=len(row.cells),
            all=len(header.cells),
        )


def _blank(row: RawRow) -> bool:
    return row.geometry is None and not any(cell.strip() for cell in row.cells)
