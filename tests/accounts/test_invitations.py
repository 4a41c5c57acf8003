"""The only way in: an invitation, once, within its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts import logins
from mapapp.accounts.models import Invitation, User
from tests.accounts import steps
from tests.factories import accounts

WHOLE = {"email": "new@example.org", "name": "Новая", "language": "ru", "role": "moderator", "organisation": "0"}
MINE = {"name": "Aigul", "password": "a river runs behind", "password_confirm": "a river runs behind"}


def invite(app: Flask, db: Session, **changed: object) -> str:
    """The path of the link that an administrator got to hand over."""
    client = app.test_client()
    accounts.log_in(client, accounts.person(db, "administrator"))
    answer = steps.send(client, "/account/people/invite", **{**WHOLE, **changed})
    assert answer.status_code == 200
    assert "It is shown only now." in answer.text
    return "/account/invitation/" + answer.text.partition("/account/invitation/")[2].partition("<")[0]


def test_an_invited_moderator_chooses_a_password_and_sets_up_codes(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    link = invite(app, db)
    page = client.get(link)
    assert page.status_code == 200
    assert "new@example.org" in page.text
    further = steps.send(client, link, **MINE)
    assert further.location.startswith("/account/second-factor")
    key = steps.key_shown(client.get("/account/second-factor"))
    steps.send(client, "/account/second-factor", code=steps.code_of(key))
    assert client.get("/account").status_code == 200
    user = db.scalars(select(User).where(User.email == "new@example.org")).one()
    assert [(one.role, one.organisation_id, one.oblasts) for one in user.grants] == [("moderator", None, [])]
    assert (user.name, user.language) == ("Aigul", "ru")
    assert [what for what, _whom in steps.entries(db)][:2] == ["invited", "invitation_accepted"]


def test_an_invited_member_is_in_at_once(app: Flask, client: FlaskClient, db: Session) -> None:
    group = accounts.organisation(db)
    steps.send(client, invite(app, db, role="member", organisation=str(group.id)), **MINE)
    assert client.get("/account").status_code == 200


def test_an_invitation_works_once(app: Flask, db: Session) -> None:
    link = invite(app, db)
    assert steps.send(app.test_client(), link, **MINE).status_code == 302
    assert app.test_client().get(link).status_code == 404
    assert steps.send(app.test_client(), link, **MINE).status_code == 404
    assert len(db.scalars(select(User).where(User.email == "new@example.org")).all()) == 1


@pytest.mark.parametrize("what", ["expired", "withdrawn", "forged", "nonsense"])
def test_what_does_not_count_any_more_is_said_so(app: Flask, client: FlaskClient, db: Session, what: str) -> None:
    link = invite(app, db).replace("lang=ru", "lang=en")
    row = db.scalars(select(Invitation)).one()
    if what == "expired":
        row.expires_at = logins.now() - timedelta(seconds=1)
    if what == "withdrawn":
        row.withdrawn_at = logins.now()
    if what == "forged":
        link = link.replace("/invitation/", "/invitation/x")
    if what == "nonsense":
        link = "/account/invitation/1"
    db.flush()
    for answer in (client.get(link), steps.send(client, link, **MINE)):
        assert answer.status_code == 404
        assert "does not work any more" in answer.text
    assert db.scalars(select(User).where(User.email == "new@example.org")).first() is None


def test_an_invitation_is_withdrawn_on_the_page_of_people(app: Flask, client: FlaskClient, db: Session) -> None:
    link = invite(app, db)
    accounts.log_in(client, accounts.person(db, "administrator"))
    assert "new@example.org" in client.get("/account/people").text
    row = db.scalars(select(Invitation)).one()
    steps.send(client, f"/account/people/invitations/{row.id}/withdraw")
    assert "new@example.org" not in client.get("/account/people").text
    assert app.test_client().get(link).status_code == 404


def test_a_second_invitation_withdraws_the_first(app: Flask, db: Session) -> None:
    first, second = invite(app, db), invite(app, db)
    assert app.test_client().get(first).status_code == 404
    assert app.test_client().get(second).status_code == 200


def test_with_a_mail_server_the_link_goes_by_letter_only(app: Flask, client: FlaskClient, db: Session) -> None:
    app.config.update(SMTP_URL="smtp://localhost:1", MAIL_FROM="map@example.org", PUBLIC_URL="https://map.example.org")
    accounts.log_in(client, accounts.person(db, "administrator"))
    answer = steps.send(client, "/account/people/invite", **WHOLE)
    assert "/account/invitation/" not in answer.text
    letter = steps.letters(app, db)[-1]
    assert (letter["to"], letter["language"]) == ("new@example.org", "ru")
    assert app.test_client().get(steps.link_in(letter, app)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": ""}, "email"),
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"role": "member"}, "role"),
        ({"organisation": "999999"}, "organisation"),
        ({"oblasts": "KZ99"}, "oblasts"),
    ],
)
def test_mistakes_are_named_beside_their_fields(
    client: FlaskClient, db: Session, fields: dict[str, str], named: str
) -> None:
    accounts.log_in(client, accounts.person(db, "administrator"))
    answer = steps.send(client, "/account/people/invite", **{**WHOLE, **fields})
    assert f'id="{named}-error"' in answer.text
    assert db.scalars(select(Invitation)).first() is None


def test_an_address_with_an_account_is_not_invited(client: FlaskClient, db: Session) -> None:
    known = accounts.person(db)
    accounts.log_in(client, accounts.person(db, "administrator"))
    answer = steps.send(client, "/account/people/invite", **{**WHOLE, "email": known.email.upper()})
    assert "has an account already" in answer.text


def test_a_weak_password_is_named_and_the_invitation_stays(app: Flask, client: FlaskClient, db: Session) -> None:
    link = invite(app, db).replace("lang=ru", "lang=en")
    for password in ("short", "new@example.org", "aaaaaaaaaaaaaaa"):
        answer = steps.send(client, link, name="A", password=password, password_confirm=password)
        assert 'id="password-error"' in answer.text
    assert "not the same" in steps.send(client, link, **{**MINE, "password_confirm": "another"}).text
    assert steps.send(client, link, **MINE).status_code == 302


def test_there_is_no_other_way_in(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert not [
        rule for rule in rules if "register" in rule or "confirm_email" in rule or rule.startswith("/fs-static")
    ]
    theirs = {one.endpoint for one in app.url_map.iter_rules() if one.endpoint.startswith("security.")}
    assert theirs == {
        f"security.{name}"
        for name in (
            "login",
            "logout",
            "verify",
            "two_factor_setup",
            "second_factor_off",
            "two_factor_token_validation",
            "two_factor_rescue",
            "mf_recovery",
            "recovery_codes",
            "forgot_password",
            "reset_password",
            "change_password",
        )
    }
