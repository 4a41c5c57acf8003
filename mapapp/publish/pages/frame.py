"""What surrounds every page: the menu, the languages, the version. It never asks the database: errors use it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from mapapp.config import LANGUAGES
from mapapp.core.i18n import Words, language
from mapapp.layers import registry

# Each language in itself: a reader looks for the one that can be read.
_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu; ``here`` says that this is the page being shown."""

    href: str
    words: Words
    here: bool = False
    code: str = ""


def init_app(app: Flask) -> None:
    """Gives every page its frame."""
    app.context_processor(_frame)


def _frame() -> Mapping[str, Any]:
    return {
        "language": language(),
        "languages": [_language(code) for code in LANGUAGES],
        "menu": _menu(),
        "more": _more(),
        "site_name": current_app.config.get("SITE_NAME", "mapapp"),
        "version": version("mapapp"),
    }


def _language(code: str) -> Link:
    values = {name: request.args.getlist(name) for name in request.args if name != "lang"}
    if request.endpoint in (None, "static"):
        href = url_for("maps.index", lang=code)
    else:
        href = url_for(request.endpoint, **{**values, **(request.view_args or {}), "lang": code})
    return Link(href, _NAMES[code], code == language(), code)


def _menu() -> list[Link]:
    layers = [
        Link(url_for("records.listing", layer_id=layer.id), layer.title)
        for layer in registry().values()
        if layer.on_map
    ]
    links = [
        Link(url_for("maps.index"), _("Map")),
        Link(url_for("cases.index"), _("Cases")),
        *layers,
    ]
    return [_mark(link) for link in links]


def _more() -> list[Link]:
    links = [
        Link(url_for("areas_pages.statistics"), _("Statistics")),
        Link(url_for("limits.index"), _("Limits")),
        Link(url_for("records.listing", layer_id="regions"), _("Regions")),
        Link(url_for("prtr.pollutants"), _("Pollutants")),
        Link(url_for("datasets.index"), _("About the data")),
    ]
    return [_mark(link) for link in links]


def _mark(link: Link) -> Link:
    path = link.href.partition("?")[0]
    root = request.script_root + "/"
    here = request.path if not request.script_root else request.script_root + request.path
    inside = here == path or (path != root and here.startswith(path + "/"))
    return Link(link.href, link.words, inside, link.code)
