"""Photos read from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from mapapp.photos.models import Photo
from mapapp.photos.store import ORIGINALS, Tree

_SHOWN = ("received", "ready")


def by_upload(db: Session, upload_id: UUID) -> Photo | None:
    """The photo under the identity that its sender gave it."""
    return db.scalars(select(Photo).where(Photo.upload_id == upload_id)).one_or_none()


def in_batch(db: Session, batch: UUID) -> list[Photo]:
    """The photos of a submission in their order, without those that were removed or refused."""
    wanted = select(Photo).where(Photo.batch == batch, Photo.state.in_(_SHOWN))
    return list(db.scalars(wanted.order_by(Photo.position, Photo.id)))


def count_in_batch(db: Session, batch: UUID) -> int:
    """How many of them there are."""
    wanted = select(func.count()).select_from(Photo).where(Photo.batch == batch, Photo.state.in_(_SHOWN))
    return db.scalar(wanted) or 0


def waiting(db: Session, before: datetime) -> list[int]:
    """The photos received before that time whose copies are still not made."""
    wanted = select(Photo.id).where(Photo.state == "received", Photo.received_at < before)
    return list(db.scalars(wanted.order_by(Photo.id)))


def is_used(db: Session, tree: Tree, digest: str) -> bool:
    """Whether any photo needs these bytes."""
    if tree == ORIGINALS:
        return bool(db.scalar(select(exists().where(Photo.original == digest))))
    path = cast("$.*.digest ? (@ == $digest)", JSONPATH)
    holds = func.jsonb_path_exists(Photo.sizes, path, func.jsonb_build_object("digest", digest))
    return bool(db.scalar(select(exists().where(holds))))


def used(db: Session, tree: Tree) -> Iterator[str]:
    """The digests that photos need in this tree."""
    if tree == ORIGINALS:
        wanted = select(Photo.original).where(Photo.original.is_not(None))
        yield from (digest for digest in db.scalars(wanted.execution_options(yield_per=1000)) if digest)
        return
    for sizes in db.scalars(select(Photo.sizes).execution_options(yield_per=1000)):
        yield from (str(size["digest"]) for size in sizes.values())
