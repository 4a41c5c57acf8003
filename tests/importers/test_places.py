from __future__ import annotations

from pathlib import Path

import pytest
from shapely import Point

from importers.errors import BadValue, ImportProblem
from importers.values.places import Locator
from tests.importers.conftest import Take
from tests.importers.files import HEADINGS, write_csv


def rows(*pairs: tuple[str, str]) -> list[tuple[str, ...]]:
    made = [(f"A-{number}", f"Dump {number}", "dump", *pair, "exact") for number, pair in enumerate(pairs)]
    return [HEADINGS, *made]


def located(**cells: str) -> object:
    return Locator("reports", "", None).locate(cells, None)


def test_coordinates_and_shapes() -> None:
    assert located(latitude="49,8", longitude="73,1") == Point(73.1, 49.8)
    assert located(coordinates="49.8, 73.1") == Point(73.1, 49.8)
    assert located(geometry="SRID=4326;POINT (73.1 49.8)") == Point(73.1, 49.8)
    assert located(latitude="", longitude=" ") is None


@pytest.mark.parametrize(
    "cells",
    [
        {"latitude": "49.8"},
        {"latitude": "149.8", "longitude": "73.1"},
        {"latitude": "0", "longitude": "0.0"},
        {"latitude": "nan", "longitude": "1"},
        {"latitude": "1" * 200, "longitude": "1"},
        {"geometry": "POINT (nan nan)"},
        {"geometry": "POINT (1"},
        {"geometry": "POLYGON EMPTY"},
        {"geometry": "LINESTRING (1 1, 2 2)"},
        {"geometry": "POINT (1e308 1e308)"},
        {"geometry": "\ud800"},
        {"coordinates": "somewhere"},
    ],
)
def test_what_is_no_place(cells: dict[str, str]) -> None:
    with pytest.raises(BadValue):
        located(**cells)


@pytest.mark.parametrize("shape", [b"", b"\x01\x02", b"\x01\x01\x00\x00\x00" + b"\xff" * 16, bytes(500)])
def test_broken_shapes(shape: bytes) -> None:
    with pytest.raises(BadValue):
        Locator("reports", "", None).locate({}, shape)


def test_swapped_coordinates_are_told_and_can_be_swapped_back(take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows(("73.1", "49.8"), ("72.9", "50.1"), ("50.3", "71.4")))
    with pytest.raises(ImportProblem, match="swap = true"):
        take(path)
    assert take(path, toml="swap = true").rows[0].geometry == Point(73.1, 49.8)
    assert take(path, toml="swap = false").rows[0].geometry == Point(49.8, 73.1)


def test_a_few_that_look_swapped_are_only_told(take: Take, tmp_path: Path) -> None:
    kazan = ("55.8", "49.1")
    found = take(write_csv(tmp_path / "a.csv", rows(kazan, ("49.8", "73.1"), ("50.1", "72.9"))))
    assert len(found.rows) == 3
    assert "1 places are outside Kazakhstan" in str(found.notes[-1])


def test_places_elsewhere_are_fine(take: Take, tmp_path: Path) -> None:
    found = take(write_csv(tmp_path / "a.csv", rows(("42.359", "-71.0717"), ("-33.9", "18.4"))))
    assert (len(found.rows), found.notes) == (2, ())


def test_metres_ask_for_their_system(take: Take, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows(("333611.0", "181072.0"), ("333558,5", "181025")))
    with pytest.raises(ImportProblem, match="look like metres"):
        take(path)
    found = take(path, toml='crs = "EPSG:28992"')
    assert found.rows[0].geometry.distance(Point(5.7586, 50.9916)) < 0.001
    assert found.crs == "EPSG:28992"


def test_single_places_out_of_range_are_rejected(take: Take, tmp_path: Path) -> None:
    found = take(write_csv(tmp_path / "a.csv", rows(("49.8", "73.1"), ("50.1", "372.9"), ("0", "0"))))
    assert [(one.row, one.field) for one in found.rejected] == [(3, "latitude"), (4, "latitude")]
    assert found.rejected_count == 2


def test_precision_is_never_better_than_what_is_known(take: Take, tmp_path: Path) -> None:
    head = ("id", "kind", "latitude", "longitude", "precision", "precision_m")
    lines = [("1", "", ""), ("2", "", "30"), ("3", "within", ""), ("4", "village", "")]
    table = [head, *((number, "dump", "49.8", "73.1", *rest) for number, *rest in lines)]
    found = take(write_csv(tmp_path / "a.csv", table))
    assert [row.precision for row in found.rows] == ["approximate", "within", "village"]
    assert [(one.row, one.field) for one in found.rejected] == [(4, "precision_m")]


def test_a_row_with_a_place_cannot_say_that_it_has_none(take: Take, tmp_path: Path) -> None:
    table = [(*HEADINGS, "not_drawn"), *((*row, "no_coordinates") for row in rows(("49.8", "73.1"))[1:])]
    assert take(write_csv(tmp_path / "a.csv", table)).rejected[0].field == "not_drawn"
    table[1] = (*table[1][:-1], "doubtful_coordinates")
    assert take(write_csv(tmp_path / "a.csv", table)).rows[0].not_drawn == "doubtful_coordinates"
