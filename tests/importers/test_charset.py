from __future__ import annotations

from pathlib import Path

import pytest

from importers.formats import charset

WORDS = ("Свалка", "Название;Широта\nСвалка у села;49,8", "КАРАГАНДА", "Темиртау", "Полигон ТБО, Сарань", "да")
KAZAKH = ("Қарағанды; қоқыс үйіндісі", "Үстірт мемлекеттік табиғи қорығы")


@pytest.mark.parametrize("text", WORDS)
def test_russian_in_cp1251_is_known_even_when_short(text: str) -> None:
    assert text.encode("cp1251").decode(charset.guess(text.encode("cp1251"))) == text


@pytest.mark.parametrize("codec", ["koi8-r", "cp866", "mac-cyrillic"])
def test_russian_in_other_pages(codec: str) -> None:
    text = "Название;Место\nПолигон бытовых отходов;Темиртау"
    assert text.encode(codec).decode(charset.guess(text.encode(codec))) == text


@pytest.mark.parametrize("codec", ["kz1048", "ptcp154"])
@pytest.mark.parametrize("text", KAZAKH)
def test_kazakh_in_its_own_pages(text: str, codec: str) -> None:
    assert text.encode(codec).decode(charset.guess(text.encode(codec))) == text


def test_what_is_not_cyrillic_is_not_guessed() -> None:
    assert charset.guess("Une décharge près de l'école".encode("cp1252")) == ""
    assert charset.guess(bytes(range(128, 256))) == ""


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_told_by_its_marks_or_its_zeros(tmp_path: Path, codec: str) -> None:
    text = "id,name_ru,latitude\n1,Свалка у села,49.8\n"
    (tmp_path / "a").write_bytes(text.encode(codec))
    found = charset.detect(tmp_path / "a")
    assert (tmp_path / "a").read_text(found).lstrip("\ufeff") == text


def test_the_first_foreign_letter_may_come_late(tmp_path: Path) -> None:
    text = "a,b\n" * 700_000 + "Свалка у села Сарань,1\n"
    (tmp_path / "a").write_bytes(text.encode("cp1251"))
    assert charset.detect(tmp_path / "a") == "cp1251"
