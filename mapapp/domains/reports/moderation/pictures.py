"""Which photos are let out, and which parts of them; the originals stay sealed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.queries import Member, is_public
from mapapp.errors import NotFound
from mapapp.photos import service as photos
from mapapp.photos.models import Photo

_GONE = ("refused", "removed")


def let_out(db: Session, site: Site) -> None:
    """Makes public exactly those photos that may be: of accepted observations of a public site, not hidden ones."""
    db.flush()
    root = site.merged_into or site
    standing = is_public(root)
    rows = db.execute(
        select(Photo, ObservationPhoto.hidden, Observation.state, Member.id, Member.visibility, Member.status)
        .join(ObservationPhoto, ObservationPhoto.photo_id == Photo.id)
        .join(Observation, Observation.id == ObservationPhoto.observation_id)
        .join(Member, Member.id == Observation.site_id)
        .where(or_(Member.id == root.id, Member.merged_into_id == root.id), Photo.state.not_in(_GONE))
    )
    changed: dict[bool, list[Photo]] = {True: [], False: []}
    for photo, hidden, state, member, visibility, status in rows:
        speaks = member == root.id or (visibility == "public" and status != "rejected")
        wanted = standing and speaks and state == "published" and not hidden
        if photo.public != wanted:
            changed[wanted].append(photo)
    for public, found in changed.items():
        if found:
            photos.publish(db, found, public)


def of_site(db: Session, site: Site) -> Sequence[tuple[ObservationPhoto, Photo]]:
    """Every photo of a site and of those merged into it that is still there, for moderators."""
    rows = db.execute(
        select(ObservationPhoto, Photo)
        .join(Photo, Photo.id == ObservationPhoto.photo_id)
        .join(Observation, Observation.id == ObservationPhoto.observation_id)
        .join(Member, Member.id == Observation.site_id)
        .where(or_(Member.id == site.id, Member.merged_into_id == site.id), Photo.state.not_in(_GONE))
        .order_by(Observation.id, ObservationPhoto.position, ObservationPhoto.id)
    )
    return [(row[0], row[1]) for row in rows]


def find(db: Session, site: Site, upload_id: UUID) -> tuple[ObservationPhoto, Photo]:
    """The photo of that name. Raises NotFound when the site has none."""
    for link, photo in of_site(db, site):
        if photo.upload_id == upload_id:
            return link, photo
    raise NotFound(_("There is no such photo of this place."))
