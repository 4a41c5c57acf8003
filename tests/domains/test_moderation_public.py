"""What everybody may do and see: objections, and the log of decisions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation import editing, merging, service
from mapapp.domains.reports.moderation.deciding import Sheet
from mapapp.domains.reports.moderation.editing import CELLS_M
from mapapp.domains.reports.moderation.models import Flag
from tests.factories import reports
from tests.factories.moderation import MODERATOR, deciding, picture, report, update
from tests.factories.submissions import ticket
from tests.forms import token


def objection(client: FlaskClient, **values: str) -> dict[str, str]:
    return {
        "csrf_token": token(client),
        "ticket": ticket(client.application),
        "website": "",
        "reason": "false",
        "words": "It is a park.",
        **values,
    }


@pytest.fixture
def site(app: Flask, db: Session) -> Site:
    with app.app_context():
        return reports.site(db)


def test_anybody_may_object(client: FlaskClient, db: Session, site: Site) -> None:
    assert client.get("/reports/s-1/flag").status_code == 200
    answer = client.post("/reports/s-1/flag", data=objection(client, reason="personal_data", words="My car"))
    assert answer.status_code == 200
    assert "Thank you" in answer.text
    flag = db.scalars(select(Flag)).one()
    assert (flag.site_id, flag.reason, flag.words, flag.resolved_at) == (site.id, "personal_data", "My car", None)


def test_an_objection_can_be_about_one_photo_of_this_record(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        site, other = report(db), report(db, "r-other2")
        photo, strange = (picture(db, one.observations[0]) for one in (site, other))
        for one in (site, other):
            service.accept(deciding(db, one))
    assert str(photo.upload_id) in client.get(f"/reports/{site.key}/flag").text
    for chosen, kept in ((photo, photo.id), (strange, None)):
        client.post(f"/reports/{site.key}/flag", data=objection(client, photo=str(chosen.upload_id)))
        assert db.scalars(select(Flag.photo_id).order_by(Flag.id.desc())).first() == kept


@pytest.mark.parametrize(
    "values",
    [
        {"reason": ""},
        {"reason": "nonsense"},
        {"reason": "other", "words": " "},
        {"words": "x" * 1001},
        {"website": "http://spam.example"},
        {"ticket": "forged"},
    ],
)
def test_what_cannot_be_taken_is_said_and_not_kept(
    client: FlaskClient, db: Session, site: Site, values: dict[str, str]
) -> None:
    answer = client.post("/reports/s-1/flag", data=objection(client, **values))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert db.scalars(select(Flag)).all() == []


def test_a_form_sent_too_fast_is_no_persons(client: FlaskClient, db: Session, site: Site) -> None:
    quick = objection(client, ticket=ticket(client.application, seconds=0))
    assert client.post("/reports/s-1/flag", data=quick).status_code == 422
    assert db.scalars(select(Flag)).all() == []


def test_objections_are_limited(client: FlaskClient, site: Site) -> None:
    answers = [client.post("/reports/s-1/flag", data=objection(client)).status_code for _each in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "values", [{"status": "new"}, {"status": "rejected"}, {"status": "published", "visibility": "hidden"}]
)
def test_nobody_objects_to_what_they_cannot_see(
    app: Flask, client: FlaskClient, db: Session, values: dict[str, Any]
) -> None:
    with app.app_context():
        report(db, **values)
    assert client.get("/reports/r-234567/flag").status_code == 404
    assert client.post("/reports/r-234567/flag", data=objection(client)).status_code == 404
    assert db.scalars(select(Flag)).all() == []


def rows(page: str) -> list[tuple[str, str]]:
    """What each line says was decided, and the address that it names."""
    found = re.findall(r'data-label="Decision"><div>([^<]+).*?data-label="Record"><div>(.*?)</div>', page, re.DOTALL)
    return [(words.strip(), (re.findall(r'href="([^"]+)"', record) or [""])[0]) for words, record in found]


def test_the_log_says_what_and_why_and_names_only_what_is_public(
    app: Flask, client: FlaskClient, db: Session, site: Site
) -> None:
    with app.test_request_context():
        for key in ("r-public", "r-refuse", "r-hidden", "r-secret"):
            report(db, key, email=f"{key}@example.org")
        found = {one.key: one for one in db.scalars(select(Site))}
        said: dict[str, Any] = {"note": "A private note", "public_note": "Words for all"}
        service.accept(deciding(db, found["r-public"], **said))
        service.reject(deciding(db, found["r-refuse"], **said), "personal_data")
        service.accept(deciding(db, found["r-hidden"]))
        editing.hide(deciding(db, found["r-hidden"], **said))
        service.accept(deciding(db, found["r-secret"]))
        editing.protect(deciding(db, found["r-secret"]), CELLS_M[0])
        service.set_status(deciding(db, found["r-secret"]), "verified")
        update(db, site)
    page = client.get("/decisions").text
    assert rows(page) == [
        ("New status", ""),
        ("Place made coarser", ""),
        ("Accepted", ""),
        ("Hidden", ""),
        ("Accepted", ""),
        ("Rejected", ""),
        ("Accepted", "/reports/r-public"),
    ]
    assert "Personal data in the photo or words" in page
    for secret in ("example.org", "A private note", "r-refuse", "r-hidden", "r-secret", str(MODERATOR.person_id)):
        assert secret not in page, secret
    assert not re.search(r"\d\d:\d\d", page[page.index("<main") :])
    assert [one for one, _address in rows(client.get("/decisions?action=hidden").text)] == ["Hidden"]
    assert len(rows(client.get("/decisions?action=nonsense").text)) == 7


def test_a_joined_record_is_not_named(app: Flask, client: FlaskClient, db: Session, site: Site) -> None:
    with app.test_request_context():
        one = report(db, "r-public")
        service.accept(deciding(db, one))
        merging.merge(db, MODERATOR, Sheet(one.key, one.version), site.key)
    assert rows(client.get("/decisions").text)[-1] == ("Accepted", "")
    assert ("Joined with another report", "/reports/s-1") in rows(client.get("/decisions").text)


def test_the_log_has_pages(app: Flask, client: FlaskClient, db: Session, site: Site) -> None:
    with app.test_request_context():
        for _each in range(53):
            editing.hide(deciding(db, site))
            editing.show(deciding(db, site))
    assert len(rows(client.get("/decisions").text)) == 50
    assert len(rows(client.get("/decisions?page=3").text)) == 6
