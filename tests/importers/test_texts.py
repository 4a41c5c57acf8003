from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.columns.words import vocabulary
from importers.errors import BadValue
from importers.values import texts
from mapapp.core.spreadsheets import guarded


@given(st.text())
def test_clean_text_can_be_stored_and_shown(text: str) -> None:
    try:
        clean = texts.clean_text(text, 50)
    except BadValue:
        return
    clean.encode("utf-8")
    assert len(clean) <= 50
    assert not any(character < " " or "\u202a" <= character <= "\u202e" for character in clean)


def test_text_keeps_its_lines_only_where_it_may() -> None:
    assert texts.clean_text(" a\r\n b\x07 ", 50, lines=True) == "a\n b"
    assert texts.clean_text("a\nb", 50) == "a b"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 51])
def test_text_that_no_database_takes(text: str) -> None:
    with pytest.raises(BadValue):
        texts.clean_text(text, 50)


def test_letters_are_composed() -> None:
    assert texts.clean_text("и\u0306", 50) == "й"


def test_the_guard_of_our_own_downloads_is_taken_off() -> None:
    assert texts.clean_text("'=1+1", 50) == "=1+1"
    assert texts.clean_text("'tis", 50) == "'tis"
    assert texts.clean_text("=1+1", 50) == "=1+1"


@given(st.text(st.sampled_from('=+-@;\t\r\n a"\u200b\uff1d\ufe63я'), max_size=12))
def test_a_download_that_comes_back_says_the_same(text: str) -> None:
    assert texts.clean_text(guarded(text), 50, lines=True) == texts.clean_text(text, 50, lines=True)


def test_addresses() -> None:
    assert texts.addresses("https://a.kz/1.jpg | http://b.kz/?q=1") == ("https://a.kz/1.jpg", "http://b.kz/?q=1")


@pytest.mark.parametrize("text", ["javascript:alert(1)", "ftp://a.kz", "/etc/passwd", "https://", "https://a.kz b"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(BadValue):
        texts.addresses(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("топырақ", "soil"), ("Почва", "soil"), ("SOIL", "soil"), ("soil", "soil"), ("Донные  отложения", "sediment")],
)
def test_codes_by_their_words(text: str, expected: str) -> None:
    codes, known = vocabulary("samples", "medium")
    assert texts.code(text, codes, {}, known) == expected


def test_the_mapping_has_the_first_word_about_codes() -> None:
    codes, known = vocabulary("samples", "medium")
    assert texts.code("Почва", codes, {"почва": "sediment"}, known) == "sediment"
    assert texts.code("пыль", codes, {"Пыль": ""}, known) == ""
    for table in ({}, {"пыль": "dust"}):
        with pytest.raises(BadValue, match="is not one of"):
            texts.code("пыль", codes, table, known)


def test_oblasts_are_known_by_name_unless_two_share_it() -> None:
    codes, known = vocabulary("reports", "oblast")
    assert texts.code("Карагандинская область", codes, {}, known) == "KZ35"
    assert texts.code("Маңғыстау", codes, {}, known) == "KZ47"
    assert texts.code("KZ10", codes, {}, known) == "KZ10"
    with pytest.raises(BadValue):
        texts.code("Almaty", codes, {}, known)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("мг/кг", "mg/kg"), ("мг/м³", "mg/m3"), ("µg/l", "ug/l"), ("mg/kg", "mg/kg"), ("ПДК", "times MPC")],
)
def test_units_become_ascii(text: str, expected: str) -> None:
    assert texts.unit(text) == expected


def test_cas_numbers_are_checked() -> None:
    assert texts.cas("7439-97-6") == "7439-97-6"
    assert texts.cas("7439976") == texts.cas("CAS 7439-97-6") == "7439-97-6"
    for wrong in ("7439-97-5", "7439975", "7439-976", "x"):
        with pytest.raises(BadValue):
            texts.cas(wrong)
