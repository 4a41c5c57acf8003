from __future__ import annotations

from pathlib import Path

import pytest

from importers.formats.csv_tables import best_delimiter
from tests.importers.conftest import Take
from tests.importers.files import HEADINGS, REPORTS, ROW, csv_text, write_csv


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(take: Take, tmp_path: Path, delimiter: str) -> None:
    found = take(write_csv(tmp_path / "a.csv", delimiter=delimiter))
    assert [row.id for row in found.rows] == ["A-1", "A-2"]
    assert (found.read, found.rejected_count, found.encoding) == (2, 0, "utf-8")


def test_a_semicolon_between_decimal_commas() -> None:
    assert best_delimiter("имя;широта;долгота\nа;49,8;73,1\nб, в;50,1;72,9\n") == ";"


def test_decimal_commas_are_understood(take: Take, tmp_path: Path) -> None:
    rows = [
        (*HEADINGS, "area_m2"),
        (*ROW[:3], "49,8", "73,125", "exact", "1,5"),
        (*ROW[:3], "49,9", "73,1", "exact", "1,234"),
    ]
    rows[2] = ("A-2", *rows[2][1:])
    found = take(write_csv(tmp_path / "a.csv", rows, delimiter=";"))
    assert [str(row.area_m2) for row in found.rows] == ["1.5", "1.234"]
    assert found.rows[0].geometry.x == 73.125


def test_an_excel_line_that_names_the_delimiter_is_no_row(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\n" + csv_text([HEADINGS, (*ROW[:3], "x", "y", "exact")], ";"), "utf-8")
    assert [one.row for one in take(tmp_path / "a.csv").rejected] == [2]


def test_titles_above_and_an_unnamed_first_column(take: Take, tmp_path: Path) -> None:
    rows = [
        ("Dumps of 2014",),
        (),
        ("", "Название", "Тип", "Широта", "Долгота"),
        ("7", "Свалка", "свалка", "49.8", "73.1"),
    ]
    found = take(write_csv(tmp_path / "a.csv", rows, encoding="cp1251", delimiter=";"))
    assert found.rows[0].row == 4
    assert found.rows[0].names == {"ru": "Свалка"}
    assert found.rows[0].extra == {"column 1": "7"}
    assert found.encoding == "cp1251"
    assert "cp1251" in str(found.notes[0])


def test_rows_are_numbered_as_in_a_spreadsheet(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        csv_text([HEADINGS, ("A-0", "two\nlines", *ROW[2:]), (), ("A-1", "x", "ship", "1", "2", "")])
    )
    assert [(one.row, one.field) for one in take(tmp_path / "a.csv").rejected] == [(4, "kind")]


def test_empty_cells_at_the_end_may_be_left_out_but_not_added(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,kind,place,note\nA,dump\nB,dump,,,\nC,dump,,,x\n")
    found = take(tmp_path / "a.csv")
    assert [row.id for row in found.rows] == ["A", "B"]
    assert [one.row for one in found.rejected] == [4]


def test_headings_twice(take: Take, tmp_path: Path) -> None:
    found = take(write_csv(tmp_path / "a.csv", [("id", "kind", "ward", "ward"), ("A", "dump", "1", "2")]))
    assert found.rows[0].extra == {"ward": "1", "ward (2)": "2"}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251", "kz1048", "koi8-r", "cp866"])
def test_encodings(take: Take, tmp_path: Path, codec: str) -> None:
    rows = [("id", "название", "тип", "место"), ("1", "Полигон отходов", "полигон", "село Сарань")]
    found = take(write_csv(tmp_path / "a.csv", rows, encoding=codec))
    assert found.rows[0].name_ru == "Полигон отходов"


def test_the_declared_encoding_is_obeyed(take: Take, tmp_path: Path) -> None:
    rows = [("id", "kind", "name_en"), ("1", "dump", "Décharge")]
    path = write_csv(tmp_path / "a.csv", rows, encoding="cp1252")
    assert take(path, toml='encoding = "cp1252"').rows[0].name_en == "Décharge"


def test_our_own_download_comes_back_unchanged(take: Take, tmp_path: Path) -> None:
    rows = [("id", "kind", "name_en", "longitude", "latitude"), ("1", "dump", "'=1+1", "-71.07", "42.36")]
    row = take(write_csv(tmp_path / "a.csv", rows)).rows[0]
    assert (row.name_en, row.geometry.x) == ("=1+1", -71.07)


def test_the_same_file_twice_gives_the_same_rows(take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [one[1:] for one in REPORTS])
    first, second = take(path), take(path)
    assert [row.id for row in first.rows] == [row.id for row in second.rows]
    assert first.sha256 == second.sha256
    assert all(row.id_made for row in first.rows)
