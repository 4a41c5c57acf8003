"""Alerts: every ten minutes whoever asked for an area gets one letter about what became public in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapapp.core import outbox
from mapapp.core.addresses import absolute
from mapapp.core.i18n import localize
from mapapp.core.jobs import defer, job
from mapapp.core.news import WHAT, News, published
from mapapp.core.outbox import Letter
from mapapp.core.seal import unseal
from mapapp.domains.reports.events import KIND_WORDS, STATUS_WORDS
from mapapp.notify.models import Heard, Subscription
from mapapp.notify.present import area_words, list_address
from mapapp.notify.service import token_of

_LAYER = "reports"
_FRESH = timedelta(days=14)  # a worker that stood still longer does not tell what is old by then
_MOST_LINES = 20


@job(every="*/10 * * * *")
def collect(db: Session) -> None:
    """Promises a letter to each confirmed subscription with news that it has not heard."""
    for identity in db.scalars(_unheard(Subscription.id).distinct()):
        defer(db, deliver, subscription_id=identity)


@job()
def deliver(db: Session, subscription_id: int) -> None:
    """One letter with all that this subscription has not heard; nothing when it has heard everything meanwhile."""
    row = db.get(Subscription, subscription_id, with_for_update=True)
    if row is None:
        return
    address = unseal(row.sealed_address)
    if address is None:  # sealed under a key that is gone: nobody can be written to
        db.delete(row)
        return
    place = published(_LAYER)
    columns = (News.id, News.what, News.status, place.c.key, place.c.kind, place.c.names, place.c.place)
    told = db.execute(_unheard(*columns, place=place).where(Subscription.id == row.id).order_by(News.at, News.id)).all()
    if not told:
        return
    heard = insert(Heard).values([{"subscription_id": row.id, "news_id": one.id} for one in told])
    db.execute(heard.on_conflict_do_nothing())
    with force_locale(row.language):
        letter = _letter(db, row, told)
    outbox.write(db, "alert", address, row.language, letter)


def _unheard(*columns: Any, place: Any = None) -> Select[Any]:
    """News about what anybody may see now, at its place as it is published now, within confirmed subscriptions."""
    place = published(_LAYER) if place is None else place
    return (
        select(*columns)
        .select_from(Subscription)
        .join(place, func.ST_Intersects(Subscription.geom, place.c.geom))
        .join(News, (News.key == place.c.key) & (News.layer == _LAYER))
        .outerjoin(Heard, (Heard.news_id == News.id) & (Heard.subscription_id == Subscription.id))
        .where(
            Subscription.confirmed_at.is_not(None),
            News.at >= Subscription.confirmed_at,
            News.at > datetime.now(UTC) - _FRESH,
            Heard.id.is_(None),
        )
    )


def _letter(db: Session, row: Subscription, told: Sequence[Row[Any]]) -> Letter:
    last = {one.key: one for one in told}  # of several changes of one place the last counts
    lines = [_line(one, row.language) for one in last.values()]
    area, more = area_words(db, row, row.language), len(lines) - _MOST_LINES
    paragraphs = [
        _("Hello."),
        ngettext(
            "There is news about one place in your area: %(area)s.",
            "There is news about %(num)s places in your area: %(area)s.",
            len(lines),
            area=area,
        ),
    ]
    if more > 0:
        paragraphs.append(ngettext("%(num)s more is in the list.", "%(num)s more are in the list.", more))
    page = absolute("alerts.mine", token=token_of(row), lang=row.language)
    return Letter(
        subject=ngettext("%(num)s place with news near you", "%(num)s places with news near you", len(lines)),
        paragraphs=paragraphs,
        items=[*lines[-_MOST_LINES:][::-1], (list_address(row), _("See all places there"))],
        ending=[_("You get this letter because you asked for news of this area.")],
        ending_link=(page, _("See, change or end this alert")),
        unsubscribe=absolute("alerts.end", token=token_of(row)),
    )


def _line(one: Row[Any], language: str) -> tuple[str, str]:
    happened = STATUS_WORDS.get(one.status, WHAT["status"]) if one.what == "status" else WHAT[one.what]
    kind = str(KIND_WORDS.get(one.kind, ""))
    named = " · ".join(part for part in (localize(one.names, language).value or kind, one.place) if part)
    return absolute("records.record", layer_id=_LAYER, key=one.key, lang=language), f"{happened}: {named}"
