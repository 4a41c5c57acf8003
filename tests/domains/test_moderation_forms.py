"""Every form of a moderator, sent as a browser without scripts does: what it does, and what is wrong with it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.audit import AuditEntry
from mapapp.domains.reports.intake.models import Message
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation.models import SiteEvent
from tests.factories import reports
from tests.factories.accounts import person
from tests.factories.moderation import browser, picture, post, report, update
from tests.forms import token


@pytest.fixture
def waiting(app: Flask, db: Session) -> Site:
    with app.app_context():
        return report(db, email="a@example.org")


def test_every_verb_works_from_its_form(app: Flask, db: Session, waiting: Site) -> None:
    client = browser(app, person(db, "administrator"))
    with app.app_context():
        target = reports.site(db)

    def does(verb: str, **values: object) -> None:
        db.expire_all()
        status, text = post(client, waiting, verb, **values)
        assert status == 303, (verb, re.findall(r"<strong>.*?</p>", text, re.DOTALL)[:1])
        db.expire_all()

    seen = waiting.observations[0]
    does("ask", question="Where is it?", observation=seen.id)
    assert db.scalars(select(Message.text)).all() == ["Where is it?"]
    does("accept", public_note="Thank you")
    does("change", kind="landfill", lists="1", waste=["tyres", "oil"], lat="49.9", lon="73.2", precision="within")
    assert (waiting.kind, waiting.waste_types, waiting.signs) == ("landfill", ["tyres", "oil"], [])
    does("change", **{f"words-{seen.id}-en": "Shorter"})
    assert waiting.observations[0].words == {"en": "Shorter"}
    does("status", status="sent_to_authority", letter_number="7", letter_date="2026-05-20", public_note="Sent")
    does("protect", cell_m="2000")
    assert waiting.protected
    does("unprotect")
    does("hide", note="to be checked")
    does("show")
    does("merge", into=target.key)
    assert waiting.merged_into_id == target.id
    does("unmerge")
    does("revert", to_version="3")
    assert (waiting.kind, waiting.status) == ("dump", "published")
    does("check")
    does("reject", reason="other", note="a test")
    actions = db.scalars(select(SiteEvent.action).where(SiteEvent.site_id == waiting.id).order_by(SiteEvent.id)).all()
    assert len(set(actions)) == 14
    audited = db.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"site:{waiting.key}")).all()
    assert list(actions[1:]) == list(audited)


@pytest.mark.parametrize(
    ("verb", "values", "said"),
    [
        ("reject", {}, "Say why"),
        ("reject", {"reason": "x"}, "Say why"),
        ("change", {}, "Nothing was changed"),
        ("change", {"kind": "volcano"}, "Kind"),
        ("change", {"lat": "91", "lon": "1"}, "could not be read"),
        ("change", {"lat": "49", "lon": ""}, "Two coordinates"),
        ("change", {"area_m2": "many"}, "Write a number"),
        ("change", {"words-99999999-en": "x"}, "no such observation"),
        ("status", {"status": "cleaned"}, "cannot follow"),
        ("merge", {"into": "r-234567"}, "with itself"),
        ("merge", {"into": "nothing"}, "no such report"),
        ("revert", {"to_version": "7"}, "no such version"),
        ("protect", {"cell_m": "3"}, "how coarse"),
        ("ask", {"question": "", "observation": "1"}, ""),
        ("accept", {"observation": "x"}, "not complete"),
        ("accept", {"version": "abc"}, "not complete"),
        ("accept", {"public_note": "Call +7 701 123 45 67"}, "personal data"),
        ("blur", {"photo": "no"}, "No photo"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    app: Flask, db: Session, waiting: Site, verb: str, values: dict[str, str], said: str
) -> None:
    client = browser(app, person(db))
    form = {"csrf_token": token(client), "version": "1", **values}
    answer = client.post(f"/moderation/{waiting.key}/{verb}", data=form)
    assert answer.status_code in (404, 422)
    assert said in answer.text
    db.expire_all()
    assert (waiting.status, waiting.version) == ("new", 1)


def test_words_that_look_like_personal_data_are_sent_when_one_is_sure(app: Flask, db: Session, waiting: Site) -> None:
    client = browser(app, person(db))
    values = {"public_note": "Letter 12-34-56"}
    status, text = post(client, waiting, "accept", **values)
    assert (status, 'name="sure"' in text) == (422, True)
    assert post(client, waiting, "accept", **values, sure="1")[0] == 303


def test_many_at_once(app: Flask, db: Session, waiting: Site) -> None:
    with app.app_context():
        other, published = report(db, "r-other2"), reports.site(db)
        seen = update(db, published)
    client = browser(app, person(db))
    page = client.get("/moderation").text
    values = re.findall(r'name="item" value="([^"]+)"', page)
    assert len(values) == 3
    form = {"csrf_token": token(client), "item": [*values[:2], "r-other2|77", "nothing|1|"], "verb": "reject"}
    assert client.post("/moderation/bulk", data=form).status_code == 422  # without a reason
    done = client.post("/moderation/bulk", data=form | {"reason": "duplicate"})
    assert done.status_code == 200
    assert "Done: 2 of 4" in done.text
    db.expire_all()
    assert {waiting.status, other.status} == {"rejected"}
    client.post("/moderation/bulk", data={"csrf_token": token(client), "item": values[2:], "verb": "accept"})
    db.expire_all()
    assert seen.state == "published"


def test_an_update_gone_may_set_the_status_at_once(app: Flask, db: Session) -> None:
    with app.app_context():
        site = reports.site(db)
        seen = update(db, site, "gone", observed_on="2026-06-01")
        picture(db, seen)
    client = browser(app, person(db))
    assert 'name="then" value="cleaned"' in client.get("/moderation/s-1").text
    assert post(client, site, "accept", observation=seen.id, then="cleaned")[0] == 303
    db.expire_all()
    assert site.status == "cleaned"
