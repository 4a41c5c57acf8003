"""A case's page: its events with their kinds, and the values of its records."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importers.shipped.cases import read_case
from importers.shipped.files import DATA
from mapapp.core.upsert import Outcome
from mapapp.domains.cases import words
from mapapp.domains.cases.models import EVENT_KINDS
from mapapp.domains.cases.service import CaseDraft, EntryDraft, write_case
from tests.factories import dataset
from tests.factories.facilities import facility, release
from tests.factories.reports import site
from tests.factories.samples import limit, point
from tests.publish.markup import Page

CITED = {"id": "book", "title": "A book", "publisher": "A museum", "year": "2017"}


def text_of(page: str) -> str:
    return " ".join(" ".join(tag.text for tag in Page(page).tags).split())


def story(*events: EntryDraft, links: tuple[tuple[str, str], ...] = ()) -> CaseDraft:
    paragraph = EntryDraft("paragraph", {"en": "What happened."}, "book", lines="1-2")
    return CaseDraft("a-case", {"en": "A case"}, {"en": "In short"}, "KZ35", (CITED,), (paragraph, *events), links)


def event(date: str, kind: str, text: str) -> EntryDraft:
    return EntryDraft("event", {"en": text}, "book", date=date, event=kind, lines="3")


def test_events_say_what_they_were(client: FlaskClient, db: Session) -> None:
    letters = event("2016-12-15", "letter", "They wrote.")
    assert write_case(db, dataset(db), story(letters, event("2017", "petition", "They signed."))) is Outcome.NEW
    db.flush()
    page = client.get("/cases/a-case?lang=en").text
    said = text_of(page)
    for expected in ("December 15, 2016", "Letter", "They wrote.", "Petition", "They signed.", "[1, l. 3]"):
        assert expected in said
    assert page.count('class="event-icon"') == 2
    answered = event("2016-12-15", "answer", "They wrote.")
    assert write_case(db, dataset(db), story(answered)) is Outcome.CHANGED
    db.flush()
    assert "Answer of an authority" in text_of(client.get("/cases/a-case?lang=en").text)


def test_every_kind_of_event_has_a_word_and_no_other_is_taken(db: Session) -> None:
    assert set(words.EVENT) == set(EVENT_KINDS)
    write_case(db, dataset(db), story(event("2017", "rumour", "They say.")))
    with pytest.raises(IntegrityError):
        db.flush()


def test_the_shipped_events_all_say_what_they_were() -> None:
    told = [read_case(path, {}) for path in sorted((DATA / "cases").glob("*/case.toml"))]
    events = [entry for case in told for entry in case.entries if entry.kind == "event"]
    assert len(events) >= 28
    assert {entry.event for entry in events} <= set(EVENT_KINDS) - {""}
    assert {"letter", "answer", "permit", "hearing", "petition", "study", "works"} <= {one.event for one in events}


def test_values_of_samples_and_emitters_stand_on_the_page(client: FlaskClient, db: Session) -> None:
    limit(db, value="2", act="A Kazakh order")
    point(db, "bend", name="A bend", value="177")
    point(db, "hidden", name="Hidden point").visibility = "hidden"
    works = facility(db, "works", name="Works", quantity=None)
    release(db, works, "low", "300", year=None, unit="thousand t/year", extra={"range": "low"})
    release(db, works, "high", "350", year=None, unit="thousand t/year", extra={"range": "high"})
    site(db, "dump", name="A dump")
    linked = (("samples", "bend"), ("samples", "hidden"), ("facilities", "works"), ("reports", "dump"), ("areas", "no"))
    write_case(db, dataset(db), story(links=linked))
    db.flush()
    page = client.get("/cases/a-case?lang=en").text
    said = text_of(page)
    for expected in ("A bend", "177", "88.5", "A Kazakh order", "Works", "300,000–350,000 t a year", "A dump"):
        assert expected in said, expected
    assert "Hidden point" not in page
    assert "Sources and licences" in said
