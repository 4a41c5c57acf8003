"""Who may see what of a photo."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy.orm import Session

from mapapp.core import tokens
from mapapp.core.viewer import Viewer, viewer
from mapapp.photos.models import Photo

_PURPOSE, _KEY = "photo", "mapapp.photos.moderated_by"
Rule = Callable[[Session, Viewer, Photo], bool]


def moderated_by(app: Flask, rule: Rule) -> None:
    """Names what knows whether a moderator's area covers the photo; without it every moderator may see every photo."""
    app.extensions[_KEY] = rule


def signature(photo: Photo) -> str:
    """What lets whoever holds it see the copies of this photo although it is not public."""
    return tokens.make(_PURPOSE, str(photo.upload_id))


def may_see_copies(db: Session, photo: Photo, signed: str) -> bool:
    """Whether the one who asks may see the copies; ``signed`` is what stands in the address."""
    if photo.public or (signed and tokens.read(_PURPOSE, signed) == str(photo.upload_id)):
        return True
    return may_moderate(db, photo)


def may_moderate(db: Session, photo: Photo) -> bool:
    """Whether the one who asks decides about this photo."""
    who = viewer()
    rule: Rule | None = current_app.extensions.get(_KEY)
    return who.moderates and (rule is None or rule(db, who, photo))
