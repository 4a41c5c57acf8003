"""Tables with a substance a column, as laboratories and agencies make them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.columns.wide import of_heading
from importers.errors import ImportProblem
from importers.read import ReadResult, read
from importers.records import SampleRow
from importers.vocabulary import shipped
from tests.importers.conftest import Take
from tests.importers.files import write_csv

SOIL = '[constants]\nmedium = "soil"\n'


def book(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    """A workbook with one sheet, some of whose cells are merged."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    made.save(path)
    return path


def said(found: ReadResult) -> list[tuple[str, str, str, str]]:
    """Point, substance, value with its sign, and unit of every result."""
    rows = [row for row in found.rows if isinstance(row, SampleRow)]
    return [(row.point_id, row.substance, f"{row.qualifier}{row.value}", row.unit) for row in rows]


def accounted(found: ReadResult) -> bool:
    """Whether every result became a record or was counted as something else."""
    return found.results == len(found.rows) + found.repeated + found.empty + found.lost


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Pb, мг/кг", {"substance": "lead", "unit": "mg/kg"}),
        ("Свинец (Pb), мг/кг", {"substance": "lead", "unit": "mg/kg"}),
        ("Қорғасын мг/кг", {"substance": "lead", "unit": "mg/kg"}),
        ("Lead [mg/kg]", {"substance": "lead", "unit": "mg/kg"}),
        ("As mg/kg", {"substance": "arsenic", "unit": "mg/kg"}),
        ("Cu_mg_kg", {"substance": "copper", "unit": "mg/kg"}),
        ("Zn (mg/kg dw)", {"substance": "zinc", "unit": "mg/kg", "basis": "dry"}),
        ("Hg общ., мкг/кг", {"substance": "mercury", "unit": "ug/kg", "fraction": "total"}),
        ("Свинец (подвижная форма), мг/кг", {"substance": "lead", "unit": "mg/kg", "fraction": "mobile"}),
        ("Нитраты (по N), мг/л", {"substance": "nitrate", "unit": "mg/l", "expressed_as": "N"}),
        ("pH", {"substance": "ph", "unit": "pH"}),
        ("Ni", {"substance": "nickel"}),
        ("№", {}),
        ("Примечание", {}),
        ("Глубина, м", {}),
    ],
)
def test_what_a_heading_of_results_says(heading: str, expected: dict[str, str]) -> None:
    assert of_heading(heading, shipped())[0] == expected


def test_a_wide_table_needs_no_mapping(take: Take, tmp_path: Path) -> None:
    table = [
        ("Точка", "Дата отбора", "Среда", "Pb, мг/кг", "±", "Свинец подв., мг/кг", "As mg/kg", "Лаборант", ""),
        ("T1", "03.05.2024", "почва", "12,5", "1,2", "<0,5", "н.о.", "Ив.", ""),
        ("T2", "03.05.2024", "почва", "—", "", "", "0,12±0,03", "", ""),
    ]
    found = take(write_csv(tmp_path / "a.csv", table, delimiter=";"), "samples")
    assert said(found) == [
        ("T1", "lead", "=12.5", "mg/kg"),
        ("T1", "lead", "<0.5", "mg/kg"),
        ("T1", "arsenic", "<None", "mg/kg"),
        ("T2", "arsenic", "=0.12", "mg/kg"),
    ]
    first, second, third, fourth = found.rows
    assert (first.uncertainty, second.fraction, third.note, fourth.uncertainty) == ("1,2", "mobile", "н.о.", "±0,03")
    assert (found.read, found.results, found.empty, found.lost) == (2, 6, 2, 0)
    assert len({row.sample_id for row in found.rows}) == 2
    assert any("no limit of detection" in str(note) for note in found.notes)


