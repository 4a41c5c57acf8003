from __future__ import annotations

from pathlib import Path

import pytest

from importers.columns.mapping import DateStyle, Source, load_mapping, parse_mapping
from importers.errors import ImportProblem

WHOLE = """
crs = "EPSG:28992"
swap = true
guess = false
decimal = ","
encoding = "windows-1251"
delimiter = ";"
header_row = 3
sheet = "A"
layer = "b"
[columns]
latitude = "LAT"
area_m2 = { heading = "Площадь, га", times = 10000 }
[constants]
kind = "dump"
precision_m = 15
[values.kind]
"Illegal Dumping" = "dump"
[dates]
format = "%m/%d/%Y"
zone = "Asia/Almaty"
[ids]
placeholders = ["1", 2]
[extra]
ignore = ["a"]
keep = ["phone"]
[wide.columns]
cadmium = { substance = "cadmium", unit = "mg/kg" }
"""


def test_everything_that_can_be_declared() -> None:
    mapping = parse_mapping(WHOLE, "a.toml")
    assert mapping.columns["latitude"] == Source("LAT")
    assert str(mapping.columns["area_m2"].times) == "10000"
    assert mapping.constants == {"kind": "dump", "precision_m": "15"}
    assert mapping.values == {"kind": {"Illegal Dumping": "dump"}}
    assert mapping.dates == DateStyle("%m/%d/%Y", "", "Asia/Almaty")
    assert (mapping.placeholders, mapping.ignore, mapping.keep) == (("1", "2"), ("a",), ("phone",))
    assert mapping.wide == {"cadmium": {"substance": "cadmium", "unit": "mg/kg"}}
    assert (mapping.crs, mapping.swap, mapping.guess, mapping.encoding) == ("EPSG:28992", True, False, "cp1251")


@pytest.mark.parametrize(
    "text",
    [
        "columns = ",
        "what = 1",
        "columns = 5",
        "[columns]\nlatitude = 5.5\nlongitude = true",
        '[columns]\nlatitude = { name = "x" }',
        '[columns]\nlatitude = { heading = "x", times = "many" }',
        '[columns]\nlatitude = { heading = "x", times = -1 }',
        'crs = "Moscow"',
        'crs = "+proj=longlat +nadgrids=http://127.0.0.1/x"',
        'crs = "EPSG:0"',
        'encoding = "zip"',
        'encoding = "utf-9"',
        'swap = "yes"',
        "header_row = 0",
        'delimiter = "xx"',
        'decimal = "-"',
        '[dates]\nformat = "day"',
        '[dates]\nunit = "h"',
        '[dates]\nzone = "Mars/Base"',
        '[dates]\nzone = "../../etc/passwd"',
        "[ids]\nnames = []",
        "[ids]\nplaceholders = [[1]]",
        "[wide]\ncadmium = 5",
        "a = " + "[" * 5000,
    ],
)
def test_what_cannot_be_used_gets_one_line(text: str) -> None:
    with pytest.raises(ImportProblem) as problem:
        parse_mapping(text, "a.toml")
    assert "\n" not in str(problem.value)


def test_columns_of_results_may_stand_directly_under_wide() -> None:
    inner = 'cadmium = { substance = "cadmium", unit = "mg/kg" }'
    assert parse_mapping(f"[wide]\n{inner}", "").wide == parse_mapping(f"[wide.columns]\n{inner}", "").wide


def test_a_mapping_file(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('\ufeffcrs = "EPSG:4326"', "utf-8")
    assert load_mapping(path).crs == "EPSG:4326"
    for content in ("сайт".encode("cp1251"), b"\0", b"#" * (2 << 20)):
        path.write_bytes(content)
        with pytest.raises(ImportProblem):
            load_mapping(path)
    with pytest.raises(ImportProblem):
        load_mapping(tmp_path / "none.toml")
