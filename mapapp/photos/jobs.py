"""What is done with photos after they were received."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from mapapp.core.jobs import defer, job
from mapapp.photos import decoder, keeping, queries
from mapapp.photos.headers import Refused
from mapapp.photos.models import Photo
from mapapp.photos.store import ORIGINALS, PUBLIC, store

_ORPHAN_AGE = timedelta(days=1)
_GIVEN_UP_AFTER = timedelta(hours=2)


@job()
def make_copies(db: Session, photo: int) -> None:
    """Makes the public copies of a photo that was received: after this it is ready, or refused and its bytes gone."""
    found = db.get(Photo, photo, with_for_update=True)
    if found is None or found.state != "received":
        return
    assert found.original  # noqa: S101 -- a photo that was received has its bytes
    try:
        copies = decoder.copies(store().get(ORIGINALS, found.original), found.blur)
    except Refused as refused:
        found.state, found.problem = "refused", refused.code
        keeping.let_go(db, found)
        return
    keeping.keep_copies(db, found, copies)
    found.state = "ready"


@job(every="41 * * * *")
def catch_up(db: Session) -> None:
    """Promises the copies of photos once more whose job was given up, because the store did not answer for long."""
    for photo in queries.waiting(db, datetime.now(UTC) - _GIVEN_UP_AFTER):
        defer(db, make_copies, photo=photo)


@job(every="23 2 * * *")
def sweep(db: Session) -> None:
    """Takes away bytes that no photo needs and that are older than a day: left by requests that were cut off."""
    before = datetime.now(UTC) - _ORPHAN_AGE
    for tree in (ORIGINALS, PUBLIC):
        needed = set(queries.used(db, tree))
        for digest in store().older(tree, before):
            if digest not in needed:
                keeping.discard(db, tree, digest)
