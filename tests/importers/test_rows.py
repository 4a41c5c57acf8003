from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from importers.errors import ImportProblem
from importers.limits import Options
from importers.read import read
from importers.records import ROW_TYPES
from tests.importers.conftest import Take
from tests.importers.files import HEADINGS, REPORTS, ROW, write_csv

SAMPLE = {"point_id": "P1", "medium": "soil", "substance": "lead", "unit": "mg/kg"}


def sample(take: Take, folder: Path, **cells: str) -> Any:
    """The one sample row with these cells, or the field that was rejected."""
    full = {**SAMPLE, **cells}
    found = take(write_csv(folder / "a.csv", [tuple(full), tuple(full.values())], delimiter=";"), "samples")
    return found.rows[0] if found.rows else found.rejected[0].field


def test_every_mistake_of_a_row_is_told(take: Take, tmp_path: Path) -> None:
    table = [(*HEADINGS, "area_m2", "source_url"), ("A", "x", "ship", "x", "1", "near", "-5", "javascript:1")]
    found = take(write_csv(tmp_path / "a.csv", table))
    assert {one.field for one in found.rejected} == {"kind", "latitude", "precision", "area_m2", "source_url"}
    assert (found.rejected_count, found.read, list(found.rows)) == (1, 1, [])


def test_the_heading_of_the_file_is_named(take: Take, tmp_path: Path) -> None:
    found = take(write_csv(tmp_path / "a.csv", [("Тип", "Площадь, га"), ("свалка", "много")]))
    assert found.rejected[0].field == "Площадь, га"


def test_constants_fill_what_is_empty_and_factors_multiply(take: Take, tmp_path: Path) -> None:
    toml = '[constants]\nkind = "dump"\nname_en = "Nameless"\n[columns]\narea_m2 = { heading = "ha", times = 10000 }'
    found = take(
        write_csv(tmp_path / "a.csv", [("id", "name_en", "ha"), ("1", "", "1.5"), ("2", "Own", "")]), toml=toml
    )
    assert [(row.name_en, row.area_m2) for row in found.rows] == [("Nameless", Decimal(15000)), ("Own", None)]


def test_a_name_goes_to_the_language_of_its_letters(take: Take, tmp_path: Path) -> None:
    table = [("kind", "name"), ("dump", "Қоқыс үйіндісі"), ("dump", "Свалка"), ("dump", "Dump")]
    assert [list(row.names) for row in take(write_csv(tmp_path / "a.csv", table)).rows] == [["kk"], ["ru"], ["en"]]


def test_what_the_file_says_can_be_replaced_in_any_field(take: Take, tmp_path: Path) -> None:
    toml = '[values.substance]\n"Pb (вал.)" = "lead"\n[values.unit]\n"мг на кг" = "mg/kg"\n[values.value]\n"-" = ""'
    head = ("point_id", "medium", "substance", "unit", "value", "value_max")
    rows = [("P", "soil", "pb (вал)", "мг на кг", "5", ""), ("P", "soil", "zinc", "mg/kg", "-", "7")]
    first, second = take(write_csv(tmp_path / "a.csv", [head, *rows]), "samples", toml).rows
    assert (first.substance, first.unit, second.value, str(second.value_max)) == ("lead", "mg/kg", None, "7")


def test_waste_types(take: Take, tmp_path: Path) -> None:
    toml = '[values.waste_types]\nPLASTIC = ""\nDANGEROUS = "hazardous"'
    table = [
        ("kind", "waste_types"),
        ("dump", "household|tyres|household"),
        ("dump", "PLASTIC, DANGEROUS"),
        ("dump", "gold"),
    ]
    found = take(write_csv(tmp_path / "a.csv", table), toml=toml)
    assert [row.waste_types for row in found.rows] == [("household", "tyres"), ("hazardous",)]
    assert found.rejected[0].row == 4


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"value": "12,5"}, ("=", "12.5", None, None)),
        ({"value": "<0,01"}, ("<", "0.01", None, None)),
        ({"value": "2–25"}, ("=", None, "2", "25")),
        ({"value": "н/о", "detection_limit": "0,5"}, ("<", None, None, None)),
        ({"value": "н/о"}, ("<", None, None, None)),
        ({"value": "следы"}, ("<", None, None, None)),
        ({"qualifier": "<", "value": "0.5"}, ("<", "0.5", None, None)),
        ({"value_max": "177"}, ("=", None, None, "177")),
    ],
)
def test_results(take: Take, tmp_path: Path, cells: dict[str, str], expected: tuple[str | None, ...]) -> None:
    row = sample(take, tmp_path, **cells)
    numbers = [getattr(row, name) for name in ("value", "value_min", "value_max")]
    assert (row.qualifier, *(None if one is None else str(one) for one in numbers)) == expected


