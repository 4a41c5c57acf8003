"""Several of our scripts as one file: on a slow phone every request costs more than what it brings."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from mapapp.core.assets import STATIC
from mapapp.errors import NotFound
from mapapp.publish.compress import takes_gzip

blueprint = Blueprint("bundles", __name__)
# The scripts of the form for reports in the order in which they run; each file is written to stand alone as well.
_REPORT = ("store", "net", "exif", "shrink", "photos", "uploads", "place", "search", "around", "picker", "outline")
_REPORT_LAST = ("known", "work", "draft", "send", "start")
BUNDLES = {
    "report": (
        *(f"js/{name}.js" for name in ("core", "canvas", "basemap", "labels", "tools")),
        *(f"js/report/{name}.js" for name in (*_REPORT, *_REPORT_LAST)),
    ),
    "visit": (
        "js/core.js",
        *(f"js/report/{name}.js" for name in ("store", "net", "exif", "shrink")),
        *(f"js/fieldwork/{name}.js" for name in ("walk", "sides", "start")),
    ),
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The joined scripts, as they are and packed; ``digest`` of the content is part of the address."""

    digest: str
    raw: bytes
    packed: bytes


@cache
def made(name: str) -> Bundle:
    """The bundle of that name. Raises KeyError when there is none."""
    raw = b"\n".join((STATIC / path).read_bytes() for path in BUNDLES[name])
    return Bundle(hashlib.sha256(raw).hexdigest()[:12], raw, gzip.compress(raw, 9, mtime=0))


def address(name: str) -> str:
    """The address of a bundle, which changes with its content."""
    return url_for("bundles.script", name=name, digest=made(name).digest, lang=None)


@blueprint.get("/maps/scripts/<name>-<digest>.js")
def script(name: str, digest: str) -> Response:
    """A bundle, which browsers and proxies may keep for ever."""
    if name not in BUNDLES or digest != made(name).digest:
        raise NotFound(_("There is no such page."), _("Check the address, or go to the map."))
    packed = takes_gzip()
    answer = Response(made(name).packed if packed else made(name).raw, mimetype="text/javascript")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.vary.add("Accept-Encoding")
    return answer
