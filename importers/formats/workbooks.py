"""Sheets of Excel workbooks, read by python-calamine. Runs in the limited process of ``sandbox``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from importers.errors import N_, ImportProblem
from importers.formats.cells import cell_text
from importers.formats.raw import RawRow
from importers.formats.survey import survey

_NUMBER = re.compile(r"\s*[<>~≤≥]?\s*[+-]?[\d.,\s]+(?:±.*)?")
_REMEMBERED = 100_000  # numbers whose text is kept: results repeat
_MOST_MERGED = 10_000_000  # cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows and what else there is to say: its name and those of the other sheets."""

    rows: Iterator[RawRow]
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that show as one: those from ``left`` to ``right`` down to the row ``last`` have what the first has.

    Rows are those a person sees, columns are counted from 0 at the first that holds anything.
    """

    left: int
    right: int
    last: int


def read_sheet(path: Path, name: str, wanted: str) -> Sheet:
    """The sheet called ``wanted``, else the first with content; merged cells have the text of their first cell.

    Raises ImportProblem for a damaged workbook, one whose formulas were never calculated, or far-away cells.
    """
    survey(path, name)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        names = [one.name for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        if wanted and wanted not in names:
            raise ImportProblem(
                N_("%(file)s has no sheet %(sheet)s. It has: %(known)s."), file=name, sheet=wanted, known=names
            )
        for one in [wanted] if wanted else names:
            sheet = book.get_sheet_by_name(one)
            if sheet.height:
                return Sheet(_rows(sheet), one, tuple(other for other in names if other != one))
    except (python_calamine.CalamineError, OSError) as error:
        raise ImportProblem(N_("%(file)s is damaged or not complete: get or save it anew."), file=name) from error
    raise ImportProblem(N_("The file %(file)s is empty."), file=name)


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[RawRow]:
    blank_above, merged, open_ = sheet.start[0] if sheet.start else 0, _merged(sheet), list[tuple[Merged, str]]()
    texts: dict[object, str] = {}
    known = texts.get
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), blank_above + 1):
        line = [
            cell if cell.__class__ is str else (known(cell) if cell.__class__ is float else None) or _text(cell, texts)
            for cell in cells
        ]
        if number in merged or open_:
            open_ = _fill(line, merged.get(number, ()), [one for one in open_ if one[0].last >= number])
        yield RawRow(number, line)


def _text(cell: object, texts: dict[object, str]) -> str:
    """The cell's text; equal numbers are asked for once. True equals 1 for a dictionary, so truths are not kept."""
    if cell.__class__ is bool:
        return cell_text(cell)
    found = texts.get(cell)
    if found is None:
        found = cell_text(cell)
        if len(texts) < _REMEMBERED:
            texts[cell] = found
    return found


def _fill(line: list[str], begun: Sequence[Merged], open_: list[tuple[Merged, str]]) -> list[tuple[Merged, str]]:
    """Writes what merged cells show into a row; returns the merged cells that reach further down, and their text.

    A number across several columns is left in the first: nobody says that it is the result of each of them.
    """
    still = open_ + [(one, line[one.left]) for one in begun if one.left < len(line)]
    for one, text in still:
        if one.left == one.right or not _NUMBER.fullmatch(text):
            for at in range(one.left, min(one.right + 1, len(line))):
                line[at] = line[at] or text
    return still


def _merged(sheet: python_calamine.CalamineSheet) -> dict[int, list[Merged]]:
    """The merged cells by the row in which they begin."""
    found: dict[int, list[Merged]] = defaultdict(list)
    first, left = sheet.start or (0, 0)
    bottom, total = first + sheet.height, 0
    for (top, begin), (last, end) in sheet.merged_cell_ranges or ():
        if begin >= left and top >= first:
            last_row, last_column = min(last, bottom), min(end, left + sheet.width)
            total += (last_row - top + 1) * (last_column - begin + 1)
            found[top + 1].append(Merged(begin - left, last_column - left, last_row + 1))
    return dict(found) if total <= _MOST_MERGED else {}
