"""The one shape that every file is brought into: headings, and rows of text under them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from importers.errors import N_, ImportProblem, Message, shown
from importers.formats.raw import RawRow
from importers.limits import MAX_COLUMNS
from importers.values.described import Described, described
from importers.values.units import read_unit

_LOOKED_AT = 30  # titles and remarks above the headings are seldom longer
_LONGEST_HEADING = 200
_HEADINGS_LOOKED_AT = 100
_FIGURE = re.compile(r"[<>~]?\s*[+-]?\d+(?:[.,]\d+)?")
_UNDER_HEADINGS = 2  # rows that may still belong to the headings: units, numbers of the columns


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

    Units in a row of their own, and what stands above several headings, become part of the headings: "Pb, мг/кг".
    Raises ImportProblem when there are no headings, or nothing below them.
    """
    top = [row for row in islice(grid(), max(_LOOKED_AT, header_row or 0)) if not _blank(row)]
    if not top:
        raise ImportProblem(N_("The file %(file)s is empty."), file=name)
    header = _header(top, header_row, is_heading)
    if len(header.cells) > MAX_COLUMNS:
        raise ImportProblem(N_("%(file)s has more than %(most)s columns."), file=name, most=MAX_COLUMNS)
    at = top.index(header)
    above = _groups(top[at - 1].cells) if at and top[at - 1].number == header.number - 1 else []
    if at + 1 < len(top) and (parts := _parts(header, top[at + 1], is_heading)):
        at, (above, header) = at + 1, parts
    units, first = _under(top[at + 1 : at + 1 + _UNDER_HEADINGS], header)

    def rows() -> Iterator[RawRow]:
        for row in grid():
            if row.number >= first and not _blank(row):
                if not row.ended:
                    _refuse_cut(row, header, name)
                yield row

    if next(rows(), None) is None:
        raise ImportProblem(N_("%(file)s has headings, but no rows below them."), file=name)
    return Table(clean_headings(_composed(header.cells, above, units)), rows)


def clean_headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings that are all different and never empty: "column 1", "name", "name (2)"."""
    seen: Counter[str] = Counter()
    headings = []
    for number, cell in enumerate(cells, 1):
        heading = shown(cell, _LONGEST_HEADING) or f"column {number}"
        seen[heading] += 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return tuple(headings)


def _header(top: list[RawRow], header_row: int | None, is_heading: Callable[[str], bool]) -> RawRow:
    if header_row is not None:
        for row in top:
            if row.number == header_row:
                return row
        raise ImportProblem(N_("Row %(row)s, which the mapping names as the headings, is empty."), row=header_row)
    known = [_likeness(row.cells[:_HEADINGS_LOOKED_AT], is_heading) for row in top]
    if max(known) >= 2:
        return top[known.index(max(known))]
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in top]
    return next(row for row, count in zip(top, filled, strict=True) if count >= min(2, max(filled)))


def _likeness(cells: Sequence[str], is_heading: Callable[[str], bool]) -> int:
    """How many cells look like headings, less those that are numbers: a row of results may name substances, too."""
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(is_heading, filled)) - sum(1 for cell in filled if _FIGURE.fullmatch(cell.strip()))


def _groups(above: Sequence[str]) -> list[str]:
    """What the row above the headings says of groups of them; nothing when it is a title, which says one thing only."""
    stripped = [one.strip() for one in above]
    return stripped if len({one for one in stripped if one}) > 1 else []


def _parts(header: RawRow, below: RawRow, is_heading: Callable[[str], bool]) -> tuple[list[str], RawRow] | None:
    """What stands above several headings, and the row of headings itself, where a group is told apart only below it.

    "Metals, mg/kg" over Pb, Hg and Cd, with nothing under the other headings. None when the row below is no such row.
    """
    groups = [one.strip() for one in header.cells]
    told = [number for number, cell in enumerate(below.cells) if cell.strip()]
    above = {number: next(filter(None, reversed(groups[: number + 1])), "") for number in told if number < len(groups)}
    alone = any(list(above.values()).count(group) < 2 for group in above.values())
    if len(above) < max(len(told), 2) or alone or not all(is_heading(below.cells[number]) for number in told):
        return None
    cells = [below.cells[number] if number in above else one for number, one in enumerate(header.cells)]
    return [above.get(number, "") for number in range(len(cells))], below._replace(cells=cells)


def _under(rows: Sequence[RawRow], header: RawRow) -> tuple[Sequence[str], int]:
    """The units in a row under the headings, if there is one, and the number of the first row of the table itself."""
    units: Sequence[str] = ()
    first = header.number + 1
    for row in rows:
        own = [cell.strip() for cell in row.cells if cell.strip()]
        beside = [*header.cells, *[""] * len(row.cells)]
        said = [
            "" if cell.strip() == above.strip() else cell.strip()
            for cell, above in zip(row.cells, beside, strict=False)
        ]
        if not units and any(said) and all(read_unit(one) for one in said if one):
            units = said
        elif len(own) < 3 or own != [str(number) for number in range(1, len(own) + 1)]:
            break
        first = row.number + 1
    return units, first


def _composed(header: Sequence[str], above: Sequence[str], units: Sequence[str]) -> list[str]:
    """The headings with the unit under them and, where they say less than a heading must, with what is above them."""
    composed = []
    for number, cell in enumerate(header):
        text, group = cell.strip(), above[number] if number < len(above) else ""
        unit = units[number] if number < len(units) else ""
        if group and _is_unit(text):
            composed.append(f"{group}, {text}")
            continue
        if text and group not in [*above[max(number - 1, 0) : number], *above[number + 1 : number + 2]]:
            group = ""  # it stands above this column only, so it may as well be a title
        text, group = (text, group) if text else (group, "")
        named, of_group = _named(group)
        if described(named, noise=True) == Described(""):
            named = ""  # "Metals", "Results": it says nothing of the columns below it
        if group and group != text:
            text = f"{text} ({named})" if named else text
            unit = unit or of_group
        composed.append(f"{text}, {unit}" if unit and text else text)
    return composed


def _is_unit(text: str) -> bool:
    """Whether a heading is nothing but a unit; pH is the name of an indicator as well."""
    found = read_unit(text)
    return found is not None and found.unit != "pH"


def _named(group: str) -> tuple[str, str]:
    """What stands above several headings without its unit, and the unit: "Металлы, мг/кг"."""
    head, _comma, tail = group.rpartition(",")
    if read_unit(group):
        return "", group
    return (head.strip(), tail.strip()) if head and read_unit(tail) else (group, "")


def _refuse_cut(row: RawRow, header: RawRow, name: str) -> None:
    """Spreadsheets leave out a row's empty cells or the last line break, never both."""
    if len(row.cells) < len(header.cells):
        raise ImportProblem(
            N_("%(file)s seems to be cut off: its last row has %(found)s cells of %(all)s and no end of line."),
            file=name,
            found=len(row.cells),
            all=len(header.cells),
        )


def _blank(row: RawRow) -> bool:
    return row.geometry is None and not any(map(str.strip, row.cells))
