"""What the clock does with reports: people's data goes in time, reporters are asked once, photos of nobody go."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.core.events import listen
from mapapp.core.jobs import registry
from mapapp.core.jobs.worker import drain
from mapapp.core.seal import blind, seal, unseal
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.intake import jobs
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.photos import service as photos
from mapapp.photos.models import Photo
from tests.conftest import SECRET
from tests.factories import photos as photo_files
from tests.factories import reports

ADDRESS, NAME = "aigul.reporter@example.kz", "Айгүл Reporterova"


def ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


@pytest.fixture
def app(connection: Connection, tmp_path: Path) -> Flask:
    """The application on the test's transaction: a year for contacts, sixty days for the question."""
    config = Config(
        database_url="postgresql+psycopg://",
        secret_key=SECRET,
        contact_days=365,
        ask_after_days=60,
        photo_store=str(tmp_path),
    )
    return create_app(config, connection)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    """Jobs run in the application's context."""
    with app.app_context():
        yield


@pytest.fixture
def asked(app: Flask) -> list[ReporterNews]:
    """What reporters were told."""
    heard: list[ReporterNews] = []
    listen(app, ReporterNews, lambda _db, news: heard.append(news))
    return heard


def submission(db: Session, site: Site, *, days: float = 100, address: str = ADDRESS, **values: Any) -> Submission:
    """Somebody's report of the site, so many days old, with a confirmed address and the wish for letters."""
    row = Submission(
        uuid=values.pop("uuid", None) or uuid4(),
        digest="d",
        language="kk",
        site_id=site.id,
        observation_id=_observation(db, site).id,
        sealed_contact=seal(json.dumps({"email": address, "name": NAME})),
        contact_blind=blind("contact", address),
        created_at=ago(days),
        **{"confirmed_at": ago(days), "wants": ["news"], **values},
    )
    db.add(row)
    db.flush()
    return row


def _observation(db: Session, site: Site) -> Observation:
    row = Observation(
        site_id=site.id, external_id=str(uuid4()), dataset_id=site.dataset_id, observer_kind="resident", extra={}
    )
    db.add(row)
    db.flush()
    return row


def everything(db: Session) -> Iterator[tuple[str, Any]]:
    """Every value of every text, JSON or binary column of the database, procrastinate's tables too."""
    connection = db.connection()
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
            yield from ((f"{table}.{name}", value) for name, value in row.items())


def traces(db: Session, *secrets: str) -> set[str]:
    """The columns in which one of the secrets is found: written, within JSON, or sealed."""
    db.flush()
    found = set()
    for name, value in everything(db):
        raw = bytes(value) if isinstance(value, bytes | memoryview) else b""
        opened = (unseal(raw) or "") if raw else ""
        if any(one in text or one.encode() in raw for one in secrets for text in (str(value), opened)):
            found.add(name)
    return found


@pytest.mark.parametrize(
    "over",
    [{"days": 366}, {"withdrawn_at": datetime.now(UTC)}, {"days": 15, "confirmed_at": None}],
    ids=["old", "withdrawn", "never-confirmed"],
)
def test_nothing_personal_is_left_when_its_time_is_over(db: Session, over: dict[str, Any]) -> None:
    row = submission(db, reports.site(db), **over)
    if "confirmed_at" not in over:
        at = ago(float(over.get("days", 1)))
        row.messages = [Message(from_reporter=True, text=f"{NAME} here, write to {ADDRESS}", at=at)]
    secrets = (ADDRESS, NAME, blind("contact", ADDRESS))
    assert "submission.sealed_contact" in traces(db, *secrets), "the search finds what is there"
    jobs.erase_contacts(db)
    assert traces(db, *secrets) == set()
    assert row.erased_at is not None


@pytest.mark.parametrize(
    "kept", [{"days": 364}, {"days": 13, "confirmed_at": None}], ids=["young", "may-still-be-confirmed"]
)
def test_what_is_needed_stays(db: Session, kept: dict[str, Any]) -> None:
    row = submission(db, reports.site(db), **kept)
    row.messages = [Message(from_reporter=True, text="It is behind the school.", at=ago(3))]
    jobs.erase_contacts(db)
    db.refresh(row)
    assert (row.erased_at, len(row.messages)) == (None, 1)
    assert ADDRESS in (unseal(row.sealed_contact) or "")


def test_old_messages_go_though_the_report_is_young(db: Session) -> None:
    row = submission(db, reports.site(db), days=300)
    row.messages = [Message(from_reporter=True, text="old", at=ago(366)), Message(from_reporter=True, text="new")]
    db.flush()
    jobs.erase_contacts(db)
    assert list(db.scalars(select(Message.text))) == ["new"]


