"""Reads of submissions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mapapp.core.tokens import read
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, ObservationPhoto
from mapapp.domains.reports.moderation.models import Flag, SiteEvent
from mapapp.photos.models import Photo


def lock(db: Session, uuid: UUID) -> None:
    """Waits until nobody else handles this submission; photos of it that arrive wait for the same lock."""
    db.execute(select(func.pg_advisory_xact_lock(uuid.int >> 65)))


def by_uuid(db: Session, uuid: UUID) -> Submission | None:
    """The submission of that identity."""
    return db.scalar(select(Submission).where(Submission.uuid == uuid))


def by_token(db: Session, purpose: str, token: str) -> Submission | None:
    """The submission that a private link is for; None when the link is not one of ours for this purpose."""
    uuid = read(purpose, token)
    return by_uuid(db, UUID(uuid)) if uuid else None


def own_observations(db: Session, submission: Submission) -> Sequence[Observation]:
    """What this submission told: its observation, then those made of photos that were added later."""
    pictured = select(ObservationPhoto.observation_id).join(Photo, Photo.id == ObservationPhoto.photo_id)
    pictured = pictured.where(Photo.batch == submission.uuid)
    wanted = select(Observation).where(
        or_(Observation.id == submission.observation_id, Observation.id.in_(pictured)),
        Observation.site_id == submission.site_id,
    )
    return list(db.scalars(wanted.order_by(Observation.id != submission.observation_id, Observation.id)))


def is_seen_by_others(db: Session, site_id: int, own: Sequence[Observation]) -> bool:
    """Whether the site has an accepted observation that is none of these."""
    wanted = select(Observation.id).where(Observation.site_id == site_id, Observation.state == "published")
    return db.scalar(wanted.where(Observation.id.not_in([one.id for one in own])).limit(1)) is not None


def used_photos(db: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these photos that belong to an observation already."""
    return set(db.scalars(select(ObservationPhoto.photo_id).where(ObservationPhoto.photo_id.in_(photo_ids))))


def is_flagged(db: Session, observation_id: int) -> bool:
    """Whether somebody waits for moderators to look at this observation again."""
    wanted = select(Flag.id).where(Flag.observation_id == observation_id, Flag.resolved_at.is_(None))
    return db.scalar(wanted.limit(1)) is not None


def story(db: Session, submission: Submission) -> Sequence[SiteEvent]:
    """What happened to this report, and to its whole site since; oldest first."""
    own = SiteEvent.observation_id == submission.observation_id
    whole = SiteEvent.observation_id.is_(None)
    return list(
        db.scalars(
            select(SiteEvent)
            .where(SiteEvent.site_id == submission.site_id, or_(own, whole & (SiteEvent.at >= submission.created_at)))
            .order_by(SiteEvent.id)
        )
    )
