"""No text becomes a formula in a spreadsheet, whichever separator the program cuts the file at."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mapapp.core.spreadsheets import guarded, written
from mapapp.publish.exports.tabular import cell

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]")
TEXTS = st.text(
    st.sampled_from("\x08\u200b =+-@;,\t\r\n\"'|a1=+-@﹦\u00a0") | st.characters(codec="utf-8"), max_size=30
)


def seen(text: str) -> str:
    """The text without what a program may drop when it opens a file."""
    return "".join(one for one in text if one.isprintable())


def cells_of(text: str, separator: str) -> list[str]:
    """Every cell that a program which cuts at ``separator`` makes of a file with ``text`` in two columns."""
    header, row = ["key", "name", "note", "longitude"], ["a-1", cell("text", text), cell("codes", [text]), "-73.1"]
    file = "".join(written(header, [row])).removeprefix("\ufeff")
    return [one for line in csv.reader(io.StringIO(file, newline=""), delimiter=separator) for one in line]


@settings(max_examples=500)
@given(TEXTS)
@example("\x08=1+1")
@example("x;=1+1")
@example('x";"=1+1')
@example("x\r\n@SUM(1)")
def test_no_cell_begins_a_formula(text: str) -> None:
    for separator in ",;\t":
        assert not [one for one in cells_of(text, separator) if FORMULA.match(seen(one)) and one != "-73.1"]


@given(TEXTS)
def test_only_apostrophes_are_added(text: str) -> None:
    assert guarded(text).replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠\t\r\n")
def test_each_sign_gets_an_apostrophe(sign: str) -> None:
    assert guarded(f"{sign}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["A dump", "Қарағанды", "a - b", "a=b; c", "1-2", "'=quoted", "x;\n y", "", "−5 °C"])
def test_plain_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(("value", "written_as"), [(-73.1, "-73.1"), (-5, "-5"), (1e-7, "0.0000001"), (500.0, "500")])
def test_numbers_are_never_guarded(value: float, written_as: str) -> None:
    assert cell("number", value) == written_as


@given(TEXTS)
def test_a_workbook_made_of_the_cells_has_no_formula(text: str) -> None:
    sheet = Workbook().active
    assert sheet is not None
    made = sheet.cell(1, 1)
    made.value = seen(guarded(text))
    assert made.data_type != "f"
