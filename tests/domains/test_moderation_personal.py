"""Hints at personal data: what is found in any of its forms, and what never happens to a text."""

from __future__ import annotations

import string
import time
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mapapp.domains.reports.moderation import bulk, service
from mapapp.domains.reports.moderation.personal import hints, parts
from mapapp.errors import Unprocessable
from tests.factories.moderation import MODERATOR, deciding, report, update

DIGITS = st.text(string.digits, min_size=9, max_size=9)
GAPS = st.sampled_from(["", " ", "-", " - ", "."])
LATIN = st.text("ABCEHKMOPTXY", min_size=2, max_size=3)
LETTERS = "абвгдежзиклмнопрстуәғқңөұүһі"


def kinds(text: str) -> set[str]:
    return {one.kind for one in hints(text)}


@given(start=st.sampled_from(["+7", "8", "+ 7"]), digits=DIGITS, gaps=st.lists(GAPS, min_size=3, max_size=3))
def test_a_phone_number_of_the_country_is_found_however_it_is_written(start: str, digits: str, gaps: list[str]) -> None:
    number = f"{start}{gaps[0]}7{digits[:2]}{gaps[1]}{digits[2:5]}{gaps[2]}{digits[5:]}"
    text = f"Позвоните {number} вечером"
    assert [text[one.start : one.end].strip() for one in hints(text)] == [number]


@given(
    year=st.integers(0, 99),
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    century=st.integers(0, 6),
    rest=st.integers(0, 99999),
)
def test_an_identity_number_is_found(year: int, month: int, day: int, century: int, rest: int) -> None:
    text = f"ЖСН {year:02}{month:02}{day:02}{century}{rest:05}."
    assert "iin" in kinds(text) or "phone" in kinds(text)


@given(number=st.integers(0, 999), letters=LATIN, region=st.integers(1, 20), space=st.sampled_from(["", " "]))
def test_a_number_plate_is_found(number: int, letters: str, region: int, space: str) -> None:
    assert kinds(f"машина {number:03}{space}{letters}{space}{region:02} стояла там") == {"plate"}


@given(
    surname=st.text(LETTERS, min_size=2, max_size=15), first=st.sampled_from("АБГДӘҚ"), second=st.sampled_from("МНОӨҰ")
)
def test_a_surname_with_initials_is_found_in_both_orders(surname: str, first: str, second: str) -> None:
    name = surname.capitalize()
    assert kinds(f"это {name} {first}.{second}. вывез") == {"name"}
    assert kinds(f"это {first}. {second}. {name} вывез") == {"name"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a.person+waste@mail.example.kz", "email"),
        ("пишите @aigul_k", "handle"),
        ("t.me/aigul", "handle"),
        ("тел. 56-12-34", "phone"),
        ("8 (7212) 56 12 34", "phone"),
        ("А 123 ВСD", "plate"),
        ("сосед Серикович", "name"),
        ("Нұрсұлтан Әбішұлы", "name"),
    ],
)
def test_other_forms_are_found(text: str, kind: str) -> None:
    assert kinds(text) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Свалка 100 на 200 метров, 1 716 820 м2",
        "2026-05-03, 49.804512, 73.123456",
        "Куча шин у дороги А-20, 12 км от села",
        "3.5 м3, 12,5 кг",
    ],
)
def test_sizes_dates_and_coordinates_are_no_hints(text: str) -> None:
    assert hints(text) == []


@given(st.text(max_size=400))
def test_the_parts_put_together_are_the_text(text: str) -> None:
    assert "".join(part.text for part in parts(text)) == text


@given(st.text(alphabet="А1 .@-+7()aБ", max_size=300))
def test_hints_lie_in_the_text_and_never_overlap(text: str) -> None:
    found = hints(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= later.start for one, later in pairwise(found))


@pytest.mark.parametrize("piece", ["a", "1 ", "@", "А.", "7", "7 - ", "a.b@", "Аб-", "8(", "t.me/"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = piece * 5000
    started = time.process_time()
    hints(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("told", ["Call 8 701 123 45 67", "Ask a.person@example.kz"])
def test_words_with_personal_data_are_not_accepted_by_one_key(db: Session, app: Flask, told: str) -> None:
    with app.test_request_context():
        site, plain = report(db, words=told), report(db, "r-plain22")
        with pytest.raises(Unprocessable, match="personal data"):
            service.accept(deciding(db, site))
        items = [bulk.Item(site.key, site.version), bulk.Item(plain.key, plain.version)]
        results = bulk.decide_all(db, MODERATOR, items, "accept", "", "")
        assert [("personal" in one.problem, one.item.key) for one in results] == [(True, site.key), (False, plain.key)]
        assert (site.status, plain.status) == ("new", "published")
        service.accept(deciding(db, site), sure=True)
        assert site.status == "published"


def test_an_update_with_personal_data_is_not_accepted_by_one_key(db: Session, app: Flask) -> None:
    with app.test_request_context():
        site = report(db)
        service.accept(deciding(db, site))
        seen = update(db, site, words="Иванов И.И., 8 701 123 45 67")
        with pytest.raises(Unprocessable):
            service.accept(deciding(db, site), seen.id)
        service.accept(deciding(db, site), seen.id, sure=True)
        assert seen.state == "published"
