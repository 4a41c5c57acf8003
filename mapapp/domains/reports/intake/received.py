"""Photos on their way in: received once, shown to their sender, taken away again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, cast
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from mapapp.core.i18n import Words
from mapapp.domains.reports.intake import queries, service
from mapapp.errors import Conflict, MapappError
from mapapp.photos import service as photos
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures
from mapapp.photos.problems import PROBLEMS

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as its sender sees it; ``small`` is empty until its copies are made, ``lonlat`` what the camera wrote."""

    upload_id: UUID
    state: str
    small: str
    large: str
    lonlat: tuple[float, float] | None
    captured_at: str
    problem: Words = ""

    def as_json(self) -> dict[str, Any]:
        """The same for scripts."""
        return {**asdict(self), "upload_id": str(self.upload_id), "problem": str(self.problem)}


def shown(batch: Iterable[Photo]) -> list[ShownPhoto]:
    """The photos as their sender may see them."""
    return [_shown(photo) for photo in batch]


def receive_one(db: Session, stream: BinaryIO, batch: UUID, upload_id: UUID, position: int) -> Photo:
    """One photo, received once however often it is sent; one that comes after its report is added to it.

    Raises what ``photos.service.receive`` raises, and Conflict when the report was withdrawn.
    """
    photo = photos.receive(db, stream, batch=batch, upload_id=upload_id, position=position)
    queries.lock(db, batch)
    submission = queries.by_uuid(db, batch)
    if submission is None or photo.state not in ("received", "ready"):
        return photo
    if submission.withdrawn_at is not None:
        raise Conflict(_("You withdrew this report."), _("To report the place again, send a new report."))
    if submission.observation.state == "new" and not queries.used_photos(db, [photo.id]):
        service.attach(db, submission.observation, [photo])
    return photo


def receive_files(db: Session, files: Sequence[FileStorage], batch: UUID) -> list[str]:
    """Keeps the photos of a form that was sent without scripts; says what is wrong with those that cannot be used.

    What was received is committed at once: a mistake elsewhere in the form must not lose it. The same file is the same
    photo, so sending the form again doubles nothing.
    """
    wrong = []
    first = len(photos.batch(db, batch))
    for number, file in enumerate(one for one in files if one.filename):
        upload_id = uuid5(batch, _digest(file.stream))
        try:
            photos.receive(db, cast("BinaryIO", file.stream), batch=batch, upload_id=upload_id, position=first + number)
        except MapappError as error:
            said = " ".join(str(part) for part in (error.message, error.hint) if part)
            wrong.append(_("Photo %(n)s: %(problem)s", n=number + 1, problem=said))
    db.commit()
    return wrong


def remove(db: Session, batch: UUID, upload_ids: Iterable[str]) -> None:
    """Takes away photos of a report that was not sent yet. Raises Conflict when it was."""
    wanted = {one.lower() for one in upload_ids}
    chosen = [photo for photo in photos.batch(db, batch) if str(photo.upload_id) in wanted]
    if not chosen:
        return
    queries.lock(db, batch)
    if queries.by_uuid(db, batch) is not None:
        raise Conflict(_("This report was sent already."), _("On your private page you can withdraw it."))
    for photo in chosen:
        photos.remove(db, photo)


def _shown(photo: Photo) -> ShownPhoto:
    picture = next(iter(pictures([photo], signed=True)), None)
    camera = photos.hints(photo)
    return ShownPhoto(
        upload_id=photo.upload_id,
        state=photo.state,
        small=picture.small if picture else "",
        large=picture.large if picture else "",
        lonlat=camera.lonlat,
        captured_at=camera.captured_at,
        problem=PROBLEMS.get(photo.problem, "") if photo.problem else "",
    )


def _digest(stream: Any) -> str:
    """The digest of a file, which is then read from its beginning again."""
    found = hashlib.sha256()
    while piece := stream.read(_PIECE):
        found.update(piece)
    stream.seek(0)
    return found.hexdigest()
