"""What nobody confirmed, and what is old, is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.jobs import registry
from mapapp.core.news import News
from mapapp.notify import jobs
from mapapp.notify.models import Heard, Silence, Subscription
from tests.factories.notify import news, subscription


@pytest.fixture(autouse=True)
def context(mailing: Flask) -> None:
    """Sealing needs the application."""


def ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def test_addresses_that_nobody_confirmed_are_erased_after_two_weeks(db: Session) -> None:
    subscription(db, "old@example.kz", confirmed_at=None, created_at=ago(15))
    kept = {
        subscription(db, "new@example.kz", confirmed_at=None, created_at=ago(13)).id,
        subscription(db, "sure@example.kz", confirmed_at=ago(300), created_at=ago(300)).id,
    }
    jobs.forget(db)
    assert set(db.scalars(select(Subscription.id))) == kept


def test_news_is_kept_for_five_years_and_who_heard_it_for_a_month(db: Session) -> None:
    row = subscription(db)
    ancient, old, new = (news(db, "r-1", ago=timedelta(days=days)) for days in (5 * 365 + 1, 31, 29))
    for one in (ancient, old, new):
        db.add(Heard(subscription_id=row.id, news_id=one.id))
    db.flush()
    jobs.forget(db)
    assert set(db.scalars(select(News.id))) == {old.id, new.id}
    assert list(db.scalars(select(Heard.news_id))) == [new.id]


def test_who_wants_no_letters_is_forgotten_with_the_address(db: Session) -> None:
    db.add_all([Silence(submission=uuid4(), since=ago(366)), kept := Silence(submission=uuid4(), since=ago(364))])
    db.flush()
    jobs.forget(db)
    assert list(db.scalars(select(Silence.submission))) == [kept.submission]


def test_the_clock_knows_the_jobs() -> None:
    assert registry.periodic["mapapp.notify.digest.collect"] == "*/10 * * * *"
    assert "mapapp.notify.jobs.forget" in registry.periodic
