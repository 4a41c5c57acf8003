"""One's own list of log-ins: seen, ended."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.accounts import steps
from tests.factories import accounts


def test_an_ended_log_in_counts_no_more_at_the_next_request(app: Flask, client: FlaskClient, db: Session) -> None:
    user, other = accounts.person(db), app.test_client()
    accounts.log_in(client, user)
    accounts.log_in(other, user)
    assert other.get("/account").status_code == 200
    login_id = user.sessions[-1].id
    assert f"/account/logins/{login_id}/end" in client.get("/account").text
    steps.send(client, f"/account/logins/{login_id}/end")
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert ("logins_ended", f"person:{user.id}") in steps.entries(db)


def test_all_other_log_ins_end_together(app: Flask, client: FlaskClient, db: Session) -> None:
    user, others = accounts.person(db), [app.test_client() for _number in range(3)]
    for browser in (client, *others):
        accounts.log_in(browser, user)
    steps.send(client, "/account/logins/end")
    assert [browser.get("/account").status_code for browser in others] == [302] * 3
    assert client.get("/account").status_code == 200


def test_nobody_ends_the_log_ins_of_others(app: Flask, client: FlaskClient, db: Session) -> None:
    mine, theirs, other = accounts.person(db, "administrator"), accounts.person(db), app.test_client()
    accounts.log_in(client, mine)
    accounts.log_in(other, theirs)
    steps.send(client, f"/account/logins/{theirs.sessions[0].id}/end")
    assert other.get("/account").status_code == 200


def test_name_and_language_are_ones_own_to_change(client: FlaskClient, db: Session) -> None:
    user = accounts.person(db)
    accounts.log_in(client, user)
    assert steps.send(client, "/account", name=" Айгүл ", language="kk").status_code == 302
    db.refresh(user)
    assert (user.name, user.language) == ("Айгүл", "kk")
    wrong = steps.send(client, "/account", name="", language="xx")
    assert 'id="name-error"' in wrong.text
    db.refresh(user)
    assert user.name == "Айгүл"
