"""What the clock does with reports: people's data is erased in time, reporters are asked how it is now.

All of these come once a day and may come twice: what is done is noted in the rows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from mapapp.core.events import emit
from mapapp.core.jobs import job
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.intake.contacts import forget, reporters_of
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.models import ObservationPhoto, Site
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.photos import service as photos
from mapapp.photos.models import Photo

UNCONFIRMED = timedelta(days=14)
UNCLAIMED = timedelta(days=2)
_ASKED_ABOUT = ("published", "verified", "sampled", "sent_to_authority", "came_back")


@job(every="11 2 * * *")
def erase_contacts(db: Session) -> None:
    """Erases name, address and messages of whoever sent something too long ago, withdrew it or never confirmed."""
    now = datetime.now(UTC)
    old = now - timedelta(days=current_app.config["CONTACT_DAYS"])
    over = or_(Submission.created_at < old, Submission.withdrawn_at.is_not(None))
    unconfirmed = Submission.confirmed_at.is_(None) & (Submission.created_at < now - UNCONFIRMED)
    known = or_(Submission.sealed_contact.is_not(None), Submission.contact_blind.is_not(None))
    for submission in db.scalars(select(Submission).where(known, or_(over, unconfirmed))):
        forget(submission)
    db.flush()
    ended = select(Submission.id).where(over)
    db.execute(delete(Message).where(or_(Message.at < old, Message.submission_id.in_(ended))))


@job(every="29 2 * * *")
def drop_unclaimed_photos(db: Session) -> None:
    """Removes photos that were sent two days ago and that no report came for."""
    claimed = or_(
        select(Submission.id).where(Submission.uuid == Photo.batch).exists(),
        select(ObservationPhoto.id).where(ObservationPhoto.photo_id == Photo.id).exists(),
    )
    left = select(Photo).where(Photo.received_at < datetime.now(UTC) - UNCLAIMED, ~claimed)
    for photo in db.scalars(left.where(Photo.state != "removed")):
        photos.remove(db, photo)


@job(every="37 5 * * *")
def ask_whether_still_there(db: Session) -> None:
    """Asks the reporters of sites without news for a while how it is there now, each once in that time.

    Comes in the morning, so that the letter does.
    """
    before = datetime.now(UTC) - timedelta(days=current_app.config["ASK_AFTER_DAYS"])
    for site in db.scalars(_silent_sites(before)):
        asked = {row.uuid: row for row in db.scalars(_to_be_asked(site, before))}
        reporters = tuple(one for one in reporters_of(db, site.id) if one.submission in asked)
        if not reporters:
            continue
        emit(db, ReporterNews("still_there", reporters, site.key, site.kind, site.status))
        for submission in asked.values():
            submission.asked_at = datetime.now(UTC)
    db.flush()


def _silent_sites(before: datetime) -> Select[Site]:
    """Public sites that are not cleaned, about which nothing was decided or sent in since then."""
    part = aliased(Site)
    parts = select(part.id).where(or_(part.id == Site.id, part.merged_into_id == Site.id)).correlate(Site)
    happened = select(SiteEvent.id).where(SiteEvent.site_id.in_(parts), SiteEvent.at >= before)
    told = select(Submission.id).where(Submission.site_id.in_(parts), Submission.created_at >= before)
    waiting = select(Submission.id).where(Submission.site_id.in_(parts), _may_be_asked(before))
    return (
        select(Site)
        .where(Site.status.in_(_ASKED_ABOUT), Site.visibility == "public", Site.merged_into_id.is_(None))
        .where(waiting.exists(), ~happened.exists(), ~told.exists())
        .order_by(Site.id)
    )


def _to_be_asked(site: Site, before: datetime) -> Select[Submission]:
    parts = select(Site.id).where(or_(Site.id == site.id, Site.merged_into_id == site.id))
    return select(Submission).where(Submission.site_id.in_(parts), _may_be_asked(before))


def _may_be_asked(before: datetime) -> ColumnElement[bool]:
    """The condition that somebody has an address, wants letters and was not asked since then."""
    return and_(
        Submission.sealed_contact.is_not(None),
        Submission.confirmed_at.is_not(None),
        Submission.withdrawn_at.is_(None),
        Submission.wants.contains(["news"]),
        func.coalesce(Submission.asked_at, Submission.created_at) < before,
    )
