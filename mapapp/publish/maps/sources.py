"""Where a map gets its files, rows, popups and basemap: from addresses of ours, or from the page itself."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from mapapp.core.assets import STATIC, asset, vendor
from mapapp.core.changes import versions
from mapapp.core.database import session
from mapapp.core.security import nonce
from mapapp.layers import Filter, Layer
from mapapp.publish.maps import basemap

STYLES = ("leaflet.css", "css/map.css", "css/panels.css", "css/popup.css", "css/pictures.css")
# What a page that stands alone needs besides.
PAGE_STYLES = ("css/tokens.css", "css/base.css", "css/parts.css")
SCRIPTS = (
    "leaflet.js",
    "supercluster.js",
    *(
        f"js/{name}.js"
        for name in (
            "core",
            "address",
            "canvas",
            "basemap",
            "labels",
            "popup",
            "clusters",
            "points",
            "shapes",
            "layers",
            "panel",
            "search",
            "tools",
            "share",
            "list",
            "live",
            "gallery",
        )
    ),
)
_CSS_ADDRESS = re.compile(r"url\([^)]*\)")


class Sources(ABC):
    """How the map's elements reach what they show; each answer is JSON for the element's script."""

    @abstractmethod
    def head(self) -> Markup:
        """The styles and scripts, ready for the page's head."""

    @abstractmethod
    def rows(self, layer: Layer) -> Mapping[str, Any]:
        """``url`` or ``data``: the light rows of a layer."""

    @abstractmethod
    def popups(self, layer: Layer) -> Mapping[str, Any]:
        """``popupUrl`` and ``pageUrl`` with ``{key}`` in them, or ``popups``: ready HTML by key."""

    @abstractmethod
    def basemap(self) -> Mapping[str, Any]:
        """``url`` or ``data``: the vector basemap."""

    @abstractmethod
    def search(self) -> Mapping[str, Any]:
        """``url`` of the search for places; without it the basemap's places are searched."""

    def live(self) -> Mapping[str, Any]:
        """``url`` of the layers' versions and the ``versions`` that this page shows; empty when it stays as it is."""
        return {}

    def report(self) -> str:
        """The address of the form for reports; empty when there is none."""
        return ""


class RemoteSources(Sources):
    """Everything is fetched from this program; scripts carry this answer's nonce."""

    def __init__(self, language: str, filters: Mapping[str, Filter] | None = None) -> None:
        self._language, self._filters = language, filters or {}

    def head(self) -> Markup:
        """See ``Sources.head``."""
        styles = (Markup('<link rel="stylesheet" href="{}">').format(asset(name)) for name in STYLES)
        script = Markup('<script src="{}" nonce="{}" defer></script>')
        return Markup("\n").join([*styles, *(script.format(asset(name), nonce()) for name in SCRIPTS)])

    def rows(self, layer: Layer) -> Mapping[str, Any]:
        """See ``Sources.rows``."""
        wanted = self._filters.get(layer.id, Filter())
        asked: dict[str, Any] = {one.field: list(one.values) for one in wanted.conditions}
        asked |= {"q": wanted.text or None, "lang": self._language}
        return {"url": url_for("maps.rows", layer_id=layer.id, **asked)}

    def popups(self, layer: Layer) -> Mapping[str, Any]:
        """See ``Sources.popups``."""
        popup = url_for("records.popup", layer_id=layer.id, key="KEY", lang=self._language)
        page = url_for("records.record", layer_id=layer.id, key="KEY")
        return {"popupUrl": popup.replace("KEY", "{key}"), "pageUrl": page.replace("KEY", "{key}")}

    def basemap(self) -> Mapping[str, Any]:
        """See ``Sources.basemap``."""
        return {"url": url_for("maps.vector_basemap", digest=basemap.digest(), lang=None)}

    def search(self) -> Mapping[str, Any]:
        """See ``Sources.search``."""
        return {"url": url_for("areas_pages.places", lang=self._language)}

    def live(self) -> Mapping[str, Any]:
        """See ``Sources.live``. What changes between this and the fetching of rows is fetched once more."""
        return {"url": url_for("maps.changes", lang=None), "versions": versions(session())}

    def report(self) -> str:
        """See ``Sources.report``."""
        return url_for("report.new") if "report.new" in current_app.view_functions else ""


@dataclass(frozen=True, slots=True)
class EmbeddedSources(Sources):
    """Everything is in the page itself, which then needs no network.

    ``features`` are the light rows by layer (see ``features.light``), ``html`` the escaped popups by layer and key.
    """

    features: Mapping[str, Sequence[Mapping[str, Any]]]
    html: Mapping[str, Mapping[str, str]]

    def head(self) -> Markup:
        """See ``Sources.head``."""
        style, script = Markup("<style>{}</style>"), Markup("<script>{}</script>")
        styles = [style.format(inline_style(name)) for name in (*PAGE_STYLES, *STYLES)]
        return Markup("\n").join([*styles, *(script.format(inline_script(name)) for name in SCRIPTS)])

    def rows(self, layer: Layer) -> Mapping[str, Any]:
        """See ``Sources.rows``."""
        return {"data": {"features": list(self.features.get(layer.id, ()))}}

    def popups(self, layer: Layer) -> Mapping[str, Any]:
        """See ``Sources.popups``."""
        return {"popups": dict(self.html.get(layer.id, {}))}

    def basemap(self) -> Mapping[str, Any]:
        """See ``Sources.basemap``."""
        return {"data": basemap.parsed()}

    def search(self) -> Mapping[str, Any]:
        """See ``Sources.search``."""
        return {}


def inline_style(name: str) -> Markup:
    """A style sheet of ours as text that may stand in a page; pictures it points to are left out."""
    text = (STATIC / vendor().get(name, name)).read_text("utf-8")
    return Markup(_CSS_ADDRESS.sub("none", text).replace("</", "<\\/"))  # noqa: S704 -- our own file


def inline_script(name: str) -> Markup:
    """A script of ours as text that may stand in a page."""
    text = (STATIC / vendor().get(name, name)).read_text("utf-8")
    return Markup(text.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704 -- our own file
