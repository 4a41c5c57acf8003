"""Every error is an answer that says what is wrong and what to do, and the log holds nobody's data."""

from __future__ import annotations

import logging
import smtplib

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mapapp import errors
from mapapp.core.database import session

ADDRESS = "reader@example.kz"
JSON = {"Accept": "application/json"}


class OfAPart(errors.TooLarge):
    """An error that a part of the program names for itself."""


def raising(app: Flask, error: Exception) -> FlaskClient:
    def view() -> str:
        raise error

    app.add_url_rule("/raises", "raises", view)
    return app.test_client()


@pytest.mark.parametrize("kind", errors.STATUS)
def test_each_error_has_its_status_and_says_its_words(app: Flask, kind: type[errors.MapappError]) -> None:
    client = raising(app, kind("What is wrong.", "What to do."))
    status, code = errors.STATUS[kind]
    answer = client.get("/raises", headers=JSON)
    assert answer.status_code == status
    assert answer.get_json()["error"] == {"code": code, "message": "What is wrong.", "hint": "What to do."}
    page = client.get("/raises")
    assert page.status_code == status
    assert "What is wrong." in page.text
    assert "What to do." in page.text


def test_an_error_of_a_part_is_rendered_as_what_it_is(app: Flask) -> None:
    assert raising(app, OfAPart("x")).get("/raises").status_code == 413


def test_the_fields_of_a_form_are_named(app: Flask) -> None:
    client = raising(app, errors.Unprocessable("Look again.", fields={"kind": "Choose one."}))
    answer = client.get("/raises", headers=JSON)
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {"kind": "Choose one."}


def test_too_many_says_when(app: Flask) -> None:
    assert raising(app, errors.TooMany("x", retry_after=120)).get("/raises").headers["Retry-After"] == "120"


def test_the_log_does_not_repeat_what_the_database_refused(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def view() -> str:
        insert = text(
            "INSERT INTO user_account (email, fs_uniquifier, name, language, active) VALUES (:e, :e, '', '', true)"
        )
        for _ in range(2):
            session().execute(insert, {"e": ADDRESS})
        return ""

    app.add_url_rule("/raises", "raises", view)
    with caplog.at_level(logging.DEBUG):
        assert app.test_client().get("/raises").status_code == 500
    assert "UniqueViolation 23505 user_account uq_user_account_" in caplog.text
    assert "test_errors.py" in caplog.text
    assert ADDRESS not in caplog.text


def test_what_a_mail_server_said_is_told_by_its_number() -> None:
    refused = smtplib.SMTPSenderRefused(550, b"<reader@example.kz> no", "reader@example.kz")
    try:
        raise ValueError("outer") from refused
    except ValueError as error:
        said = errors.described(error)
    assert "reader" not in said
    assert "SMTPSenderRefused 550" in said
    assert said.endswith("ValueError: outer")
