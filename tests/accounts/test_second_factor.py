"""Setting up codes, recovery codes, doing without."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.accounts import steps
from tests.factories import accounts


def test_a_moderator_sets_codes_up_before_anything_else(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "moderator", second_factor=False)
    assert steps.give_password(client, user.email).location == "/account/second-factor"
    assert client.get("/account").status_code == 302  # not in yet
    page = client.get("/account/second-factor")
    key = steps.key_shown(page)
    assert "data:image/svg+xml;base64," in page.text
    wrong = steps.send(client, "/account/second-factor", code="000000")
    assert steps.key_shown(wrong) == key  # nothing to scan again
    assert 'id="code-error"' in wrong.text
    done = steps.send(client, "/account/second-factor", code=steps.code_of(key))
    assert len(steps.recovery_codes(done)) == 10
    assert client.get("/account").status_code == 200
    db.refresh(user)
    assert user.tf_primary_method == "authenticator"
    assert key not in str(user.tf_totp_secret)  # sealed
    assert [what for what, _whom in steps.entries(db)] == ["login", "second_factor_on", "recovery_codes_made"]


def test_the_next_log_in_asks_for_a_code_of_that_phone(app: Flask, client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "moderator", second_factor=False)
    steps.give_password(client, user.email)
    key = steps.key_shown(client.get("/account/second-factor"))
    steps.send(client, "/account/second-factor", code=steps.code_of(key))
    other = app.test_client()
    assert steps.give_password(other, user.email).location.startswith("/login/code")
    assert steps.send(other, "/login/code", code=accounts.code()).status_code == 200
    assert steps.send(other, "/login/code", code=steps.code_of(key, periods=1)).status_code == 302


def test_a_recovery_code_works_once(app: Flask, db: Session) -> None:
    user = accounts.person(db)
    client = app.test_client()
    accounts.log_in(client, user)
    codes = steps.recovery_codes(steps.send(client, "/account/recovery-codes"))
    db.refresh(user)
    assert not set(codes) & set(user.mf_recovery_codes or ())  # digests only
    statuses = []
    for typed in (codes[0].upper().replace("-", " "), codes[0], codes[1]):
        other = app.test_client()
        steps.give_password(other, user.email)
        steps.send(other, "/login/recovery", code=typed)
        statuses.append(other.get("/account").status_code)
    assert statuses == [200, 302, 200]
    assert ("recovery_code_used", f"person:{user.id}") in steps.entries(db)


def test_recovery_codes_are_shown_once_and_new_ones_replace_them(app: Flask, client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    accounts.log_in(client, user)
    old = steps.recovery_codes(steps.send(client, "/account/recovery-codes"))
    page = client.get("/account/recovery-codes")
    assert "You have 10 codes left." in page.text
    assert not steps.recovery_codes(page)
    assert len(steps.recovery_codes(steps.send(client, "/account/recovery-codes"))) == 10
    other = app.test_client()
    steps.give_password(other, user.email)
    assert steps.send(other, "/login/recovery", code=old[0]).status_code == 200
    assert other.get("/account").status_code == 302


def test_another_phone_ends_other_log_ins(app: Flask, client: FlaskClient, db: Session) -> None:
    user, other = accounts.person(db), app.test_client()
    accounts.log_in(client, user)
    accounts.log_in(other, user)
    key = steps.key_shown(client.get("/account/second-factor"))
    assert steps.send(client, "/account/second-factor", code=steps.code_of(key)).status_code == 200
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_only_those_who_need_no_code_can_switch_it_off(app: Flask, db: Session) -> None:
    for role, status in (("moderator", 403), ("member", 302)):
        user, client = accounts.person(db, role), app.test_client()
        accounts.log_in(client, user)
        assert steps.send(client, "/account/second-factor/off").status_code == status
        db.refresh(user)
        assert (user.tf_primary_method is None) == (role == "member")


def test_important_changes_ask_for_the_password_again(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db, "administrator")
    accounts.log_in(client, user)
    with client.session_transaction() as cookie:
        cookie["fs_paa"] = cookie["fs_paa"] - 3600
    for path in ("/account/second-factor", "/account/recovery-codes", "/account/people/invite"):
        assert client.get(path).location == f"/login/again?next={path}"
    assert "password is wrong" in steps.send(client, "/login/again", password="not this one at all").text
    done = steps.send(client, "/login/again", password=accounts.PASSWORD, next="/account/people/invite")
    assert done.location == "/account/people/invite"
    assert client.get("/account/people/invite").status_code == 200
