"""Who is let in where, and that anonymous people leave no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from mapapp.accounts import logins
from mapapp.accounts.access import needs
from mapapp.core.viewer import Role, Viewer, viewer
from tests.factories import accounts


@pytest.fixture
def seen(app: Flask) -> list[Viewer]:
    """Who the application saw on the pages /for-moderators, /for-anybody and /for-moderators.json."""
    found: list[Viewer] = []

    def look() -> str:
        found.append(viewer())
        return "fine"

    app.add_url_rule("/for-anybody", "for_anybody", look)
    app.add_url_rule("/for-moderators", "for_moderators", needs(Role.MODERATOR)(look))
    app.add_url_rule("/for-moderators.json", "for_moderators_json", needs(Role.MODERATOR)(look))
    return found


def test_anonymous_people_are_led_to_the_log_in_and_back(client: FlaskClient, seen: list[Viewer]) -> None:
    answer = client.get("/for-moderators?page=2")
    assert answer.status_code == 302
    assert answer.location == "/login?next=/for-moderators?page%3D2"
    assert not seen


def test_programs_are_told_in_json(client: FlaskClient, seen: list[Viewer]) -> None:
    answer = client.get("/for-moderators.json")
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["error"]["code"] == "not_logged_in"
    assert client.get("/for-moderators", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize(("role", "status"), [("member", 403), ("moderator", 200), ("administrator", 200), (None, 403)])
def test_a_role_opens_what_it_is_enough_for(
    client: FlaskClient, db: Session, seen: list[Viewer], role: str | None, status: int
) -> None:
    accounts.person(db, "administrator")  # somebody else
    accounts.log_in(client, accounts.person(db, role))
    assert client.get("/for-moderators").status_code == status


def test_the_strongest_grant_decides_and_areas_add_up(client: FlaskClient, db: Session, seen: list[Viewer]) -> None:
    green = accounts.organisation(db)
    user = accounts.person(db, "moderator", oblasts=["KZ35"], organisation=green)
    user.grants.append(accounts.person(db, "moderator", oblasts=["KZ10"]).grants[0])
    accounts.log_in(client, user)
    client.get("/for-anybody")
    assert seen == [Viewer(Role.MODERATOR, user.id, (green.id,), ("KZ10", "KZ35"))]


def test_one_grant_for_everywhere_is_for_everywhere(client: FlaskClient, db: Session, seen: list[Viewer]) -> None:
    user = accounts.person(db, "moderator", oblasts=["KZ35"])
    user.grants.append(accounts.person(db, "moderator").grants[0])
    accounts.log_in(client, user)
    client.get("/for-anybody")
    assert seen[0].oblasts == ()


def test_without_a_second_factor_a_moderator_is_nobody_yet(
    client: FlaskClient, db: Session, seen: list[Viewer]
) -> None:
    accounts.log_in(client, accounts.person(db, "moderator", second_factor=False))
    client.get("/for-anybody")
    assert seen[0].role is Role.ANONYMOUS
    answer = client.get("/for-moderators")
    assert (answer.status_code, answer.location) == (302, "/account/second-factor")
    assert client.get("/for-moderators.json").status_code == 403


def test_public_pages_stay_fit_for_shared_caches(client: FlaskClient, seen: list[Viewer]) -> None:
    answer = client.get("/for-anybody")
    assert seen == [Viewer()]
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_what_somebody_logged_in_sees_is_kept_by_no_other_cache(
    client: FlaskClient, db: Session, seen: list[Viewer]
) -> None:
    accounts.log_in(client, accounts.person(db))
    answer = client.get("/for-anybody")
    assert answer.cache_control.private
    assert "Cookie" in answer.headers["Vary"]


def test_a_deactivated_person_is_out_at_once(client: FlaskClient, db: Session, seen: list[Viewer]) -> None:
    user = accounts.person(db)
    accounts.log_in(client, user)
    assert client.get("/for-moderators").status_code == 200
    user.active = False
    db.flush()
    assert client.get("/for-moderators").status_code == 302


def test_a_log_in_grows_old(client: FlaskClient, db: Session, seen: list[Viewer]) -> None:
    user = accounts.person(db)
    accounts.log_in(client, user)
    user.sessions[0].seen_at = logins.now() - logins.LONGEST_IDLE - timedelta(minutes=1)
    db.flush()
    assert client.get("/for-moderators").status_code == 302


def test_when_somebody_was_here_is_known_to_the_hour(client: FlaskClient, db: Session, seen: list[Viewer]) -> None:
    user = accounts.person(db)
    accounts.log_in(client, user)
    user.sessions[0].seen_at = logins.now() - timedelta(days=1)
    db.flush()
    client.get("/for-anybody")
    db.refresh(user.sessions[0])
    found = user.sessions[0].seen_at
    assert (found.minute, found.second, found.microsecond) == (0, 0, 0)
    assert logins.now() - found < timedelta(hours=1)


def test_a_log_in_of_somebody_else_is_worth_nothing(client: FlaskClient, db: Session, seen: list[Viewer]) -> None:
    mine, other = accounts.person(db), accounts.person(db, "administrator")
    accounts.log_in(client, mine)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = other.fs_uniquifier
    client.get("/for-anybody")
    assert seen == [Viewer()]
