"""CSV that people open in a spreadsheet: UTF-8 with its mark, CRLF, WGS 84 coordinates, no formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from shapely.geometry.base import BaseGeometry

from mapapp.core.spreadsheets import guarded, written
from mapapp.publish.exports.columns import LISTS, NAMES, NUMBERS, Column
from mapapp.publish.exports.rows import Line
from mapapp.publish.exports.sheets import Sheet
from mapapp.spatial.shapes import as_wkt, point_of

LONGEST_CELL = 32_767  # characters that a cell of a spreadsheet can hold
_PLACE = ("longitude", "latitude")
_SHAPE = ("geometry_type", "geometry")


def csv_pieces(columns: Sequence[Column], lines: Iterable[Line], *, spatial: bool) -> Iterator[str]:
    """The file piece by piece; rows of a layer also say where they are.

    ``longitude`` and ``latitude`` are the point, or a point on the shape; ``geometry`` is the shape as WKT when it is
    not a point and fits into a cell.
    """
    header = [column.name for column in columns]
    if spatial:
        header[len(NAMES) : len(NAMES)] = _PLACE
        header += _SHAPE
    yield from written(header, (_cells(columns, line, spatial) for line in lines))


def _cells(columns: Sequence[Column], line: Line, spatial: bool) -> list[str]:
    cells = [cell(column.type, line.values[column.name]) for column in columns]
    if spatial:
        cells[len(NAMES) : len(NAMES)] = _place(line.shape)
        cells += _shape(line.shape)
    return cells


def _place(shape: BaseGeometry | None) -> list[str]:
    if shape is None:
        return ["", ""]
    point = point_of(shape)
    return [digits(point.x), digits(point.y)]


def _shape(shape: BaseGeometry | None) -> list[str]:
    if shape is None or shape.geom_type == "Point":
        return ["" if shape is None else shape.geom_type, ""]
    text = as_wkt(shape)
    return [shape.geom_type, text if len(text) <= LONGEST_CELL else ""]


def cell(type_: str, value: Any) -> str:
    """The value as a cell: numbers with a point and all their digits, lists joined by ``|``, texts guarded."""
    if value is None:
        return ""
    if type_ in NUMBERS:
        return digits(value)
    return guarded("|".join(value) if type_ in LISTS else str(value))


def digits(value: Decimal | float | int) -> str:
    """The number without an exponent and without a point that nothing follows."""
    text = format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def sheet_pieces(sheet: Sheet) -> Iterator[str]:
    """A sheet of texts as CSV."""
    yield from written(sheet.header, ([guarded(text) for text in row] for row in sheet.rows))
