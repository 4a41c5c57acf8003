"""Nobody grants more than they have, and somebody who may grant everything always stays."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mapapp.accounts import service
from mapapp.accounts.grants import Trust, held, manageable
from mapapp.accounts.models import User
from mapapp.errors import Conflict, Forbidden
from tests.accounts import steps
from tests.factories import accounts

EVERYTHING = Trust("administrator")

trusts = st.builds(
    Trust,
    st.sampled_from(["member", "moderator", "administrator"]),
    st.sampled_from([None, 1, 2]),
    st.sets(st.sampled_from(["KZ10", "KZ35", "KZ71"]), max_size=3).map(lambda codes: tuple(sorted(codes))),
)


@given(trusts, trusts, trusts)
def test_what_is_covered_covers_no_more(upper: Trust, middle: Trust, lower: Trust) -> None:
    if upper.covers(middle) and middle.covers(lower):
        assert upper.covers(lower)


@given(trusts, trusts)
def test_only_administrators_grant_and_only_within_their_bounds(own: Trust, other: Trust) -> None:
    if own.covers(other):
        assert own.role == "administrator"
        assert own.organisation_id in (None, other.organisation_id)
        assert not own.oblasts or set(other.oblasts) <= set(own.oblasts) != set()
        assert not (own.oblasts and not other.oblasts)  # "everywhere" is more than any list
    assert own.covers(other) or not own.unlimited


def test_an_administrator_of_an_oblast_grants_within_it(app: Flask, db: Session) -> None:
    local, user = accounts.person(db, "administrator", oblasts=["KZ35"]), accounts.person(db, None)
    with app.app_context(), app.test_request_context():
        service.grant(db, local, user, Trust("moderator", None, ("KZ35",)))
        for more in (Trust("moderator"), Trust("moderator", None, ("KZ10", "KZ35")), EVERYTHING):
            with pytest.raises(Forbidden):
                service.grant(db, local, user, more)
    assert held(user) == (Trust("moderator", None, ("KZ35",)),)


def test_an_administrator_of_an_organisation_manages_its_people_only(app: Flask, db: Session) -> None:
    green, red = accounts.organisation(db), accounts.organisation(db, "red-1")
    local = accounts.person(db, "administrator", organisation=green)
    mine = accounts.person(db, "member", organisation=green)
    theirs, nobody = accounts.person(db, "member", organisation=red), accounts.person(db, None)
    found = manageable(db, local)
    assert mine in found
    assert theirs not in found
    assert nobody not in found
    with app.test_request_context():
        for refused in (theirs, nobody, accounts.person(db, "administrator")):
            with pytest.raises(Forbidden):
                service.set_active(db, local, refused, False)


def test_people_beyond_ones_bounds_do_not_exist_on_pages(client: FlaskClient, db: Session) -> None:
    local = accounts.person(db, "administrator", oblasts=["KZ35"])
    other = accounts.person(db, "moderator", oblasts=["KZ10"])
    accounts.log_in(client, local)
    assert client.get(f"/account/people/{other.id}").status_code == 404
    assert steps.send(client, f"/account/people/{other.id}/deactivate").status_code == 404
    assert other.email not in client.get("/account/people").text
    assert client.get("/account/audit").status_code == 403
    assert client.get("/account/organisations/add").status_code == 403


def test_a_form_cannot_ask_for_more_than_it_offers(client: FlaskClient, db: Session) -> None:
    green = accounts.organisation(db)
    accounts.log_in(client, accounts.person(db, "administrator", organisation=green))
    fields = {"email": "new@example.org", "language": "en", "role": "administrator", "organisation": "0"}
    assert 'id="organisation-error"' in steps.send(client, "/account/people/invite", **fields).text


def test_a_limited_administrator_cannot_leave_the_oblasts_open(client: FlaskClient, db: Session) -> None:
    accounts.log_in(client, accounts.person(db, "administrator", oblasts=["KZ35"]))
    fields = {"email": "new@example.org", "language": "en", "role": "moderator", "organisation": "0"}
    answer = steps.send(client, "/account/people/invite", **fields)
    assert "You cannot grant more than you have." in answer.text


def test_a_role_given_and_taken_back_is_in_the_log(client: FlaskClient, db: Session) -> None:
    user, green = accounts.person(db, None), accounts.organisation(db)
    accounts.log_in(client, accounts.person(db, "administrator"))
    fields = {"role": "member", "organisation": str(green.id)}
    assert steps.send(client, f"/account/people/{user.id}", **fields).status_code == 302
    assert "has this role already" in steps.send(client, f"/account/people/{user.id}", **fields).text
    db.refresh(user)
    given = user.grants[0].id
    assert steps.send(client, f"/account/people/{user.id}/grants/{given}/revoke").status_code == 302
    db.refresh(user)
    assert user.grants == []
    assert steps.entries(db) == [("role_granted", f"person:{user.id}"), ("role_revoked", f"person:{user.id}")]


def test_a_role_taken_back_counts_at_the_next_request(app: Flask, client: FlaskClient, db: Session) -> None:
    user, boss = accounts.person(db, "administrator"), app.test_client()
    accounts.log_in(client, user)
    accounts.log_in(boss, accounts.person(db, "administrator"))
    assert client.get("/account/people").status_code == 200
    steps.send(boss, f"/account/people/{user.id}/grants/{user.grants[0].id}/revoke")
    assert client.get("/account/people").status_code == 403


def test_a_deactivated_person_is_out_and_comes_back_without_the_old_log_ins(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    user, boss = accounts.person(db), app.test_client()
    accounts.log_in(client, user)
    accounts.log_in(boss, accounts.person(db, "administrator"))
    steps.send(boss, f"/account/people/{user.id}/deactivate")
    assert client.get("/account").status_code == 302
    assert "address or the password is wrong" in steps.give_password(client, user.email).text
    steps.send(boss, f"/account/people/{user.id}/activate")
    assert client.get("/account").status_code == 302
    assert steps.give_password(client, user.email).status_code == 302


def test_the_last_administrator_of_everything_stays(app: Flask, client: FlaskClient, db: Session) -> None:
    last = accounts.person(db, "administrator")
    accounts.person(db, "administrator", oblasts=["KZ35"])
    gone = accounts.person(db, "administrator")
    gone.active = False
    db.flush()
    accounts.log_in(client, last)
    assert steps.send(client, f"/account/people/{last.id}/deactivate").status_code == 409
    assert steps.send(client, f"/account/people/{last.id}/grants/{last.grants[0].id}/revoke").status_code == 409
    another = accounts.person(db, "administrator")
    assert steps.send(client, f"/account/people/{another.id}/deactivate").status_code == 302
    with app.test_request_context(), pytest.raises(Conflict):
        service.set_active(db, None, db.get_one(User, last.id), False)


def test_two_administrators_may_part(client: FlaskClient, db: Session) -> None:
    one = accounts.person(db, "administrator")
    accounts.person(db, "administrator")
    accounts.log_in(client, one)
    answer = steps.send(client, f"/account/people/{one.id}/grants/{one.grants[0].id}/revoke")
    assert answer.status_code == 302
    assert client.get("/account/people").status_code == 403
