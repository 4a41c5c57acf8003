"""The addresses of photos: public copies, and the sealed originals for moderators."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, request
from flask_babel import gettext as _

from mapapp.accounts.access import needs
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.viewer import Role, viewer
from mapapp.errors import Forbidden, NotFound
from mapapp.photos import access, queries
from mapapp.photos.models import Photo
from mapapp.photos.present import NAMED
from mapapp.photos.store import ORIGINALS, PUBLIC, Missing, Tree, store

blueprint = Blueprint("photos", __name__)
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@blueprint.get("/photos/<uuid:upload_id>/<any(small, large):size>-<digest>.jpg")
def copy(upload_id: UUID, size: str, digest: str) -> Response:
    """A public copy. Whoever has seen it asks again each time, so that a photo that was hidden is gone at once."""
    db = session()
    photo = queries.by_upload(db, upload_id)
    known = str(photo.sizes.get(size, {}).get("digest", "")) if photo and photo.state == "ready" else ""
    if not photo or not known or digest != known[:NAMED]:
        raise _nothing()
    if not access.may_see_copies(db, photo, request.args.get("key", "")):
        raise _nothing()
    unchanged = request.if_none_match.contains(known)
    response = make_response(b"" if unchanged else _bytes(PUBLIC, known), 304 if unchanged else 200)
    response.content_type = "image/jpeg"
    response.set_etag(known)
    response.headers["Cache-Control"] = "no-cache" if photo.public else "private, no-cache"
    return _harmless(response, "inline")


@blueprint.get("/photos/<uuid:upload_id>/original")
@needs(Role.MODERATOR)
def original(upload_id: UUID) -> Response:
    """The bytes as they were sent, for moderators; each time is written down."""
    db = session()
    photo = queries.by_upload(db, upload_id)
    if photo is None or photo.original is None:
        raise _nothing()
    if not access.may_moderate(db, photo):
        raise Forbidden(_("This photo is outside the area that you moderate."))
    response = make_response(_bytes(ORIGINALS, photo.original))
    response.content_type = "application/octet-stream"
    response.headers["Cache-Control"] = "no-store"
    audit.record(db, viewer(), "photo_original", f"photo:{photo.upload_id}")
    return _harmless(response, f'attachment; filename="{_file_name(photo)}"')


def _bytes(tree: Tree, digest: str) -> bytes:
    try:
        return store().get(tree, digest)
    except Missing as error:  # taken away since the row was read
        raise _nothing() from error


def _harmless(response: Response, disposition: str) -> Response:
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _file_name(photo: Photo) -> str:
    return f"photo-{photo.upload_id}.{_ENDINGS.get(photo.media_type, 'bin')}"


def _nothing() -> NotFound:
    return NotFound(_("There is no such photo."), _("It may have been removed."))
