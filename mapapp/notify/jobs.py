"""What is forgotten when its time is over: addresses that nobody confirmed, and news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mapapp.core.jobs import job
from mapapp.core.news import News
from mapapp.notify.models import Heard, Silence, Subscription

UNCONFIRMED = timedelta(days=14)
HEARD = timedelta(days=30)  # longer than news is told (see digest)
NEWS = timedelta(days=5 * 365)


@job(every="23 2 * * *")
def forget(db: Session) -> None:
    """Deletes what is not needed any more."""
    now = datetime.now(UTC)
    silence = timedelta(days=current_app.config["CONTACT_DAYS"])  # by then the address itself is erased
    db.execute(
        delete(Subscription).where(Subscription.confirmed_at.is_(None), Subscription.created_at < now - UNCONFIRMED)
    )
    db.execute(delete(Heard).where(Heard.news_id.in_(select(News.id).where(News.at < now - HEARD))))
    db.execute(delete(News).where(News.at < now - NEWS))
    db.execute(delete(Silence).where(Silence.since < now - silence))
