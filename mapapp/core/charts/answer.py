"""A chart as an answer to a request, and its addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from flask import Response, request
from flask_babel import gettext as _

from mapapp.core.charts.layout import layout
from mapapp.core.charts.render import Look, plain, render
from mapapp.core.charts.spec import Chart
from mapapp.core.charts.themes import THEMES
from mapapp.core.i18n import language
from mapapp.errors import NotFound

_MIME = {"svg": "image/svg+xml", "png": "image/png"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_DRAWING = "1"  # raised when charts are drawn otherwise, so that nobody keeps an older drawing
_OWN = ("theme", "w", "download")


def answer(charts: Iterable[Chart], chart_id: str, form: str) -> Response:
    """The chart of that id as ``form`` ("svg" or "png"); raises NotFound for another id or form.

    The query parameter ``theme`` (light or dark) chooses the colours, ``w=360`` the drawing for a phone, ``download``
    asks the browser to save it, with its title in the picture. A caller whose answer is not for everybody sets
    Cache-Control itself.
    """
    chart = next((one for one in charts if one.id == chart_id), None)
    if chart is None or form not in _MIME:
        raise NotFound(_("There is no such chart."), _("It may have changed. Open the page again."))
    asked = request.args.get("theme", "")
    saved = "download" in request.args
    look = Look(form, asked if asked in THEMES else "light", request.args.get("w") == "360", saved)
    made = Response(mimetype=_MIME[form])
    made.set_etag(hashlib.sha256(repr((_DRAWING, plain(chart), look, language())).encode()).hexdigest()[:32])
    made.headers["Cache-Control"] = "no-cache"
    made.headers["Content-Security-Policy"] = _POLICY
    if saved:
        made.headers["Content-Disposition"] = f'attachment; filename="mapapp-{chart.id}.{form}"'
    if not request.if_none_match.contains(made.get_etag()[0] or ""):
        made.set_data(render(chart, look))
    made.make_conditional(request)
    return made


def chart_address(page: str, chart: Chart, form: str, **look: str) -> str:
    """The address of a chart of the page at ``page`` (an address of ours, whose parameters are kept)."""
    path, _mark, query = page.partition("?")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in _OWN]
    wanted = urlencode([*kept, *look.items()])
    address = f"{path.rstrip('/')}/charts/{chart.id}.{form}"
    return f"{address}?{wanted}" if wanted else address


def chart_size(chart: Chart, narrow: bool = False) -> tuple[int, int]:
    """Width and height of the drawing in pixels, so that a page keeps room for it."""
    found = layout(plain(chart), narrow)
    return found.width, found.height
