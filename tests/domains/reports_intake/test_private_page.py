"""What a reporter sees and can do afterwards, with nothing but the private address."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.tokens import make
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.models import Observation
from mapapp.domains.reports.moderation.models import Flag, SiteEvent
from tests.domains.reports_intake.private import actions, address, post
from tests.factories import submissions
from tests.factories.photos import jpeg, png
from tests.factories.submissions import ADDRESS, NAME, shape
from tests.forms import token as csrf


def test_it_says_what_was_sent_and_how_it_stands(client: FlaskClient, mine: Submission) -> None:
    page = client.get(address(client.application, mine))
    assert page.status_code == 200
    for words in ("Old tyres", "We received it", "49.80235, 73.10457", "May 3, 2024", "Erase my address now"):
        assert words in page.text
    for nobodys in ("Somebody else", ADDRESS, NAME):
        assert nobodys not in page.text


def test_of_a_settlement_no_coordinates_are_shown_as_if_they_were_the_place(
    client: FlaskClient, db: Session, mine: Submission
) -> None:
    mine.site.precision = "village"
    db.flush()
    assert "73.10457" not in client.get(address(client.application, mine)).text


@pytest.mark.parametrize("deed", ["", "withdraw"])
def test_nothing_but_the_exact_address_opens_it(app: Flask, client: FlaskClient, mine: Submission, deed: str) -> None:
    right = address(app, mine).removeprefix("/my/")
    with app.app_context():
        wrong = [right[:-1], right + "x", str(mine.uuid), make("confirm", str(mine.uuid)), make("track", str(uuid4()))]
    wrong += ["", "%00", right.swapcase(), "a" * 3000]
    for token in wrong:
        assert client.get(f"/my/{token}" + (f"/{deed}" if deed else "")).status_code in (404, 308), token
    assert client.get(f"/my/{right}").status_code == 200


@pytest.mark.parametrize("deed", ["add", "correct", "withdraw", "letters"])
def test_no_deed_is_done_for_a_stranger_or_a_forged_form(
    app: Flask, client: FlaskClient, db: Session, mine: Submission, deed: str
) -> None:
    data = {"words": "Hello", "wish": "erase"}
    stranger = client.post(f"/my/nonsense/{deed}", data={"csrf_token": csrf(client), **data})
    forged = client.post(address(app, mine, deed), data=data)
    assert (stranger.status_code, forged.status_code) == (404, 400)
    assert actions(db, mine) == ["submitted"]
    assert mine.sealed_contact is not None


def test_a_moderators_question_is_shown_and_answered_once(client: FlaskClient, db: Session, mine: Submission) -> None:
    db.add(Message(submission_id=mine.id, from_reporter=False, person_id=7, text="Which side of the road?"))
    db.flush()
    db.expire_all()
    page = client.get(address(client.application, mine)).text
    assert "Which side of the road?" in page
    assert "A moderator asks you" in page
    for _each in range(2):
        assert post(client, mine, "add", words="The left one").status_code == 303
    db.expire_all()
    assert [one.text for one in mine.messages] == ["Which side of the road?", "The left one"]
    assert actions(db, mine) == ["submitted", "answered"]
    assert mine.observation.words == {"en": "Old tyres"}, "an answer is for the moderators and never public"
    assert "A moderator asks you" not in client.get(address(client.application, mine)).text


def test_photos_can_be_added_before_and_after_the_decision(client: FlaskClient, db: Session, mine: Submission) -> None:
    assert post(client, mine, "add", photos=(io.BytesIO(jpeg()), "a.jpg")).status_code == 303
    db.expire_all()
    assert len(mine.observation.photos) == 1
    mine.site.status = mine.observation.state = "published"
    db.flush()
    for _each in range(2):
        assert post(client, mine, "add", photos=(io.BytesIO(png()), "b.png")).status_code == 303
    db.expire_all()
    assert len(mine.observation.photos) == 1, "what was accepted stays what was accepted"
    further = db.scalars(
        select(Observation).where(Observation.site_id == mine.site_id, Observation.state == "new")
    ).one()
    assert len(further.photos) == 1
    assert actions(db, mine) == ["submitted", "added", "added"]


def test_a_bad_photo_is_named_and_the_good_one_and_the_words_are_kept(
    client: FlaskClient, db: Session, mine: Submission
) -> None:
    files = [(io.BytesIO(b"no photo"), "a.jpg"), (io.BytesIO(jpeg()), "b.jpg")]
    answer = post(client, mine, "add", words="See these", photos=files)
    assert answer.status_code == 422
    assert "Photo 1: " in answer.text
    db.expire_all()
    assert len(mine.observation.photos) == 1
    assert [one.text for one in mine.messages] == ["See these"]


def test_words_after_the_decision_bring_it_before_the_moderators(
    client: FlaskClient, db: Session, accepted: Submission
) -> None:
    for words in ("They burn it", "And again"):
        assert post(client, accepted, "add", words=words).status_code == 303
    flag = db.scalars(select(Flag)).one()
    assert (flag.observation_id, flag.words) == (accepted.observation_id, "")


def test_before_the_decision_a_correction_changes_the_report(
    client: FlaskClient, db: Session, mine: Submission
) -> None:
    said = {"kind": "sewage", "words": "Not tyres", "coordinates": "49.81 N 73.2 E", "waste_shown": "1", "waste": "oil"}
    assert post(client, mine, "correct", **said).status_code == 303
    db.expire_all()
    site, seen = mine.site, mine.observation
    assert (site.kind, site.waste_types, seen.words) == ("sewage", ["oil"], {"en": "Not tyres"})
    assert shape(site.geom).equals(Point(73.2, 49.81))
    assert shape(seen.geom_told).equals(Point(73.2, 49.81))
    event = db.scalars(select(SiteEvent).where(SiteEvent.action == "corrected")).one()
    assert (event.before["kind"], event.after["kind"]) == ("dump", "sewage")
    post(client, mine, "correct", **said)
    assert actions(db, mine) == ["submitted", "corrected"], "the same again changes nothing"


def test_after_the_decision_a_correction_is_a_request(client: FlaskClient, db: Session, accepted: Submission) -> None:
    assert post(client, accepted, "correct", kind="sewage", words="Not tyres").status_code == 303
    db.expire_all()
    assert (accepted.site.kind, accepted.observation.words) == ("dump", {"en": "Old tyres"})
    assert "sewage" in accepted.messages[-1].text
    assert "Not tyres" in accepted.messages[-1].text
    assert db.scalar(select(func.count()).select_from(Flag)) == 1


def test_a_correction_that_cannot_be_used_is_shown_again(client: FlaskClient, db: Session, mine: Submission) -> None:
    answer = post(client, mine, "correct", words="<i>New</i> words", coordinates="49.8N 73.1")
    assert answer.status_code == 422
    assert "Write the letters N and E" in answer.text
    assert "&lt;i&gt;New&lt;/i&gt; words" in answer.text
    assert actions(db, mine) == ["submitted"]
    assert client.get(address(client.application, mine, "correct")).status_code == 303


def test_a_correction_keeps_a_protected_place_coarse(app: Flask, client: FlaskClient, db: Session) -> None:
    mine = submissions.received(app, db, protect="1")
    post(client, mine, "correct", coordinates="49.91234 73.21234")
    db.expire_all()
    assert shape(mine.site.geom_exact).equals(Point(73.21234, 49.91234))
    assert shape(mine.site.geom).distance(Point(73.21234, 49.91234)) > 1e-5
    assert mine.site.precision == "approximate"
