"""What a page needs to show a small map of its own on which people choose a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from mapapp.core.assets import asset
from mapapp.core.i18n import language
from mapapp.core.security import nonce
from mapapp.layers import Layer, registry
from mapapp.publish.maps import basemap
from mapapp.publish.maps.page import COUNTRY
from mapapp.publish.maps.state import MAX_ZOOM, MIN_ZOOM
from mapapp.publish.maps.words import script_words

STYLES = ("leaflet.css", "css/map.css")
LIBRARY = ("leaflet.js",)
SCRIPTS = ("js/core.js", "js/canvas.js", "js/basemap.js", "js/labels.js", "js/tools.js")
_WORDS = ("metres", "kilometres", "tilesFailed")


@dataclass(frozen=True, slots=True)
class Picker:
    """``head`` goes into the page's head, ``settings`` to the script; ``layer`` lends its symbols.

    ``library`` is the head for a page whose bundle has our own scripts in it.
    """

    head: Markup
    library: Markup
    settings: dict[str, Any]
    layer: Layer | None


def picker() -> Picker:
    """The small map in the reader's language, with the same background as the large one."""
    styles = (Markup('<link rel="stylesheet" href="{}">').format(asset(name)) for name in STYLES)
    library = Markup("\n").join([*styles, *(_script(name) for name in LIBRARY)])
    head = Markup("\n").join([library, *(_script(name) for name in SCRIPTS)])
    return Picker(head, library, _settings(), registry().get("reports"))


def _script(name: str) -> Markup:
    return Markup('<script src="{}" nonce="{}" defer></script>').format(asset(name), nonce())


def _settings() -> dict[str, Any]:
    tiles = current_app.config.get("TILE_URL", "")
    words = script_words()
    return {
        "language": language(),
        "words": {name: words[name] for name in _WORDS},
        "home": COUNTRY,
        "zooms": [MIN_ZOOM, MAX_ZOOM],
        "viewAsked": False,
        "tiles": {"url": tiles, "maxZoom": MAX_ZOOM} if tiles else None,
        "basemap": {"url": url_for("maps.vector_basemap", digest=basemap.digest(), lang=None)},
        "places": url_for("areas_pages.places", lang=language()),
        "settlements": url_for("maps.rows", layer_id="places", lang=language()),
        "spots": url_for("maps.rows", layer_id="reports", lang=language()),
    }