def test_the_report_itself_stays(db: Session) -> None:
    row = submission(db, reports.site(db), days=400)
    before = row.erased_at
    jobs.erase_contacts(db)
    first = row.erased_at
    jobs.erase_contacts(db)
    assert before is None
    assert row.erased_at == first
    assert db.get(Observation, row.observation_id) is not None


def test_a_reporter_is_asked_once_in_a_while(db: Session, asked: list[ReporterNews]) -> None:
    site = reports.site(db)
    row = submission(db, site)
    for number in range(5):
        reports.site(db, f"noise-{number}")
    jobs.ask_whether_still_there(db)
    jobs.ask_whether_still_there(db)
    (news,) = asked
    assert (news.what, news.site_key, news.kind) == ("still_there", site.key, "dump")
    assert [(one.submission, one.address, one.language) for one in news.reporters] == [(row.uuid, ADDRESS, "kk")]
    row.asked_at = ago(61)
    db.flush()
    jobs.ask_whether_still_there(db)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda _db, site, _row: setattr(site, "status", "cleaned"),
        lambda _db, site, _row: setattr(site, "status", "rejected"),
        lambda _db, site, _row: setattr(site, "status", "new"),
        lambda _db, site, _row: setattr(site, "visibility", "hidden"),
        lambda _db, _site, row: setattr(row, "wants", []),
        lambda _db, _site, row: setattr(row, "confirmed_at", None),
        lambda _db, _site, row: setattr(row, "withdrawn_at", ago(1)),
        lambda _db, _site, row: setattr(row, "asked_at", ago(59)),
        lambda _db, _site, row: setattr(row, "created_at", ago(59)),
        lambda db, site, _row: db.add(SiteEvent(site_id=site.id, at=ago(59), action="status", version=2)),
        lambda db, site, _row: submission(db, site, days=59, address="other@example.kz"),
    ],
    ids=[
        *("cleaned", "rejected", "new", "hidden", "no-letters", "not-confirmed", "withdrawn"),
        *("asked-lately", "sent-lately", "decided-lately", "seen-lately"),
    ],
)
def test_nobody_is_asked_without_need(
    db: Session, asked: list[ReporterNews], change: Callable[[Session, Site, Submission], object]
) -> None:
    site = reports.site(db)
    row = submission(db, site)
    change(db, site, row)
    db.flush()
    jobs.ask_whether_still_there(db)
    assert asked == []


def test_reporters_of_a_merged_site_are_asked_about_the_other(db: Session, asked: list[ReporterNews]) -> None:
    target, part = reports.site(db, "target"), reports.site(db, "part")
    part.merged_into_id = target.id
    submission(db, part)
    db.flush()
    jobs.ask_whether_still_there(db)
    assert [news.site_key for news in asked] == [target.key]
    db.add(SiteEvent(site_id=part.id, at=ago(5), action="status", version=2))
    submission(db, target, address="other@example.kz")
    jobs.ask_whether_still_there(db)
    assert len(asked) == 1, "what happened to a part happened to the whole"


def photo(db: Session, batch: UUID, days: float) -> Photo:
    row = photos.receive(db, BytesIO(photo_files.jpeg()), batch=batch, upload_id=uuid4())
    row.received_at = ago(days)
    db.flush()
    return row


def test_photos_that_no_report_came_for_are_removed(app: Flask, db: Session) -> None:
    site = reports.site(db)
    row = submission(db, site)
    left, young, claimed, shown = (
        photo(db, uuid4(), 3),
        photo(db, uuid4(), 1),
        photo(db, row.uuid, 3),
        photo(db, uuid4(), 3),
    )
    db.add(ObservationPhoto(observation_id=row.observation_id, photo_id=shown.id))
    drain(app, db)
    jobs.drop_unclaimed_photos(db)
    jobs.drop_unclaimed_photos(db)
    drain(app, db)
    for one in (left, young, claimed, shown):
        db.refresh(one)
    assert (left.state, left.original, left.captured_at, left.geom_camera) == ("removed", None, "", None)
    assert {one.state for one in (young, claimed, shown)} == {"ready"}


def test_the_clock_knows_the_jobs() -> None:
    for name in ("erase_contacts", "drop_unclaimed_photos", "ask_whether_still_there"):
        assert f"mapapp.domains.reports.intake.jobs.{name}" in registry.periodic
