"""Looks through the XML of a workbook's sheets for what calamine takes on trust, before calamine sees it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml import DefusedXmlException

from importers.errors import N_, ImportProblem
from importers.limits import MAX_COLUMNS, MAX_ROWS

_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,8})")
_MAX_CELLS = 20_000_000
_CHUNK = 1 << 22
# What the usual workbook has not: a sheet with any of it is read tag by tag, which takes twenty times as long.
_UNUSUAL = re.compile(rb"<(?:!|\?xml-|f[\s/>])")
_UNUSUAL_ROW = re.compile(rb'<row(?![A-Za-z]| r="\d{1,6}")')
_PREFIXED = re.compile(rb":(?:c|f|row)[\s/>]")
_NOT_NARROW = re.compile(rb'<c(?![A-Za-z]| r="[A-Z]\d{1,6}")')  # a cell beyond the column Z, or written in another way
_NOT_USUAL = re.compile(rb'<c(?![A-Za-z]| r="[A-Z]{1,3}\d{1,6}")')
_ROW = re.compile(rb'<row r="(\d+)"')
_COLUMN = re.compile(rb'<c r="([A-Z]{2,3})')
_CELL_ROW = re.compile(rb'<c r="[A-Z]+(\d+)"')
_MOST_USUAL_ROWS = 999_999


class Extent:
    """How far the cells of a sheet reach, and how many formulas have no value; counted from 1."""

    def __init__(self) -> None:
        self.last_row = self.last_column = self.uncalculated = 0

    def reach(self, row: int, column: int) -> None:
        """Takes in a cell."""
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)


def survey(path: Path, name: str) -> None:
    """Refuses sheets whose cells reach too far (two in opposite corners are half a terabyte once they are a grid).

    Raises ImportProblem for them, for formulas that were never calculated, and for damaged archives and XML.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml"):
                    _judge(_extent(archive, info), name)
    except (SAXException, DefusedXmlException, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ImportProblem(N_("%(file)s is damaged or not complete: get or save it anew."), file=name) from error


def _extent(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Extent:
    with archive.open(info) as stream:
        found = _usual(stream)
    if found is not None:
        return found
    slow = _TagByTag()
    with archive.open(info) as stream:
        defusedxml.sax.parse(stream, slow, forbid_dtd=True)
    return slow.extent


def _usual(stream: IO[bytes]) -> Extent | None:
    """The extent of a sheet written as spreadsheets write them; None when it must be read tag by tag."""
    found, letters = Extent(), {b"Z"}
    for part in _parts(stream):
        if _UNUSUAL.search(part) or _UNUSUAL_ROW.search(part) or _PREFIXED.search(part):
            return None
        if _NOT_NARROW.search(part):
            if _NOT_USUAL.search(part):
                return None
            letters.update(_COLUMN.findall(part))
        found.last_column = max(_column(one.decode()) for one in letters)
        # A cell says its row itself: in a broad sheet it is not taken from the row's tag.
        broad = found.last_column * _MOST_USUAL_ROWS > 2 * _MAX_CELLS
        rows = set((_CELL_ROW if broad else _ROW).findall(part))
        found.last_row = max((found.last_row, *map(int, rows)))
    far = found.last_row * found.last_column > _MAX_CELLS or found.last_column > MAX_COLUMNS
    return None if far or not found.last_row else found  # of far cells those count that have something in them


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces none of which begins or ends inside a tag of a cell."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        cut = text.rfind(b"<")
        if cut > 0:
            yield text[:cut]
        rest = text[max(cut, 0) :]
    yield rest


class _TagByTag(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.extent = Extent()
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
        self.extent.uncalculated += "f" in self._has and "text" not in self._has
        match = _CELL.fullmatch(self._place) if self._has & {"v", "is", "f"} else None
        if match:
            self.extent.reach(int(match[2]), _column(match[1]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _judge(found: Extent, name: str) -> None:
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
