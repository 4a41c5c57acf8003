from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from importers.errors import ImportProblem
from importers.formats import child, sandbox
from importers.formats.raw import RawRow
from tests.importers.conftest import Take
from tests.importers.files import write_xlsx, write_zip

HEADINGS = ("id", "kind", "name_ru", "latitude", "longitude", "observed_on", "area_m2")
ROW = (7, "dump", "Свалка", 49.8, 73.1, date(2014, 11, 3), 1500.5)


def test_numbers_and_dates_become_their_text(take: Take, tmp_path: Path) -> None:
    moment = datetime(2014, 11, 4, 5, 6)  # noqa: DTZ001 -- a cell of a workbook has no zone
    path = write_xlsx(tmp_path / "a.xlsx", {"Лист1": [HEADINGS, ROW, (8, *ROW[1:5], moment, 1e-7)]})
    first, second = take(path).rows
    assert (first.id, first.observed_on, str(first.area_m2), first.row) == ("7", "2014-11-03", "1500.5", 2)
    assert (second.observed_on, str(second.area_m2)) == ("2014-11-04", "1E-7")


def test_the_first_sheet_with_content_or_the_one_named(take: Take, tmp_path: Path) -> None:
    other = (9, *ROW[1:])
    path = write_xlsx(tmp_path / "a.xlsx", {"empty": [], "one": [HEADINGS, ROW], "two": [HEADINGS, other]})
    found = take(path)
    assert found.rows[0].id == "7"
    assert "one" in str(found.notes[0])
    assert take(path, toml='sheet = "two"').rows[0].id == "9"
    with pytest.raises(ImportProblem, match="no sheet three"):
        take(path, toml='sheet = "three"')


def test_a_table_below_titles_keeps_its_row_numbers(take: Take, tmp_path: Path) -> None:
    rows = [
        (),
        (),
        (
            "",
            "Свалки области",
        ),
        (),
        ("", *HEADINGS),
        ("", *ROW),
        ("", 8, "ship", *ROW[2:]),
    ]
    found = take(write_xlsx(tmp_path / "a.xlsx", {"a": rows}))
    assert [row.row for row in found.rows] == [6]
    assert [(one.row, one.field) for one in found.rejected] == [(7, "kind")]


def test_formulas_that_were_never_calculated_are_told(take: Take, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"a": [HEADINGS, (*ROW[:6], "=1+1")]})
    with pytest.raises(ImportProblem, match="1 formulas that were never calculated"):
        take(path)


def test_text_that_begins_with_an_equals_sign_stays_text(take: Take, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"a": [HEADINGS, ROW]})
    book = openpyxl.load_workbook(path)
    book["a"]["C2"].value = "=HYPERLINK(1)"
    book["a"]["C2"].data_type = "s"
    book.save(path)
    assert take(path).rows[0].name_ru == "=HYPERLINK(1)"


def test_two_cells_in_opposite_corners_do_not_fill_the_memory(take: Take, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"a": [HEADINGS, ROW]})
    book = openpyxl.load_workbook(path)
    book["a"]["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(ImportProblem, match="row 1048576, column 16384"):
        take(path)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_half_a_workbook(take: Take, tmp_path: Path, part: float) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", {"a": [HEADINGS, *[ROW] * 50]}).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(ImportProblem, match="damaged"):
        take(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        '<c t="n" r="XFD1048576"><v>1</v></c>',
        '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576"><x:v>1</x:v></x:c>',
        '<c\nr = "XFD1048576"><v>1</v></c>',
        '<c r="ZZZ999999"><v>1</v></c>',
    ],
)
def test_far_cells_are_found_however_they_are_written(take: Take, tmp_path: Path, cell: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"a": [HEADINGS, ROW]})
    with zipfile.ZipFile(path) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"</row></sheetData>", f"{cell}</row></sheetData>".encode())
    with pytest.raises(ImportProblem, match="column 1"):
        take(write_zip(tmp_path / "b.xlsx", members))


def test_cells_that_hold_the_marks_between_cells(tmp_path: Path) -> None:
    cells = [RawRow(1, ["a\x1fb", "c\x1ed", "e\nf\r\ng"]), RawRow(2, ["", "", ""], b"\x01")]
    child.write(iter(cells), tmp_path / "rows")
    assert list(sandbox.rows_of(tmp_path / "rows")) == [RawRow(1, ["a b", "c d", "e\nf\r\ng"]), cells[1]]
