"""Photos taken in, shown, hidden, blurred and removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape, to_shape
from shapely import Point
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapapp.core.jobs import defer
from mapapp.errors import BadInput, Conflict, NotFound, TooLarge, Unavailable
from mapapp.photos import decoder, exif, jobs, keeping, queries
from mapapp.photos.headers import MAX_BYTES, MEDIA_TYPES, Header, Refused, judge
from mapapp.photos.models import Photo
from mapapp.photos.problems import problem
from mapapp.photos.store import ORIGINALS, store

MAX_PHOTOS = 10
_MAX_AREAS = 50
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class PhotoHints:
    """What the camera wrote, for the one who sent the photo and for moderators only.

    ``captured_at`` is ISO 8601 by the camera's clock, or empty; ``lonlat`` longitude and latitude (EPSG:4326), or None.
    """

    captured_at: str
    lonlat: tuple[float, float] | None


def receive(db: Session, stream: BinaryIO, *, batch: UUID, upload_id: UUID, position: int = 0) -> Photo:
    """The photo that was sent: bytes and row are kept once this transaction is committed, its copies made later.

    The same ``upload_id`` again gives the same row. What it is, is judged by its content alone. Raises BadInput or
    TooLarge with words for the one who sent it (nothing is kept then), Conflict for another batch's ``upload_id``.
    """
    data = _read(stream)
    db.execute(select(func.pg_advisory_xact_lock(batch.int >> 65)))  # one at a time in a batch: they are counted
    known = queries.by_upload(db, upload_id)
    if known is not None:
        return _of_batch(known, batch)
    try:
        header = judge(data)
    except Refused as refused:
        raise problem(refused.code) from refused
    if queries.count_in_batch(db, batch) >= MAX_PHOTOS:
        raise TooLarge(_("There are %(count)s photos already.", count=MAX_PHOTOS), _("Remove one to add another."))
    values = _values(header, data) | {"batch": batch, "upload_id": upload_id, "position": position}
    digest = keeping.keep(db, ORIGINALS, data)
    added = insert(Photo).values(original=digest, **values).on_conflict_do_nothing(index_elements=["upload_id"])
    made = db.scalar(added.returning(Photo.id))
    if made is not None:
        defer(db, jobs.make_copies, photo=made)
    found = queries.by_upload(db, upload_id)
    if found is None:
        raise NotFound(_("The photo is gone."), _("Send it once more."))
    return _of_batch(found, batch)


def batch(db: Session, batch: UUID) -> list[Photo]:
    """The photos of a submission in their order, without those that were removed or refused."""
    return queries.in_batch(db, batch)


def remove(db: Session, photo: Photo) -> None:
    """Nothing of the photo is shown from this transaction on; its bytes are taken away right after it."""
    photo.state, photo.public = "removed", False
    photo.captured_at, photo.geom_camera, photo.blur = "", None, []
    keeping.let_go(db, photo)
    db.flush()


def publish(db: Session, photos: Iterable[Photo], public: bool) -> None:
    """Lets everybody see these photos, or nobody but moderators and those who hold a signed address."""
    for photo in photos:
        photo.public = public and photo.state in ("received", "ready")
    db.flush()


def blur(db: Session, photo: Photo, rectangles: Sequence[tuple[float, float, float, float]]) -> None:
    """Makes the public copies anew with these areas beyond recognition, and takes the former ones away.

    An area is left, top, width and height as shares (0 to 1) of the upright picture; all areas are given each time.
    Raises BadInput for areas outside the picture, and for a photo of which there are no copies.
    """
    locked = db.get(Photo, photo.id, with_for_update=True, populate_existing=True)
    if locked is None or locked.original is None or locked.state not in ("received", "ready"):
        raise BadInput(_("This photo is gone."))
    locked.blur = [_area(one) for one in rectangles[: _MAX_AREAS + 1]]
    if len(locked.blur) > _MAX_AREAS:
        raise BadInput(_("There are too many areas."), _("Hide the photo instead."))
    if locked.state == "ready":  # else the job that makes the first copies sees to it
        try:
            copies = decoder.copies(store().get(ORIGINALS, locked.original), locked.blur)
        except Refused as refused:
            raise problem(refused.code) from refused
        except decoder.DecoderFailed as error:
            raise Unavailable(_("The photo cannot be changed right now."), _("Try again in a moment.")) from error
        keeping.keep_copies(db, locked, copies)
    db.flush()


def hints(photo: Photo) -> PhotoHints:
    """What the camera wrote: for the one who sent the photo and for moderators only."""
    if photo.geom_camera is None:
        return PhotoHints(photo.captured_at, None)
    point = to_shape(photo.geom_camera)
    assert isinstance(point, Point)  # noqa: S101 -- the column holds nothing else
    return PhotoHints(photo.captured_at, (point.x, point.y))


def _read(stream: BinaryIO) -> bytes:
    """What was sent, but no more than shows that it is too much."""
    pieces, length = [], 0
    while length <= MAX_BYTES and (piece := stream.read(_PIECE)):
        pieces.append(piece)
        length += len(piece)
    return b"".join(pieces)


def _of_batch(photo: Photo, batch: UUID) -> Photo:
    if photo.batch != batch:
        raise Conflict(_("This photo belongs to another report."), _("Choose the photo once more."))
    return photo


def _values(header: Header, data: bytes) -> dict[str, object]:
    camera = exif.read(header.exif)
    return {
        "media_type": MEDIA_TYPES[header.kind],
        "byte_count": len(data),
        "width": header.width,
        "height": header.height,
        "captured_at": camera.captured_at,
        "geom_camera": None if camera.lonlat is None else from_shape(Point(*camera.lonlat), srid=4326),
    }


def _area(one: tuple[float, float, float, float]) -> list[float]:
    left, top, width, height = one
    if not (0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 and 0 < height <= 1):
        raise BadInput(_("An area lies outside the photo."), _("Draw it once more."))
    return [left, top, min(width, 1 - left), min(height, 1 - top)]
