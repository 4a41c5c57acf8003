"""Values as people type them: taken in any usual form, or refused with words that say what to do."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from mapapp.domains.reports.intake import fields, forms
from mapapp.domains.reports.intake.fields import FieldError
from mapapp.domains.reports.intake.models import Submission
from tests.factories import submissions
from tests.factories.submissions import send

MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Any:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 200,5", "1200.5"),
        ("1\u00a0200,5", "1200.5"),
        ("1\u202f200", "1200"),
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("1,200,000", "1200000"),
        ("1'200", "1200"),
        ("0,25", "0.25"),
    ],
)
def test_numbers_in_the_writing_of_any_language(typed: str, number: str) -> None:
    assert fields.number(typed, 1e8) == Decimal(number)


def test_a_comma_before_three_digits_is_read_as_the_reader_writes_it() -> None:
    assert fields.number("1,200", 1e8) == 1200
    for language in ("kk", "ru"):
        with force_locale(language):
            assert fields.number("1,200", 1e8) == Decimal("1.2")


@pytest.mark.parametrize(
    "typed", ["0", "-5", "x", "1e5", "nan", "inf", "1,2,3", "1..2", "٣", "9" * 30, "1,5 m2", "0,000"]
)
def test_what_is_no_size_is_refused(typed: str) -> None:
    with pytest.raises(FieldError):
        fields.number(typed, 1e8)


def test_days_that_can_have_been() -> None:
    today = fields.today()
    assert fields.day(today.isoformat()) == today.isoformat()
    assert fields.day("03.11.2023") == "2023-11-03"
    assert fields.day("3/1/2023") == "2023-01-03"
    assert fields.day("2023-11") == "2023-11"
    assert fields.day(str(today.year)) == str(today.year)
    for wrong in ((today + timedelta(days=1)).isoformat(), "1989-12-31", "2023-02-30", "2023-01-01/2023-02-01", "soon"):
        with pytest.raises(FieldError):
            fields.day(wrong)


def test_addresses() -> None:
    assert fields.email(" a.b@example.kz ") == "a.b@example.kz"
    assert fields.email("") == ""
    for wrong in (
        "x",
        "a@b",
        "a@example.kz\nBcc: b@example.kz",
        "a@example.kz, b@example.kz",
        "<a@example.kz>",
        "@",
        "a" * 300,
    ):
        with pytest.raises(FieldError):
            fields.email(wrong)


def test_words_are_cleaned_and_their_length_is_counted_after_that() -> None:
    assert fields.text("a\x00\x08\u202e\ud800b\r\n\tc ", 10, lines=True) == "ab\n c"
    assert fields.text("  two \n words ", 20) == "two words"
    assert fields.text("Қоқыс үйіндісі 🚛", 20) == "Қоқыс үйіндісі 🚛"
    assert fields.text("\x00" * 100 + "a" * 4000, 4000) == "a" * 4000
    with pytest.raises(FieldError, match="at most 4,000"):
        fields.text("a" * 4001, 4000)


@MANY
@given(st.text(max_size=60))
def test_no_value_is_too_much(value: str) -> None:
    for check in (
        lambda: fields.text(value, 50, lines=True),
        lambda: fields.number(value, 1e8),
        lambda: fields.day(value),
        lambda: fields.email(value),
        lambda: fields.coordinate(value, 180),
        lambda: fields.accuracy(value),
        lambda: fields.identity(value),
    ):
        with contextlib.suppress(FieldError):
            check()


NAMES = sorted(forms._SAID)


@MANY
@given(
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40) | st.sampled_from(["1", "dump", "'; --", "9" * 400]))
)
def test_no_form_is_too_much(values: dict[str, str]) -> None:
    data: MultiDict[str, str] = MultiDict({"uuid": "5b6d0f4e-4a52-4c0b-9a3a-1f2b1a5a7a11", **values})
    form, wrong = forms.read(data)
    assert (form is None) == bool(wrong)
    assert all(str(words) for words in wrong.values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "<script>"),
        ("kind", ""),
        ("waste", "gold"),
        ("signs", "'"),
        ("size", "huge"),
        ("area_m2", "a lot"),
        ("volume_m3", "-1"),
        ("words", "a" * 4001),
        ("when", "2999-01-01"),
        ("lon", "999"),
        ("lat", "NaN"),
        ("accuracy_m", "-3"),
        ("place_from", "space"),
        ("outline", '{"type":"Polygon","coordinates":[[[73.1,49.8],[73.101,49.801],[73.101,49.8],[73.1,49.801]]]}'),
        ("outline", "[" * 5000),
        ("seen", "never"),
        ("email", "not an address"),
        ("name", "n" * 200),
        ("known", "no-such-site"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    client: FlaskClient, db: Session, field: str, value: str
) -> None:
    wrong: dict[str, Any] = {"seen": "gone", field: value}
    answer = send(client, json=True, **wrong)
    assert answer.status_code == 422
    assert answer.json is not None
    assert field in answer.json["fields"]
    assert answer.json["fields"][field]
    assert send(client, **wrong).status_code == 422
    assert db.scalar(select(func.count()).select_from(Submission)) == 0


@pytest.mark.parametrize("uuid", ["", "x", "'; DROP TABLE site; --", None])
def test_without_an_identity_nothing_can_be_sent(client: FlaskClient, uuid: str | None) -> None:
    assert send(client, json=True, uuid=uuid).status_code == 400


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "%(name)s %s {0}",
    "'; DROP TABLE site; --",
    "\u202egnp.exe",
    "A\x00B",
    "𝔘𝔫𝔦" * 30,
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_words(app: Flask, client: FlaskClient, db: Session, text: str) -> None:
    sent = send(client, words=text, name=text[:100], place_name=text[:100], email="a@example.kz")
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"].replace("sent=1", ""))
    assert page.status_code == 200
    for live in ("<script>alert", "<img src=x", "49\n", "\x00", "\u202e"):
        assert live not in page.text
    wrong = send(client, words=text, name=text[:100], place_name=text[:100], kind="<b>", coordinates=text[:100])
    assert wrong.status_code == 422
    for live in ("<script>alert", "<img src=x", '<b>"'):
        assert live not in wrong.text


def test_the_digest_forgets_nothing_that_was_said_and_is_no_key_to_the_address(app: Flask) -> None:
    said = submissions.fields(app, email="a@example.kz", waste=["tyres", "household"])
    first = forms.digest(MultiDict(said))
    assert forms.digest(MultiDict({**said, "waste": ["household", "tyres"], "ticket": "another"})) == first
    for name in NAMES:
        assert forms.digest(MultiDict({**said, name: "otherwise"})) != first, name
    app.config["SECRET_KEY"] = "another secret of this installation"
    assert forms.digest(MultiDict(said)) != first
