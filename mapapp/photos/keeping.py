"""Bytes and rows together: no row ever names bytes that are not there, whoever is ended when.

Bytes are put before the row that names them is committed, and taken away only in a job, after the row that named them
was changed. Both hold a lock on the digest (shared by those who put): nothing is taken away under somebody's hands.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.jobs import defer, job
from mapapp.photos import queries
from mapapp.photos.decoder import Copy
from mapapp.photos.models import Photo
from mapapp.photos.store import ORIGINALS, PUBLIC, Tree, digest_of, store


def keep(db: Session, tree: Tree, data: bytes) -> str:
    """The digest under which the bytes are durably kept; nobody takes them away before this transaction ends."""
    digest = digest_of(data)
    db.execute(select(func.pg_advisory_xact_lock_shared(_lock(digest))))
    store().put(tree, digest, data)
    return digest


def keep_copies(db: Session, photo: Photo, copies: list[Copy]) -> None:
    """Makes these the public copies of the photo; those it had before are taken away."""
    before = dict(photo.sizes)
    photo.sizes = {
        one.name: {"digest": keep(db, PUBLIC, one.data), "width": one.width, "height": one.height} for one in copies
    }
    _discard_copies(db, before)


def let_go(db: Session, photo: Photo) -> None:
    """Takes away all that was kept of the photo, unless another photo needs the same bytes."""
    if photo.original:
        defer(db, discard, tree=ORIGINALS, digest=photo.original)
    before, photo.original, photo.sizes = dict(photo.sizes), None, {}
    _discard_copies(db, before)


@job()
def discard(db: Session, tree: Tree, digest: str) -> None:
    """Takes the bytes away if no photo needs them; if somebody is just putting them, they stay."""
    if db.scalar(select(func.pg_try_advisory_xact_lock(_lock(digest)))) and not queries.is_used(db, tree, digest):
        store().delete(tree, digest)


def _discard_copies(db: Session, sizes: Mapping[str, Mapping[str, str | int]]) -> None:
    for size in sizes.values():
        defer(db, discard, tree=PUBLIC, digest=size["digest"])


def _lock(digest: str) -> int:
    return int.from_bytes(bytes.fromhex(digest)[:8], "big", signed=True)
