"""What shows that a place was cleaned: a photo of it gone, newer than the last time that it was seen there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mapapp.core.dates import parse_date
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.queries import Member
from mapapp.photos.models import Photo


def shows_it_gone(db: Session, site: Site, attached: Observation | None = None) -> bool:
    """Whether an accepted observation "gone" with a photo is newer than every accepted one that saw it there.

    The photo must be ready to be shown, but that of the observation ``attached`` becomes so in a moment.
    """
    db.flush()
    usable = Photo.state == "ready"
    if attached is not None:
        usable |= (Photo.state == "received") & (Observation.id == attached.id)
    pictured = (
        select(ObservationPhoto.id)
        .join(Photo, Photo.id == ObservationPhoto.photo_id)
        .where(ObservationPhoto.observation_id == Observation.id, usable, ~ObservationPhoto.hidden)
        .exists()
    )
    rows = db.execute(
        select(Observation.seen, Observation.observed_on, Observation.id, pictured)
        .join(Member, Member.id == Observation.site_id)
        .where(or_(Member.id == site.id, Member.merged_into_id == site.id), Observation.state == "published")
    ).all()
    gone = [(_first_day(row[1]), row[2]) for row in rows if row[0] == "gone" and row[3]]
    there = [(_first_day(row[1]), row[2]) for row in rows if row[0] != "gone"]
    return bool(gone) and (not there or max(gone) > max(there))


def _first_day(text: str) -> date:
    try:
        return parse_date(text).first
    except ValueError:
        return date.min
