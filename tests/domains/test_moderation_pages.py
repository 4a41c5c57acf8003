"""The moderators' pages: who gets in, what waits, how two moderators meet; every form works without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import history, service
from mapapp.domains.reports.moderation.models import Flag
from tests.factories import reports
from tests.factories.accounts import person
from tests.factories.moderation import OWNER, browser, deciding, picture, post, report, update
from tests.forms import token


@pytest.fixture
def waiting(app: Flask, db: Session) -> Site:
    with app.app_context():
        return report(db, email="a@example.org")


PATHS = ("/moderation", "/moderation/r-234567")


@pytest.mark.parametrize("path", PATHS)
def test_others_do_not_get_in(app: Flask, db: Session, waiting: Site, path: str) -> None:
    anonymous = app.test_client()
    assert anonymous.get(path).status_code == 302
    assert anonymous.get(path, headers={"Accept": "application/json"}).status_code == 401
    assert browser(app, person(db, "member")).get(path).status_code == 403
    for role in ("moderator", "administrator"):
        answer = browser(app, person(db, role)).get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("verb", ["accept", "reject", "hide", "protect", "change", "merge", "revert", "check"])
def test_others_decide_nothing(app: Flask, db: Session, waiting: Site, verb: str) -> None:
    for client in (app.test_client(), browser(app, person(db, "member"))):
        status, _text = post(client, waiting, verb, reason="false")
        assert status in (302, 401, 403)
    status, _text = post(browser(app, person(db, oblasts=["KZ10"])), waiting, verb, reason="false")
    assert status == 404
    db.refresh(waiting)
    assert (waiting.status, waiting.version) == ("new", 1)


def test_a_form_of_another_site_is_refused(app: Flask, db: Session, waiting: Site) -> None:
    client = browser(app, person(db))
    answer = client.post(f"/moderation/{waiting.key}/accept", data={"version": "1"})
    assert answer.status_code == 400
    db.refresh(waiting)
    assert waiting.status == "new"


def test_an_oblast_is_a_wall(app: Flask, db: Session, waiting: Site) -> None:
    with app.app_context():
        public = reports.site(db)
        update(db, public)
    there = browser(app, person(db, oblasts=["KZ10"]))
    assert "r-234567" not in there.get("/moderation").text
    assert there.get("/moderation/r-234567").status_code == 404
    assert there.get(f"/moderation/{public.key}").status_code == 403
    here = browser(app, person(db, oblasts=["KZ35"]))
    assert {"r-234567", "s-1"} <= set(re.findall(r"/moderation/([\w-]+)\"", here.get("/moderation").text))


def lines(page: str) -> list[str]:
    return re.findall(r'class="mod-open" href="/moderation/([\w-]+)', page)


def test_the_queue_has_what_waits_urgent_first_then_the_oldest(app: Flask, db: Session) -> None:
    now = datetime.now(UTC)
    with app.test_request_context():
        young, old = report(db, "r-young2"), report(db, "r-oldest")
        young.created_at, old.created_at = now - timedelta(hours=1), now - timedelta(hours=9)
        done = report(db, "r-done22")
        service.accept(deciding(db, done))
        followed = reports.site(db, "s-followed")
        update(db, followed).created_at = now - timedelta(hours=5)
        for key, reason in (("s-flagged", "false"), ("s-faces", "personal_data")):
            flagged = reports.site(db, key)
            db.add(Flag(site_id=flagged.id, reason=reason, created_at=now - timedelta(hours=2)))
        answered = reports.site(db, "s-answered")
        service.leave(deciding(db, answered))
        history.add(db, answered, "answered", OWNER)
        db.flush()
    client = browser(app, person(db))
    assert lines(client.get("/moderation").text) == [
        "s-faces",
        "r-oldest",
        "s-followed",
        "s-flagged",
        "r-young2",
        "s-answered",
    ]
    assert lines(client.get("/moderation?tab=new").text) == ["r-oldest", "r-young2"]
    assert lines(client.get("/moderation?tab=updates").text) == ["s-followed"]
    assert lines(client.get("/moderation?tab=flagged").text) == ["s-faces", "s-flagged"]
    assert lines(client.get("/moderation?tab=answered").text) == ["s-answered"]
    assert lines(client.get("/moderation?oblast=KZ10").text) == []


def test_what_was_taken_back_or_joined_does_not_wait(app: Flask, db: Session) -> None:
    with app.app_context():
        taken, joined, target = report(db, "r-taken2"), report(db, "r-joined"), reports.site(db)
        taken.visibility, taken.observations[0].state = "hidden", "rejected"
        joined.merged_into_id = target.id
        db.flush()
    client = browser(app, person(db))
    assert lines(client.get("/moderation?tab=new").text) == []
    assert lines(client.get("/moderation?tab=updates").text) == ["s-1"]


def test_a_decision_leads_to_the_next_report(app: Flask, db: Session, waiting: Site) -> None:
    with app.app_context():
        later = report(db, "r-later2")
        later.created_at = datetime.now(UTC) + timedelta(hours=1)
        db.flush()
    client = browser(app, person(db))
    form = {"csrf_token": token(client), "version": "1", "tab": "new"}
    answer = client.post(f"/moderation/{waiting.key}/accept", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/moderation/r-later2?tab=new")
    last = client.post("/moderation/r-later2/reject", data=form | {"reason": "false"})
    assert last.headers["Location"] == "/moderation?tab=new"
    assert "Done: rejected" in client.get("/moderation?tab=new").text


def test_two_moderators_cannot_overwrite_one_another(app: Flask, db: Session, waiting: Site) -> None:
    first, second = browser(app, person(db)), browser(app, person(db))
    pages = [one.get(f"/moderation/{waiting.key}").text for one in (first, second)]
    versions = [re.search(r'name="version" value="(\d+)"', page) for page in pages]
    assert all(versions)
    seen = {"version": versions[0][1] if versions[0] else ""}
    answer = first.post(f"/moderation/{waiting.key}/accept", data={"csrf_token": token(first), **seen})
    assert answer.status_code == 303
    typed = {"reason": "false", "note": "I went there myself", "public_note": "Nothing was there"}
    late = second.post(f"/moderation/{waiting.key}/reject", data={"csrf_token": token(second), **seen, **typed})
    assert late.status_code == 409
    assert "another moderator" in late.text
    assert "What happened meanwhile" in late.text
    assert late.text.count("I went there myself") >= 1
    assert "Nothing was there" in late.text
    db.expire_all()
    assert waiting.status == "published"
    fresh = re.search(r'name="version" value="(\d+)"', late.text)
    assert fresh is not None
    again = {"csrf_token": token(second), "version": fresh[1], **typed}
    assert second.post(f"/moderation/{waiting.key}/reject", data=again).status_code == 303
    db.expire_all()
    assert waiting.status == "rejected"


def test_a_conflict_is_json_for_scripts(app: Flask, db: Session, waiting: Site) -> None:
    client = browser(app, person(db))
    form = {"csrf_token": token(client), "version": "99"}
    answer = client.post(f"/moderation/{waiting.key}/accept", data=form, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.get_json()["error"]["code"] == "conflict"


def test_one_page_says_everything(app: Flask, db: Session, waiting: Site) -> None:
    with app.app_context():
        other = report(db, "r-other2", email="a@example.org", status="published")
        stranger = report(db, "r-strang", email="b@example.org", status="published", oblast="KZ10")
        waiting.observations[0].words = {"ru": "Позвоните +7 701 123 45 67, <b>Иванов И.И.</b>"}
        photo = picture(db, waiting.observations[0])
        db.flush()
    text = browser(app, person(db)).get(f"/moderation/{waiting.key}").text
    assert re.search(r"<mark[^>]*>\+7 701 123 45 67", text)
    assert "&lt;b&gt;" in text
    assert "<b>Иванов" not in text
    assert str(photo.upload_id) in text
    assert "49.802345, 73.104567" in text
    own = text[text.index("From the same address") :]
    assert other.key in own
    assert stranger.key not in own[: own.index("</section>")]
    assert stranger.key in text[text.index("Near by") : text.index("From the same address")]
    assert "a@example.org" not in text
    assert "key=" in text  # pictures of what is not public are signed


def test_who_did_it_is_named_to_administrators_only(app: Flask, db: Session, waiting: Site) -> None:
    one = person(db)
    one.name = "Moderator Someone"
    db.flush()
    post(browser(app, one), waiting, "accept")
    path = f"/moderation/{waiting.key}"
    assert "Moderator Someone" in browser(app, person(db, "administrator")).get(path).text
    assert "Moderator Someone" not in browser(app, person(db)).get(path).text
    assert "by you" in browser(app, one).get(path).text


def test_a_hidden_record_is_shown_to_moderators_with_a_banner(app: Flask, db: Session, waiting: Site) -> None:
    client = browser(app, person(db))
    answer = client.get("/reports/r-234567")
    assert answer.status_code == 200
    assert "waits for a decision" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert app.test_client().get("/reports/r-234567").status_code == 404
    for path in ("/reports", "/maps/reports.json", "/exports/reports.csv", "/reports/r-234567/popup"):
        assert "49.802" not in client.get(path).text  # lists and maps are what everybody gets


def test_the_private_words_are_only_where_they_belong(app: Flask, db: Session, waiting: Site) -> None:
    client = browser(app, person(db))
    submission = db.scalars(select(Submission)).one()
    seen = db.scalars(select(Observation)).one()
    post(client, waiting, "ask", question="A private question", observation=seen.id)
    db.refresh(waiting)
    post(client, waiting, "accept", note="A private note")
    public = app.test_client()
    for path in ("/reports/r-234567", "/decisions", "/exports/reports.geojson", "/exports/reports-observations.csv"):
        text = public.get(path).text
        for secret in ("A private", "a@example.org", str(submission.uuid), seen.external_id):
            assert secret not in text, (path, secret)
