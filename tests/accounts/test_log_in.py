"""The real log-in: password, code of the app, recovery code, and what must not work."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from mapapp.accounts.models import LoginSession
from mapapp.core.audit import AuditEntry
from tests.accounts import steps
from tests.factories import accounts
from tests.forms import token

FIREFOX = {"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"}


def test_password_and_code_let_a_moderator_in(client: FlaskClient, db: Session) -> None:
    accounts.person(db)  # somebody else
    user = accounts.person(db, email="aigul@example.org")
    halfway = steps.give_password(client, "Aigul@Example.org")
    assert halfway.status_code == 302
    assert halfway.location.startswith("/login/code")
    assert client.get("/account").status_code == 302  # not in yet
    done = steps.send(client, "/login/code", code=accounts.code())
    assert (done.status_code, done.location) == (302, "/account/start")
    assert client.get("/account").status_code == 200
    assert steps.entries(db) == [("login", f"person:{user.id}")]


def test_a_member_without_second_factor_needs_only_the_password(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "member", second_factor=False)
    assert steps.give_password(client, user.email).location == "/account/start"
    assert client.get("/account").status_code == 200


def test_a_code_is_taken_once(app: Flask, client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    steps.give_password(client, user.email)
    used = accounts.code()
    assert steps.send(client, "/login/code", code=used).status_code == 302
    thief = app.test_client()
    steps.give_password(thief, user.email)
    answer = steps.send(thief, "/login/code", code=used)
    assert answer.status_code == 200
    assert "wrong or too old" in answer.text
    assert thief.get("/account").status_code == 302


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "١٢٣٤٥٦", "1" * 500, "'--"])
def test_wrong_codes_are_refused_beside_the_field(client: FlaskClient, db: Session, code: str) -> None:
    user = accounts.person(db)
    steps.give_password(client, user.email)
    answer = steps.send(client, "/login/code", code=code)
    assert answer.status_code == 200
    assert 'id="code-error"' in answer.text
    assert client.get("/account").status_code == 302


def test_a_code_without_a_password_is_worth_nothing(client: FlaskClient, db: Session) -> None:
    accounts.person(db)
    assert steps.send(client, "/login/code", code=accounts.code()).location == "/login"
    assert client.get("/account/second-factor").location == "/login"


def test_strangers_and_wrong_passwords_are_answered_alike(app: Flask, db: Session) -> None:
    known, inactive = accounts.person(db), accounts.person(db)
    inactive.active = False
    db.flush()
    said = {
        steps.words(steps.give_password(app.test_client(), email, password)).replace(email, "")
        for email, password in (
            (known.email, "wrong password, long enough"),
            ("nobody@example.org", "wrong password, long enough"),
            (inactive.email, accounts.PASSWORD),
        )
    }
    assert len(said) == 1
    assert "The address or the password is wrong." in said.pop()


def test_failed_log_ins_of_known_people_are_noted_and_no_address_is(app: Flask, db: Session) -> None:
    user = accounts.person(db)
    steps.give_password(app.test_client(), user.email, "wrong password, long enough")
    steps.give_password(app.test_client(), "stranger@example.org", "wrong password, long enough")
    assert steps.entries(db) == [("login_failed", f"person:{user.id}")]
    kept = db.scalar(select(func.count()).where(cast(AuditEntry.detail, Text).contains("@")))
    assert kept == 0


def test_attempts_are_limited_for_strangers_and_accounts_alike(app: Flask, db: Session) -> None:
    user = accounts.person(db)
    for email in (user.email, "stranger@example.org"):
        client = app.test_client()
        answers = [steps.give_password(client, email, "wrong password, long enough") for _attempt in range(11)]
        assert [one.status_code for one in answers] == [200] * 10 + [429]
    assert steps.give_password(app.test_client(), user.email).status_code == 429  # the right one does not help either


def test_codes_cannot_be_guessed(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    steps.give_password(client, user.email)
    answers = [steps.send(client, "/login/code", code="000000").status_code for _attempt in range(11)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "\t//evil.example"]
)
def test_a_log_in_leads_nowhere_else(app: Flask, db: Session, elsewhere: str) -> None:
    user = accounts.person(db)
    client = app.test_client()
    assert "evil.example" not in steps.give_password(client, user.email, next=elsewhere).location
    answer = client.post("/login/code", query_string={"next": elsewhere}, data=_code(client, next=elsewhere))
    assert answer.status_code == 302
    assert answer.location.startswith("/account") or "//evil" not in answer.location.replace("\\", "/")
    assert not answer.location.startswith(("//", "http"))


def test_a_log_in_leads_back_to_the_page_that_asked_for_it(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    halfway = steps.give_password(client, user.email, next="/account/password?lang=en")
    page = client.get(halfway.location)
    assert 'name="next" value="/account/password?lang=en"' in page.text
    done = steps.send(client, "/login/code", code=accounts.code(), next="/account/password?lang=en")
    assert done.location == "/account/password?lang=en"


def test_a_log_in_is_a_new_session(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    with client.session_transaction() as cookie:
        cookie["login"], cookie["csrf_token"], cookie["planted"] = "chosen by somebody else", "theirs", "x"
    steps.give_password(client, user.email)
    steps.send(client, "/login/code", code=accounts.code())
    with client.session_transaction() as cookie:
        after = dict(cookie)
    assert after["login"] != "chosen by somebody else"
    assert set(after) == {"login", "_user_id", "_fresh", "fs_paa", "_flashes"}


def test_the_cookie_is_for_this_site_and_not_for_scripts(client: FlaskClient, db: Session) -> None:
    answer = steps.give_password(client, accounts.person(db, "member", second_factor=False).email)
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]


def test_of_a_browser_only_its_kind_is_kept(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "member", second_factor=False)
    client.post("/login", headers=FIREFOX, data=_form(client, user.email))
    row = db.scalars(select(LoginSession)).one()
    assert row.label == "Firefox, Android"
    with client.session_transaction() as cookie:
        kept = {**{name: str(getattr(row, name)) for name in ("label", "digest", "seen_at", "created_at")}, **cookie}
    assert not [value for value in kept.values() if "127.0.0.1" in str(value) or "rv:130" in str(value)]


def test_a_form_of_another_site_logs_nobody_in(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "member", second_factor=False)
    answer = client.post("/login", data={"email": user.email, "password": accounts.PASSWORD})
    assert answer.status_code == 400
    assert client.get("/account").status_code == 302


def test_json_is_refused_without_an_error_of_ours(client: FlaskClient) -> None:
    for body in ("[1]", "{", '{"email": 5}'):
        headers = {"X-CSRFToken": token(client)}
        answer = client.post("/login", data=body, content_type="application/json", headers=headers)
        assert answer.status_code == 400


def test_a_log_out_ends_the_log_in_and_empties_the_cookie(app: Flask, client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    accounts.log_in(client, user)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    assert steps.send(client, "/logout").status_code == 302
    assert client.get("/account").status_code == 302
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.get("/account").status_code == 302
    assert ("logout", f"person:{user.id}") in steps.entries(db)


def _form(client: FlaskClient, email: str) -> dict[str, str]:
    return {"csrf_token": token(client), "email": email, "password": accounts.PASSWORD}


def _code(client: FlaskClient, **more: str) -> dict[str, str]:
    return {"csrf_token": token(client), "code": accounts.code(), **more}
