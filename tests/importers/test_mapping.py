from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.columns.mapping import (
    DateStyle,
    FileMapping,
    Source,
    as_tables,
    from_tables,
    load_mapping,
    parse_mapping,
)
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


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
FACTORS = st.decimals("0.001", "10000", places=3, allow_nan=False)
MAPPINGS = st.builds(
    FileMapping,
    columns=st.dictionaries(TEXT, st.builds(Source, TEXT, st.none() | FACTORS), max_size=3),
    constants=st.dictionaries(TEXT, TEXT, max_size=3),
    values=st.dictionaries(TEXT, st.dictionaries(TEXT, TEXT | st.just(""), max_size=3), max_size=3),
    wide=st.dictionaries(TEXT | st.just("columns"), st.dictionaries(TEXT, TEXT, max_size=3), max_size=3),
    dates=st.sampled_from([DateStyle(), DateStyle("%d/%m/%Y"), DateStyle("", "ms", "Asia/Almaty")]),
    decimal=st.sampled_from(["", ",", "."]),
    crs=st.sampled_from(["", "EPSG:28992"]),
    swap=st.none() | st.booleans(),
    guess=st.booleans(),
    encoding=st.sampled_from(["", "cp1251"]),
    delimiter=st.sampled_from(["", ";", "\t"]),
    header_row=st.none() | st.integers(1, 1000),
    sheet=st.just("") | TEXT,
    layer=st.just("") | TEXT,
    placeholders=st.lists(TEXT, max_size=2).map(tuple),
    ignore=st.lists(TEXT, max_size=2).map(tuple),
    keep=st.lists(TEXT, max_size=2).map(tuple),
)


@given(MAPPINGS)
def test_a_mapping_is_the_same_after_it_was_kept_as_json(mapping: FileMapping) -> None:
    assert from_tables(json.loads(json.dumps(as_tables(mapping))), "kept") == mapping


def test_an_empty_mapping_says_nothing() -> None:
    assert as_tables(FileMapping()) == {}
    with pytest.raises(ImportProblem, match="unknown part"):
        from_tables({"what": 1}, "kept")
