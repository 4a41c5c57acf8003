"""Changing a password, and choosing a new one by letter."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from mapapp.accounts.passwords import weakness
from tests.accounts import steps
from tests.factories import accounts
from tests.forms import token

NEW = "a river runs behind the garages"


@pytest.fixture
def mailing(app: Flask) -> Flask:
    """The application with a mail server and an address of its own."""
    app.config.update(SMTP_URL="smtp://localhost:1", MAIL_FROM="map@example.org", PUBLIC_URL="https://map.example.org")
    return app


def test_a_password_is_chosen_anew_by_letter(mailing: Flask, client: FlaskClient, db: Session) -> None:
    user, elsewhere = accounts.person(db), mailing.test_client()
    accounts.person(db)
    accounts.log_in(elsewhere, user)
    steps.send(client, "/password", email=user.email)
    letter = steps.letters(mailing, db)[-1]
    assert letter["to"] == user.email
    assert "https://map.example.org/password/" in letter["text"]
    link = steps.link_in(letter, mailing)
    assert client.get(link).status_code == 200
    refused = steps.send(client, link, password="short", password_confirm="short")
    assert 'id="password-error"' in refused.text
    done = steps.send(client, link, password=NEW, password_confirm=NEW)
    assert done.location.startswith("/login")
    assert elsewhere.get("/account").status_code == 302  # logged out everywhere
    assert steps.send(client, link, password=NEW + "!", password_confirm=NEW + "!").location.startswith("/password")
    assert steps.give_password(client, user.email).status_code == 200  # the old one
    assert steps.give_password(client, user.email, NEW).location.startswith("/login/code")  # a code is still needed
    assert ("password_reset", f"person:{user.id}") in steps.entries(db)


def test_the_host_that_a_request_names_is_not_where_the_letter_leads(
    mailing: Flask, client: FlaskClient, db: Session
) -> None:
    user = accounts.person(db)
    data = {"csrf_token": token(client), "email": user.email}
    client.post("/password", data=data, headers={"X-Forwarded-Host": "evil.example"})
    client.post("/password", data=data, base_url="http://evil.example")
    assert not [letter for letter in steps.letters(mailing, db) if "evil.example" in letter["text"]]


def test_nobody_learns_whether_an_address_has_an_account(mailing: Flask, db: Session) -> None:
    user = accounts.person(db)
    inactive = accounts.person(db)
    inactive.active = False
    db.flush()
    said = {
        steps.words(steps.send(mailing.test_client(), "/password", email=email)).replace(email, "")
        for email in (user.email, "nobody@example.org", inactive.email)
    }
    assert len(said) == 1
    assert [letter["to"] for letter in steps.letters(mailing, db)] == [user.email]


def test_without_a_mail_server_nothing_waits_in_the_outbox(app: Flask, client: FlaskClient, db: Session) -> None:
    assert "Ask an administrator" in client.get("/password").text
    steps.send(client, "/password", email=accounts.person(db).email)
    assert steps.letters(app, db) == []


def test_a_changed_password_ends_all_other_log_ins(mailing: Flask, client: FlaskClient, db: Session) -> None:
    user, other = accounts.person(db), mailing.test_client()
    accounts.log_in(client, user)
    accounts.log_in(other, user)
    fields = {"new_password": NEW, "new_password_confirm": NEW}
    wrong = steps.send(client, "/account/password", password="not this one at all", **fields)
    assert 'id="password-error"' in wrong.text
    done = steps.send(client, "/account/password", password=accounts.PASSWORD, **fields)
    assert done.location == "/account"
    page = client.get("/account")
    assert "Your password is changed." in page.text
    assert page.text.count('class="badge tone-good">this one') == 1
    assert "End all others" not in page.text
    assert other.get("/account").status_code == 302
    assert steps.letters(mailing, db)[-1]["subject"] == "Your password was changed"
    assert ("password_changed", f"person:{user.id}") in steps.entries(db)


def test_a_new_kind_of_browser_is_told_by_letter(mailing: Flask, client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "member", second_factor=False)
    user.language = "ru"
    db.flush()
    agents = [
        "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0",
        "Mozilla/5.0 (Linux; Android 14) Chrome/130.0",
    ]
    for agent in (agents[0], agents[0], agents[1]):
        browser = mailing.test_client()
        data = {"csrf_token": token(browser), "email": user.email, "password": accounts.PASSWORD}
        browser.post("/login", data=data, headers={"User-Agent": agent})
    letters = steps.letters(mailing, db)
    assert [(one["to"], one["language"]) for one in letters] == [(user.email, "ru")]


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        (NEW, True),
        ("пароль из нескольких слов", True),
        ("aaaaaaaaaaaaaaaa", False),
        ("abababababababab", False),
        ("Aigul@Example.org", False),
        (" aigul serikbayeva ", False),
        ("x1y2z3" * 40, False),
    ],
)
def test_weak_passwords_are_named(app: Flask, password: str, fine: bool) -> None:
    with app.test_request_context():
        assert (weakness(password, "aigul@example.org", "Aigul Serikbayeva") == "") is fine
