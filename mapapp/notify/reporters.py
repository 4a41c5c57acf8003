"""Listens to what happens to reports: letters to those who sent them, news for everybody."""

from __future__ import annotations

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core import news, outbox
from mapapp.domains.reports.events import ReporterNews, SiteNews
from mapapp.notify.letters import compose
from mapapp.notify.models import Silence

_LAYER = "reports"


def write(db: Session, told: ReporterNews) -> None:
    """One letter to each address in the outbox, in its reader's language; none to those who want no more."""
    asked = [one.submission for one in told.reporters]
    done = set(db.scalars(select(Silence.submission).where(Silence.submission.in_(asked)))) if asked else set()
    written: set[str] = set()
    for one in told.reporters:
        address = one.address.strip().lower()
        if one.submission in done or address in written:
            continue
        with force_locale(one.language):
            letter = compose(told, one)
        outbox.write(db, f"report_{told.what}", one.address, one.language, letter)
        written.add(address)


def note(db: Session, told: SiteNews) -> None:
    """Keeps the news for feeds and alerts; where it happened is always asked of the site itself."""
    news.tell(db, _LAYER, told.site_key, told.what, told.status)
