"""Photos for pages: addresses of their public copies."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import lazy_gettext as _l

from mapapp.core.presentation import Picture
from mapapp.photos.access import signature
from mapapp.photos.models import Photo

NAMED = 16  # digits of a copy's digest in its address: a copy that was made anew has another address


def pictures(photos: Iterable[Photo], *, signed: bool = False) -> tuple[Picture, ...]:
    """The photos whose copies are made, in the order given, and only public ones unless ``signed``.

    With ``signed`` the addresses work for whoever has them, although the photo is not public: for the page of the one
    who sent it, and for moderators.
    """
    shown = (photo for photo in photos if photo.state == "ready" and (signed or photo.public))
    return tuple(
        Picture(
            small=_address(photo, "small", signed),
            large=_address(photo, "large", signed),
            width=int(photo.sizes["large"]["width"]),
            height=int(photo.sizes["large"]["height"]),
            words=_l("Photo %(number)s", number=number),
        )
        for number, photo in enumerate(shown, 1)
    )


def _address(photo: Photo, size: str, signed: bool) -> str:
    named = str(photo.sizes[size]["digest"])[:NAMED]
    key = signature(photo) if signed else None
    # No language in it: ``lang=None`` keeps it out, a picture is the same in all.
    return url_for("photos.copy", upload_id=photo.upload_id, size=size, digest=named, key=key, lang=None)
