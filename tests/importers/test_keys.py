from __future__ import annotations

from pathlib import Path

from tests.importers.conftest import Take
from tests.importers.files import write_csv

HEAD = ("id", "kind", "name_en", "latitude", "longitude", "observed_on")


def test_equal_rows_are_passed_over_and_counted(take: Take, tmp_path: Path) -> None:
    row = ("A", "dump", "x", "49.8", "73.1", "2014")
    found = take(write_csv(tmp_path / "a.csv", [HEAD, row, row, row]))
    assert (len(found.rows), found.repeated, found.rejected_count, found.rows[0].row) == (1, 2, 0, 2)
    assert any("2 rows only repeat" in str(note) for note in found.notes)


def test_one_site_at_several_times_is_its_history(take: Take, tmp_path: Path) -> None:
    visits = [("A", "dump", "x", "49.8", "73.1", year) for year in ("2014", "2015-05")]
    found = take(write_csv(tmp_path / "a.csv", [HEAD, *visits]))
    assert [row.id for row in found.rows] == ["A", "A"]
    assert [row.observation_id for row in found.rows] == ["A@2014", "A@2015-05"]


def test_one_id_for_different_things_is_a_contradiction(take: Take, tmp_path: Path) -> None:
    far = [
        ("A", "dump", "x", "49.8", "73.1", "2014"),
        ("B", "dump", "y", "", "", ""),
        ("A", "dump", "x", "43.2", "76.9", "2015"),
    ]
    found = take(write_csv(tmp_path / "a.csv", [HEAD, *far]))
    assert [row.id for row in found.rows] == ["B"]
    assert [(one.row, one.reason.params["other"]) for one in found.rejected] == [(2, 4), (4, 2)]
    assert any("placeholder" in str(note) for note in found.notes)


def test_placeholders_are_no_ids(take: Take, tmp_path: Path) -> None:
    places = [("1", "dump", "", f"49.{number}", "73.1", "") for number in range(1, 4)]
    found = take(write_csv(tmp_path / "a.csv", [HEAD, *places, places[0]]), toml='[ids]\nplaceholders = ["1"]')
    assert (len({row.id for row in found.rows}), found.repeated, found.rejected_count) == (3, 1, 0)


def test_rows_without_ids_keep_theirs_in_any_order(take: Take, tmp_path: Path) -> None:
    rows = [("dump", "x", "3"), ("dump", "x", "4"), ("dump", "y", "5")]
    head = ("kind", "name_en", "area_m2")
    one = take(write_csv(tmp_path / "a.csv", [head, *rows]))
    two = take(write_csv(tmp_path / "b.csv", [head, *reversed(rows)]))
    assert {row.id: row.area_m2 for row in one.rows} == {row.id: row.area_m2 for row in two.rows}
    assert len(one.rows) == 3


def test_a_corrected_figure_keeps_its_id(take: Take, tmp_path: Path) -> None:
    head = ("point_id", "medium", "sampled_on", "substance", "value", "unit")
    ids = []
    for value in ("5", "6"):
        found = take(write_csv(tmp_path / "a.csv", [head, ("P", "soil", "2014", "lead", value, "mg/kg")]), "samples")
        ids.append((found.rows[0].id, found.rows[0].sample_id))
    assert ids[0] == ids[1]


def test_results_of_one_sample_share_it(take: Take, tmp_path: Path) -> None:
    head = ("place", "medium", "sampled_on", "substance", "value", "unit")
    rows = [
        ("Kyzyl Zhar", "soil", year, metal, "5", "mg/kg") for year in ("2014", "2015") for metal in ("lead", "zinc")
    ]
    found = take(write_csv(tmp_path / "a.csv", [head, *rows]), "samples").rows
    assert len({row.point_id for row in found}) == 1
    assert [row.sample_id == found[0].sample_id for row in found] == [True, True, False, False]
    assert len({row.id for row in found}) == 4


def test_points_and_samples_say_one_thing(take: Take, tmp_path: Path) -> None:
    head = ("point_id", "sample_id", "medium", "latitude", "longitude", "substance", "value", "unit")
    rows = [
        ("P", "S", "soil", "", "", "zinc", "5", "mg/kg"),
        ("P", "S", "soil", "49.8", "73.1", "lead", "5", "mg/kg"),
        ("P", "S", "soil", "49.9", "73.1", "iron", "5", "mg/kg"),
        ("P", "S", "water", "49.8", "73.1", "tin", "5", "mg/l"),
    ]
    found = take(write_csv(tmp_path / "a.csv", [head, *rows]), "samples")
    assert [(one.row, one.field) for one in found.rejected] == [(4, "point_id"), (5, "sample_id")]
    assert [row.row for row in found.rows] == [2, 3]
