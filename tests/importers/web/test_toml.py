"""What is downloaded as a mapping is read back as the same."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.columns.mapping import as_tables, parse_mapping
from importers.web.toml import written

# Every character that TOML can hold; a lone half of a pair is none.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = TEXTS | st.booleans() | st.integers(-(2**62), 2**62)
VALUES = PLAIN | st.lists(TEXTS, max_size=3) | st.dictionaries(TEXTS, PLAIN, min_size=1, max_size=3)
TABLES = st.dictionaries(
    TEXTS | st.sampled_from(["values", "wide"]),
    PLAIN | st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4),
    max_size=5,
)


@given(TABLES)
def test_whatever_is_in_a_mapping_comes_back(tables: dict[str, Any]) -> None:
    assert tomllib.loads(written(tables)) == tables


MAPPING = """
crs = "EPSG:28413"
decimal = ","
header_row = 4
sheet = "Протокол"
guess = false

[columns]
point_id = "Точка \\"А\\""
depth_from_m = { heading = "Глубина, см", times = "0.01" }

[constants]
medium = "soil"

[values.substance]
"Кадмиум общ" = "cadmium"

[wide]
"Pb, мг/кг" = { substance = "lead", unit = "mg/kg" }

[dates]
format = "%d.%m.%y"

[extra]
ignore = ["№ п/п"]
"""


@pytest.mark.parametrize("text", [MAPPING, "", 'swap = true\n[ids]\nplaceholders = ["n/a"]\n'])
def test_a_mapping_of_the_command_line_stays_the_same(text: str) -> None:
    mapping = parse_mapping(text, "test.toml")
    assert parse_mapping(written(as_tables(mapping)), "test.toml") == mapping
