"""The feeds, and the address of the feed that fits the page being shown."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from mapapp.core.addresses import absolute
from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.errors import NotFound
from mapapp.layers import Layer, registry
from mapapp.publish.conditions import filter_of_request
from mapapp.publish.feeds.entries import entries, plain
from mapapp.publish.feeds.places import Part, part_of_request

blueprint = Blueprint("feeds", __name__)
_TOLD = ("reports",)  # the layers of which news is told
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)  # when an empty feed last changed


@blueprint.get("/feeds/<layer_id>.atom")
def news(layer_id: str) -> Response:
    """What happened last, as Atom with GeoRSS points; takes the filters of the list, and ``unit`` or a circle."""
    layer = registry().get(layer_id)
    if layer is None or layer_id not in _TOLD:
        raise NotFound(_("There is no such feed."))
    filter, part = filter_of_request(layer, request.args), part_of_request(session(), request.args)
    found = entries(session(), layer, filter, part)
    asked = _asked(layer, part)
    body = render_template(
        "feeds/atom.xml",
        title=plain(f"{part.title or layer.title}"),
        entries=found,
        authority=_authority(),
        identity=_identity(layer, asked),
        address=absolute("feeds.news", layer_id=layer.id, **asked, lang=language()),
        page=absolute("records.listing", layer_id=layer.id, **_without(asked, part), lang=language()),
        updated=found[0].at if found else _SINCE,
    )
    answer = Response(body, content_type="application/atom+xml; charset=utf-8")
    answer.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer


def feed_here() -> str:
    """The address of the feed of what this page shows: of the filtered list, else of the whole country."""
    filtered = request.endpoint == "records.listing" and (request.view_args or {}).get("layer_id") in _TOLD
    layer = registry()[_TOLD[0]]
    names = {"bbox", "q", "drawn", *(field.name for field in layer.fields if field.filterable)}
    kept: dict[str, Any] = {name: request.args.getlist(name) for name in names if filtered and request.args.get(name)}
    return url_for("feeds.news", layer_id=layer.id, **{**kept, "lang": language()})


def _asked(layer: Layer, part: Part) -> dict[str, Any]:
    """The parameters that made this feed, in a fixed order and without those that mean nothing here."""
    names = ("bbox", "q", "drawn", *(field.name for field in layer.fields if field.filterable))
    kept = {name: sorted(filter(None, request.args.getlist(name))) for name in sorted(names)}
    return {name: values for name, values in kept.items() if values} | dict(part.asked)


def _without(asked: dict[str, Any], part: Part) -> dict[str, Any]:
    """The parameters that the list knows too."""
    return {name: value for name, value in asked.items() if name not in part.asked}


def _authority() -> str:
    """Who names the entries (RFC 4151): the host of this installation, and a year in which it was that."""
    return f"{urlsplit(absolute('maps.index')).hostname or 'localhost'},{_SINCE.year}"


def _identity(layer: Layer, asked: dict[str, Any]) -> str:
    """What is this feed's own: the layer, what was asked for and the language."""
    text = urlencode({**asked, "lang": language()}, doseq=True)
    return f"feeds/{layer.id}/{hashlib.sha256(text.encode()).hexdigest()[:16]}"
