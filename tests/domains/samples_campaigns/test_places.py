"""Pasted lists of places, and labels that nobody misreads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapapp.domains.samples.campaigns import labels
from mapapp.domains.samples.campaigns.places import parse_line, parse_places
from mapapp.errors import BadInput


@pytest.mark.parametrize(
    ("line", "name", "lonlat"),
    [
        ("Dump 3, 49.81, 73.12", "Dump 3", (73.12, 49.81)),
        ("Dump 3\t49.81\t73.12", "Dump 3", (73.12, 49.81)),
        ("12\t49.81\t73.12", "12", (73.12, 49.81)),
        ("Kyzyl Zhartas; 49,81234; 73,12345", "Kyzyl Zhartas", (73.12345, 49.81234)),
        ("Қызыл Жартас | 73.12345 | 49.81234 | soil", "Қызыл Жартас soil", (73.12345, 49.81234)),
        ("Point 12 49 48 36 N 73 6 0 E", "Point 12", (73.1, 49.81)),
        ("Свалка у реки 49°48'36\" с.ш. 73°06'00\" в.д.", "Свалка у реки", (73.1, 49.81)),
        ("49.8, 73.1 Dump", "Dump", (73.1, 49.8)),
        ("49.8 73.1", "", (73.1, 49.8)),
        ("Near the bridge", "Near the bridge", None),
        ("Bridge 7", "Bridge 7", None),
        ("=HYPERLINK(1)", "=HYPERLINK(1)", None),
    ],
)
def test_a_line_is_a_name_with_coordinates_in_any_notation(
    line: str, name: str, lonlat: tuple[float, float] | None
) -> None:
    (found,) = parse_places(f"\n{line}\r\n\n")
    assert found.name == name
    assert found.lonlat == (pytest.approx(lonlat) if lonlat else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bridge; 49.81; 73.12\nParis; 48.85; 2.35", "Line 2 lies outside Kazakhstan."),
        ("Bridge N49.812 N73.123", "The coordinates in line 1 cannot be read."),
        ("x" * 301, "Line 1 cannot be read."),
        ("a\x00b", "Line 1 cannot be read."),
        ("a\n" * 201, "These are too many places at once."),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parse_places(text)


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    try:
        found = parse_places(text)
    except BadInput:
        return
    assert all(len(one.name) <= 120 for one in found)


def test_a_line_along_which_values_are_shown_needs_two_places() -> None:
    assert parse_line("50.1, 73.0\n50.2 73.1") == [(73.0, 50.1), (73.1, 50.2)]
    assert parse_line("  ") == []
    for text in ("50.1, 73.0", "50.1, 73.0\nthe bridge"):
        with pytest.raises(BadInput):
            parse_line(text)


def test_labels_are_unique_short_and_without_letters_that_look_alike() -> None:
    made = labels.make(500, "NURA", {"NURA-2222"})
    assert len(set(made)) == 500
    assert "NURA-2222" not in made
    assert all(labels.read(f" {one.lower()} ") == one and len(one) == 9 for one in made)
    assert not set("01ILO") & set("".join(one.removeprefix("NURA-") for one in made))


@pytest.mark.parametrize("text", ["", "LONGERTHANEIGHT", "N-1", "OIL", "НУРА", "A B", "1"])
def test_prefixes_that_would_be_misread_are_refused(text: str) -> None:
    assert labels.prefix(text) is None


def test_a_prefix_is_taken_in_capitals() -> None:
    assert labels.prefix(" nura ") == "NURA"


def test_the_square_is_that_of_the_library_and_one_path() -> None:
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_M

    text = "https://example.org/s/NURA-7KQ4"
    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    square = labels.square(text)
    drawn = [[False] * square.size for _ in range(square.size)]
    for part in square.path.split("z")[:-1]:
        start, rest = part.removeprefix("M").split("h")
        x, y = map(int, start.split())
        for at in range(int(rest.split("v")[0])):
            drawn[y][x + at] = True
    assert drawn == rows