@pytest.mark.parametrize("merged", [("E4:G4",), ("E4:G4", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "H4:H5"), ()])
def test_a_group_of_substances_is_told_apart_in_the_row_below_it(tmp_path: Path, merged: tuple[str, ...]) -> None:
    rows: list[list[object]] = [
        ["Протокол испытаний № 112-П"],
        ["ТОО «ЭкоЛаб»"],
        [],
        ["Точка отбора", "Широта", "Долгота", "Среда", "Тяжёлые металлы, мг/кг", "", "", "Примечание"],
        ["", "", "", "", "Pb", "Hg", "Cd", ""],
        ["Т-1", 49.95, 73.2, "почва", "65,2", "<0,05", "0,4", ""],
        ["Т-2", 49.94, 73.25, "почва", 410, 3.4, 1.2, "у дороги"],
    ]
    found = read(book(tmp_path / "lab.xlsx", rows, merged), "samples")
    assert said(found) == [
        ("Т-1", "lead", "=65.2", "mg/kg"),
        ("Т-1", "mercury", "<0.05", "mg/kg"),
        ("Т-1", "cadmium", "=0.4", "mg/kg"),
        ("Т-2", "lead", "=410", "mg/kg"),
        ("Т-2", "mercury", "=3.4", "mg/kg"),
        ("Т-2", "cadmium", "=1.2", "mg/kg"),
    ]
    assert (found.read, found.lost) == (2, 0)


def test_titles_merged_headings_units_numbers_limits_norms_and_footnotes(take: Take, tmp_path: Path) -> None:
    rows = [
        ("Протокол испытаний № 15 от 03.05.2024", *[None] * 5),
        (),
        ("Точка отбора", "Дата отбора", "Металлы, мг/кг", None, None, "Нефтепродукты"),
        (None, None, "Pb", "Cd", "Унобтаний", "мг/кг"),
        (1, 2, 3, 4, 5, 6),
        ("T1", "03.05.2024", 12.5, "<0,05", 1, 120),
        (None, "04.05.2024", 14, "н.о.", 2, "не определялось"),
        ("Предел обнаружения", None, 0.5, 0.05, None, 5),
        ("ПДК", None, 32, 0.5, None, None),
        ("Среднее", None, 13.25, None, None, 120),
        ("Примечание: н.о. — не обнаружено", *[None] * 5),
    ]
    path = book(tmp_path / "a.xlsx", rows, ["A1:F1", "A3:A4", "B3:B4", "C3:E3", "A6:A7", "A11:F11"])
    found = take(path, "samples", SOIL)
    assert found.headings == (
        "Точка отбора",
        "Дата отбора",
        "Pb, мг/кг",
        "Cd, мг/кг",
        "Унобтаний, мг/кг",
        "Нефтепродукты, мг/кг",
    )
    assert said(found) == [
        ("T1", "lead", "=12.5", "mg/kg"),
        ("T1", "cadmium", "<0.05", "mg/kg"),
        ("T1", "petroleum_products", "=120", "mg/kg"),
        ("T1", "lead", "=14", "mg/kg"),
        ("T1", "cadmium", "<None", "mg/kg"),
    ]
    assert [row.detection_limit for row in found.rows][-1] == Decimal("0.05")
    assert found.remarks == (8, 9, 10, 11)
    assert {kind: dict(words) for kind, words in found.unknown.items()} == {"substance": {"Унобтаний": 2}}
    assert (found.results, found.empty, found.lost, found.rejected_count) == (8, 1, 2, 2)
    assert found.sample_rows[0][0] == "T1"


def test_an_unknown_column_is_answered_in_the_mapping(take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("Точка", "Pb, мг/кг", "Ung, мг/кг"), ("T1", "5", "6")], delimiter=";")
    assert take(path, "samples", SOIL).unknown == {"substance": {"Ung": 1}}
    answers = [("lead", "lead"), ("new", "new: Ung"), ("new: Unobtainium", "new: Unobtainium")]
    for answer, code in answers:
        found = take(path, "samples", f'{SOIL}[values.substance]\nUng = "{answer}"')
        assert [row.substance for row in found.rows] == ["lead", code]
        assert not found.unknown


def test_a_table_without_units_asks_for_them(take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("Точка", "Pb", "Cd"), ("T1", "5", "6")], delimiter=";")
    with pytest.raises(ImportProblem, match="Nothing says the substance, unit"):
        take(path, "samples", SOIL)
    found = take(path, "samples", f'{SOIL}unit = "мг/кг сух."')
    assert [(row.substance, row.unit, row.basis) for row in found.rows] == [
        ("lead", "mg/kg", "dry"),
        ("cadmium", "mg/kg", "dry"),
    ]


