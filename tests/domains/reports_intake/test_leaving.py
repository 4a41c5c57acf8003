"""Withdrawn reports, letters that are wanted or not, addresses that are confirmed and erased."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from mapapp.core.changes import versions
from mapapp.core.events import listen
from mapapp.core.seal import unseal
from mapapp.core.tokens import make
from mapapp.core.viewer import Viewer
from mapapp.domains.reports import queries as reports
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.intake.contacts import reporters_of
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.photos.models import Photo
from tests.domains.reports_intake.private import actions, address, link, post
from tests.factories import reports as published
from tests.factories import submissions
from tests.factories.photos import jpeg
from tests.factories.submissions import ADDRESS, NAME
from tests.forms import token as csrf


def test_withdrawn_before_the_decision_nothing_is_left_but_the_trace(
    client: FlaskClient, db: Session, mine: Submission
) -> None:
    post(client, mine, "add", photos=(io.BytesIO(jpeg()), "a.jpg"))
    assert "Withdraw this report?" in client.get(address(client.application, mine, "withdraw")).text
    assert mine.withdrawn_at is None, "looking at the question withdraws nothing"
    for _each in range(2):
        assert post(client, mine, "withdraw").status_code == 303
    db.expire_all()
    assert (mine.observation.state, mine.site.visibility, mine.sealed_contact) == ("rejected", "hidden", None)
    assert mine.contact_blind is None
    assert mine.erased_at is not None
    photo = db.scalars(select(Photo).where(Photo.batch == mine.uuid)).one()
    assert (photo.state, photo.geom_camera, photo.captured_at) == ("removed", None, "")
    assert actions(db, mine) == ["submitted", "added", "withdrawn"]
    page = client.get(address(client.application, mine)).text
    assert "You withdrew it" in page
    assert "Old tyres" not in page
    assert post(client, mine, "add", words="Wait").status_code == 409


def test_withdrawn_after_the_decision_it_leaves_the_map(client: FlaskClient, db: Session, accepted: Submission) -> None:
    before = versions(db).get("reports", 0)
    post(client, accepted, "withdraw")
    db.expire_all()
    assert reports.find_site(db, accepted.site.key, Viewer()) is None
    assert versions(db)["reports"] > before


def test_what_others_saw_too_stays_on_the_map(
    app: Flask, client: FlaskClient, db: Session, accepted: Submission
) -> None:
    other = submissions.updated(app, db, accepted.site)
    other.observation.state = "published"
    db.flush()
    post(client, accepted, "withdraw")
    db.expire_all()
    site = reports.find_site(db, accepted.site.key, Viewer())
    assert site is not None
    assert [one.id for one, _protected in reports.observations_of(db, site)] == [other.observation_id]


def test_an_update_that_is_withdrawn_leaves_the_documented_site(app: Flask, client: FlaskClient, db: Session) -> None:
    site = published.site(db)
    for one in site.observations:
        db.delete(one)
    update = submissions.updated(app, db, site)
    post(client, update, "withdraw")
    db.expire_all()
    assert (site.visibility, update.observation.state) == ("public", "rejected")


def test_letters_are_stopped_started_and_the_address_erased(
    app: Flask, client: FlaskClient, db: Session, accepted: Submission
) -> None:
    def addresses() -> list[str]:
        db.expire_all()
        with app.app_context():
            return [one.address for one in reporters_of(db, accepted.site_id)]

    assert addresses() == [ADDRESS]
    post(client, accepted, "letters", wish="off")
    assert addresses() == []
    post(client, accepted, "letters", wish="on")
    assert addresses() == [ADDRESS]
    assert post(client, accepted, "letters", wish="nonsense").status_code == 400
    post(client, accepted, "letters", wish="erase")
    assert addresses() == []
    assert (accepted.sealed_contact, accepted.contact_blind) == (None, None)
    assert "Erase my address" not in client.get(address(app, accepted)).text


def test_only_confirmed_addresses_that_want_news_are_written_to(app: Flask, db: Session, accepted: Submission) -> None:
    site = accepted.site
    for wants, confirmed in (("1", False), ("", True)):
        one = submissions.updated(app, db, site, email=f"{uuid4().hex}@example.org", news=wants)
        one.confirmed_at = datetime.now(UTC) if confirmed else None
    merged = submissions.received(app, db, email="merged@example.org", news="1")
    merged.confirmed_at, merged.site.merged_into_id = datetime.now(UTC), site.id
    again = submissions.updated(app, db, site, email=ADDRESS.upper().replace("EXAMPLE.KZ", "example.kz"), news="1")
    again.confirmed_at = datetime.now(UTC)
    db.flush()
    with app.app_context():
        found = reporters_of(db, site.id)
    assert {one.address.lower() for one in found} == {ADDRESS, "merged@example.org"}
    assert again.uuid in {one.submission for one in found}, "the latest of one person's"


def is_confirmed(db: Session, submission: Submission) -> bool:
    db.expire_all()
    return submission.confirmed_at is not None


def test_a_letter_is_confirmed_by_pressing_a_button(
    app: Flask, client: FlaskClient, db: Session, mine: Submission
) -> None:
    heard: list[ReporterNews] = []
    listen(app, ReporterNews, lambda _db, news: heard.append(news))
    with app.app_context():
        url = f"/confirm/{make('confirm', str(mine.uuid))}"
    page = client.get(url)
    assert page.status_code == 200
    assert not is_confirmed(db, mine), "programs that look through letters follow links"
    for secret in ("Old tyres", mine.site.key, "/my/"):
        assert secret not in page.text, "the letter may have gone to a stranger"
    for _each in range(2):
        assert client.post(url, data={"csrf_token": csrf(client)}).status_code == 200
    assert is_confirmed(db, mine)
    assert [one.what for one in heard] == ["received"]
    assert client.get(f"/confirm/{link(app, 'track', mine)}").status_code == 404


def test_an_address_that_was_erased_cannot_be_confirmed(
    app: Flask, client: FlaskClient, db: Session, mine: Submission
) -> None:
    post(client, mine, "letters", wish="erase")
    url = f"/confirm/{link(app, 'confirm', mine)}"
    assert client.get(url).status_code == 404
    assert client.post(url, data={"csrf_token": csrf(client)}).status_code == 404


def test_nobody_is_named_in_the_story(app: Flask, client: FlaskClient, db: Session, accepted: Submission) -> None:
    event = SiteEvent(
        site_id=accepted.site_id,
        observation_id=accepted.observation_id,
        action="accepted",
        role="moderator",
        person_id=42,
        note="I know this person",
        public_note="Thank you",
        version=5,
        after={"status": "published"},
    )
    db.add(event)
    db.flush()
    page = client.get(address(app, accepted)).text
    assert "Checked and put on the map" in page
    assert "Thank you" in page
    assert "I know this person" not in page
    assert not re.search(r"\b42\b", page)


def test_name_and_address_lie_sealed_and_nothing_in_clear(app: Flask, client: FlaskClient, db: Session) -> None:
    """Every row of every table is searched for what a reporter said of themselves and what their browser said."""
    uuid = str(uuid4())
    browser = {"User-Agent": "Secretphone/9", "Referer": "https://private.example/"}
    data = {"csrf_token": csrf(client), **submissions.fields(app, uuid=uuid, email=ADDRESS, name=NAME, news="1")}
    photo = (io.BytesIO(jpeg()), "aigul-at-home.jpg")
    client.post(
        "/report", data={**data, "photos": photo}, headers=browser, environ_base={"REMOTE_ADDR": "203.0.113.77"}
    )
    submission = submissions.by_uuid(db, uuid)
    assert submission is not None
    with app.app_context():
        assert json.loads(unseal(submission.sealed_contact) or "") == {"email": ADDRESS, "name": NAME}
    searched = 0
    for table in inspect(db.connection()).get_table_names():
        rows = db.execute(text(f'SELECT row_to_json(t)::text FROM "{table}" t')).scalars().all()
        searched += len(rows)
        for secret in (ADDRESS, "aigul", NAME, "203.0.113.77", "Secretphone", "private.example"):
            assert not [row for row in rows if secret in row], (table, secret)
    assert searched > 5
