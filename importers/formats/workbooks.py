"""Sheets of Excel workbooks, read by python-calamine. Runs in the limited process of ``sandbox``."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
import python_calamine
from defusedxml import DefusedXmlException

from importers.errors import N_, ImportProblem
from importers.formats.cells import cell_text
from importers.formats.tables import RawRow
from importers.limits import MAX_COLUMNS, MAX_ROWS

_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,8})")
_MAX_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows and what else there is to say: its name and those of the other sheets."""

    rows: Iterator[RawRow]
    name: str
    others: tuple[str, ...]


def read_sheet(path: Path, name: str, wanted: str) -> Sheet:
    """The sheet called ``wanted``, else the first with content.

    Raises ImportProblem for a damaged workbook, one whose formulas were never calculated, or far-away cells.
    """
    _survey(path, name)
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
    blank_above = sheet.start[0] if sheet.start else 0
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), blank_above + 1):
        yield RawRow(number, [cell_text(cell) for cell in cells])


class _Survey(ContentHandler):
    """Looks through a sheet's XML for what calamine takes on trust: how far its cells reach, formulas without value."""

    def __init__(self) -> None:
        super().__init__()
        self.last_row = self.last_column = self.uncalculated = 0
        self._place = self._inside = ""
        self._has: set[str] = set()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- the name is the library's
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._place = attrs.get("r", "")
            self._has = {"text"} if attrs.get("t") == "str" else set()  # a formula may well give an empty text
        elif tag in ("v", "is", "f"):
            self._has.add(tag)
            self._inside = tag

    def characters(self, content: str) -> None:
        if self._inside != "f" and content.strip():
            self._has.add("text")

    def endElement(self, name: str) -> None:  # noqa: N802 -- the name is the library's
        if name.rpartition(":")[2] != "c":
            return
        self.uncalculated += "f" in self._has and "text" not in self._has
        match = _CELL.fullmatch(self._place) if self._has & {"v", "is", "f"} else None
        if match:
            self.last_column = max(self.last_column, _column(match[1]))
            self.last_row = max(self.last_row, int(match[2]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _survey(path: Path, name: str) -> None:
    """A sheet with two cells in opposite corners is two lines of XML, and half a terabyte once it is a grid."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                    found = _Survey()
                    with archive.open(info) as stream:
                        defusedxml.sax.parse(stream, found, forbid_dtd=True)
                    _judge(found, name)
    except (SAXException, DefusedXmlException, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ImportProblem(N_("%(file)s is damaged or not complete: get or save it anew."), file=name) from error


def _judge(found: _Survey, name: str) -> None:
    if found.uncalculated:
        raise ImportProblem(
            N_("%(file)s has %(count)s formulas that were never calculated: open it, save it and try again."),
            file=name,
            count=found.uncalculated,
        )
    cells = found.last_row * found.last_column
    if found.last_row > MAX_ROWS + 100 or found.last_column > MAX_COLUMNS or cells > _MAX_CELLS:
        raise ImportProblem(
            N_("%(file)s has a cell in row %(row)s, column %(column)s: delete what lies far from the table."),
            file=name,
            row=found.last_row,
            column=found.last_column,
        )