def test_a_number_across_columns_is_no_result_of_each(take: Take, tmp_path: Path) -> None:
    rows = [("Точка", "Pb, мг/кг", "Cd, мг/кг"), ("T1", 7, None), ("T2", "не опр.", None)]
    found = take(book(tmp_path / "a.xlsx", rows, ["B2:C2", "B3:C3"]), "samples", SOIL)
    assert said(found) == [("T1", "lead", "=7", "mg/kg")]
    assert (found.results, found.empty) == (4, 3)


def test_carbon_monoxide_is_no_metal(take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("Точка", "PB, мг/кг", "CO, мг/кг"), ("T1", "5", "6")], delimiter=";")
    found = take(path, "samples", SOIL)
    assert [row.substance for row in found.rows] == ["lead"]
    assert (found.unknown, found.lost) == ({"substance": {"CO": 1}}, 1)
    in_air = write_csv(tmp_path / "b.csv", [("Точка", "CO, мг/м3", "NO2, мг/м3"), ("T1", "5", "6")], delimiter=";")
    assert [row.substance for row in take(in_air, "samples", '[constants]\nmedium = "air"').rows] == [
        "carbon_monoxide",
        "nitrogen_dioxide",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_encodings_of_laboratories(take: Take, tmp_path: Path, encoding: str) -> None:
    table = [("Точка отбора", "Свинец, мг/кг"), ("Река Нура, створ № 3", "менее 0,05")]
    found = take(write_csv(tmp_path / "a.csv", table, encoding, ";"), "samples", SOIL)
    assert said(found) == [("Река Нура, створ № 3", "lead", "<0.05", "mg/kg")]


CELL = st.sampled_from(
    [
        "",
        "5",
        "12,5",
        "<0,05",
        "-",
        "—",
        "н.о.",
        "следы",
        "10-20",
        "0,1±0,02",
        ">1000",
        "1 234,5",
        "bad",
        "5-3",
        "нет данных",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["T1", "T2", ""]), CELL, CELL, CELL), min_size=1, max_size=8))
def test_every_result_is_accounted_for(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    heading = ("Точка", "Среда", "Pb, мг/кг", "Cd, мг/кг", "Унобтаний, мг/кг")
    table: list[tuple[str, ...]] = [heading, ("T0", "почва", "1,5", "2,5", "")]
    table += [(point, "почва", *cells) for point, *cells in rows]
    found = read(write_csv(tmp_path / "a.csv", table, delimiter=";"), "samples")
    assert accounted(found)
    assert found.read == len(table) - 1
    assert found.results == 3 * (found.read - len(found.remarks))


LONG = ("Точка", "Среда", "Показатель", "Значение", "Ед. изм.")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["T1", ""]), st.sampled_from(["Pb", "Cd", "Xx", ""]), CELL, st.sampled_from(["мг/кг", "?"])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_row_of_a_long_table_is_accounted_for(tmp_path: Path, rows: list[tuple[str, str, str, str]]) -> None:
    table: list[tuple[str, ...]] = [LONG, *((point, "почва", name, value, unit) for point, name, value, unit in rows)]
    found = read(write_csv(tmp_path / "a.csv", table, delimiter=";"), "samples")
    assert accounted(found)
    assert found.read == len(rows) == found.results + len(found.remarks)
    assert found.lost == found.rejected_count


def test_a_row_of_results_is_no_heading(take: Take, tmp_path: Path) -> None:
    table = [("Место", "Знак", "Величина", "Ед. изм."), ("Нура", "Pb", "5", "мг/кг"), ("Нура", "Cd", "6", "мг/кг")]
    toml = f'{SOIL}[columns]\nsubstance = "Знак"\nvalue = "Величина"'
    found = take(write_csv(tmp_path / "a.csv", table, delimiter=";"), "samples", toml)
    assert [(row.row, row.substance, str(row.value)) for row in found.rows] == [(2, "lead", "5"), (3, "cadmium", "6")]


def test_thousands_of_long_headings_are_read_in_a_moment(take: Take, tmp_path: Path) -> None:
    words = " ".join(["мг/кг", "сух", "по", "N", "Pb,"] * 8)[:190]
    table = [[f"{words} {number}" for number in range(900)] for _ in range(3)]
    started = time.process_time()
    with pytest.raises(ImportProblem):
        take(write_csv(tmp_path / "a.csv", table, delimiter=";"), "samples")
    assert time.process_time() - started < 20
