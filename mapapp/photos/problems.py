"""Why a photo cannot be used, in words that say what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words
from mapapp.errors import BadInput, MapappError, TooLarge

# By code: what is wrong. The codes also stand in Photo.problem, when it was found out later.
PROBLEMS: Mapping[str, Words] = {
    "empty": _l("The photo arrived empty."),
    "too_many_bytes": _l("The photo is larger than 25 MB."),
    "too_many_pixels": _l("The photo has too many pixels: more than 50 million, or a side longer than 12,000."),
    "not_a_photo": _l("This file is not a photo in a format that can be used here."),
    "video": _l("This is a video, not a photo."),
    "animated": _l("This picture moves. Only still photos can be used."),
    "truncated": _l("The photo is cut off: its end is missing."),
    "damaged": _l("The photo is damaged and cannot be read."),
    "more_than_a_picture": _l("There is something other than a picture hidden in this file, so it is not accepted."),
    "too_hard": _l("The photo is too complicated to be read here."),
}

# By code: what to do next.
HINTS: Mapping[str, Words] = {
    "empty": _l("Choose the photo once more. If this happens again, take a new one."),
    "too_many_bytes": _l("Take the photo with a smaller size in the camera's settings, or send a screenshot of it."),
    "too_many_pixels": _l("Take the photo with a smaller size in the camera's settings, or send a screenshot of it."),
    "not_a_photo": _l("Send a JPEG, PNG, WebP or HEIC photo, as phones take them."),
    "video": _l("Take a photo of the place, or a screenshot of the video."),
    "animated": _l("Take a photo of the place, or send a screenshot."),
    "truncated": _l("Send it once more. If this happens again, take a new photo."),
    "damaged": _l("Choose the photo once more, or send a screenshot of it."),
    "more_than_a_picture": _l("Send the photo as the phone took it, or a screenshot of it."),
    "too_hard": _l("Send a screenshot of the photo instead."),
}

_OVER_A_LIMIT = frozenset({"too_many_bytes", "too_many_pixels"})


def problem(code: str) -> MapappError:
    """The error for a photo that was refused because of ``code``."""
    kind = TooLarge if code in _OVER_A_LIMIT else BadInput
    return kind(PROBLEMS[code], HINTS[code])