def test_a_printed_sign_without_a_code_goes_into_the_note(take: Take, tmp_path: Path) -> None:
    assert sample(take, tmp_path, value="≤5", note="dry year").note == "dry year\n≤5"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "", "qualifier": "<"}, "value"),
        ({"value": "5", "unit": ""}, "unit"),
        ({"value": "5", "medium": ""}, "medium"),
        ({"value": "5", "substance": ""}, "substance"),
        ({"value": "5", "point_id": ""}, "point_id"),
        ({"value": "<5", "qualifier": ">"}, "qualifier"),
        ({"value": "3-5", "value_max": "6"}, "value"),
        ({"value_min": "6", "value_max": "5"}, "value_max"),
        ({"value": "5", "depth_from_m": "2", "depth_to_m": "1"}, "depth_to_m"),
        ({"value": "5", "cas": "7439-92-2"}, "cas"),
        ({"value": "5", "unit": "попугаи"}, "unit"),
    ],
)
def test_results_that_lack_something(take: Take, tmp_path: Path, cells: dict[str, str], field: str) -> None:
    assert sample(take, tmp_path, **cells) == field


def test_other_kinds_need_their_own(take: Take, tmp_path: Path) -> None:
    facilities = take(write_csv(tmp_path / "a.csv", [("kind", "operator"), ("cement", "X")]), "facilities")
    assert facilities.rejected[0].field == "name"
    table = [
        ("facility_id", "quantity", "unit", "note", "year"),
        ("F", "5", "", "", "2014"),
        ("F", "5", "", "none printed", "14"),
    ]
    releases = take(write_csv(tmp_path / "b.csv", table), "releases")
    assert [(one.row, one.field) for one in releases.rejected] == [(2, "unit"), (3, "year")]


def test_limits_of_rows_and_bytes(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    with pytest.raises(ImportProblem, match="more than 1 rows"):
        read(path, "reports", options=Options(max_rows=1))
    with pytest.raises(ImportProblem, match="larger than"):
        read(path, "reports", options=Options(max_bytes=10))


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    table = [HEADINGS, *((f"A-{number}", *ROW[1:]) for number in range(1200))]
    read(write_csv(tmp_path / "a.csv", table), "reports", options=Options(progress=told.append))
    assert told == [500, 1000, 1200]


def test_reports_are_frozen(take: Take, tmp_path: Path) -> None:
    row = take(write_csv(tmp_path / "a.csv", REPORTS)).rows[0]
    with pytest.raises(AttributeError):
        row.id = "other"


def test_a_mistake_is_told_of_every_row_that_repeats_it(take: Take, tmp_path: Path) -> None:
    head = ("point_id", "medium", "sampled_on", "substance", "value", "unit")
    rows = [("P", "soil", "yesterday", metal, "5", "mg/kg") for metal in ("lead", "zinc")]
    found = take(write_csv(tmp_path / "a.csv", [head, *rows, ("P", "soil", "", "tin", "5", "mg/kg")]), "samples")
    assert [(one.row, one.field) for one in found.rejected] == [(2, "sampled_on"), (3, "sampled_on")]
    assert [(row.substance, row.sampled_on) for row in found.rows] == [("tin", "")]


def test_records_have_no_slots() -> None:
    """``Record.of`` gives a record its fields at once, which slots would hide."""
    for kind in ROW_TYPES.values():
        assert not any("__slots__" in vars(one) for one in kind.__mro__[:-1])


BLANK = {"purpose": "холостая", "substance": "Pb", "value": "<0,1", "unit": "мкг/л", "medium": "вода", "label": "B-7"}


def test_purposes_and_dates_of_the_laboratory(take: Take, tmp_path: Path) -> None:
    full = {**BLANK, "received_on": "03.05.2024", "analysed_on": "05.05.2024", "accredited_until": "2026-12-31"}
    found = take(write_csv(tmp_path / "a.csv", [tuple(full), tuple(full.values())], delimiter=";"), "samples")
    (row,) = found.rows
    assert (row.purpose, row.label, row.unit, row.qualifier) == ("field_blank", "B-7", "ug/l", "<")
    assert (row.received_on, row.analysed_on, row.accredited_until) == ("2024-05-03", "2024-05-05", "2026-12-31")
    assert row.point_id.startswith("point-")


def test_a_duplicate_names_the_sample_that_it_repeats(take: Take, tmp_path: Path) -> None:
    head = ("Точка", "Номер пробы", "Дубликат пробы", "Назначение пробы", "Среда", "Показатель", "Значение", "Ед.")
    rows = [
        ("T1", "S1", "", "рядовая", "воздух", "PM2.5", "53", "мкг/м3"),
        ("T1", "S2", "S1", "дубликат", "воздух", "PM2.5", "55", "мкг/м3"),
    ]
    table = [(*head, "Осреднение", "Расстояние, км"), *((*row, "среднесуточная", "1,5") for row in rows)]
    one, two = take(write_csv(tmp_path / "a.csv", table, delimiter=";"), "samples").rows
    assert (one.purpose, two.purpose, two.duplicate_of) == ("routine", "duplicate", "S1")
    assert (one.averaging, one.distance_km) == ("daily", Decimal("1.5"))
