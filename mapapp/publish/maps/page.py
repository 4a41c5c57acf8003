"""Puts the map together: one place for the map page, for embeds and for the file that needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from mapapp.core.datasets import DatasetCard, cards
from mapapp.layers import Filter, Layer, Viewer
from mapapp.publish.maps import elements, symbols
from mapapp.publish.maps.basemap import DATASET
from mapapp.publish.maps.legend import Line, legend
from mapapp.publish.maps.sources import Sources
from mapapp.publish.maps.state import MAX_ZOOM, MIN_ZOOM, MapState
from mapapp.publish.maps.words import script_words
from mapapp.publish.summary import Summary, summarize

COUNTRY = ((40.5, 46.4), (55.5, 87.4))  # south-west and north-east of Kazakhstan, latitude first as Leaflet has it
_HOME = (5.0, 48.2, 67.0)
# The scripts in the head are deferred, so that the page appears first.
_WHEN_READY = Markup('document.addEventListener("DOMContentLoaded", () => {{{}}});')


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer on the map with its numbers and its legend."""

    layer: Layer
    summary: Summary
    legend: Sequence[Line]


@dataclass(frozen=True, slots=True)
class MapContext:
    """All that a map is made of; ``sources`` decides whether things are fetched or stand in the page."""

    language: str
    state: MapState
    layers: Sequence[MapLayer]
    datasets: Sequence[DatasetCard]
    sources: Sources


@dataclass(frozen=True, slots=True)
class MapPage:
    """The three parts of a page that shows a map: for the head, for the body, and the script that starts it."""

    header: Markup
    html: Markup
    script: Markup


def map_context(db: Session, layers: Sequence[Layer], state: MapState, language: str, sources: Sources) -> MapContext:
    """The context for these layers as anybody may see them, with the datasets that must be named."""
    found = []
    for layer in layers:
        summary = summarize(db, layer, state.filters.get(layer.id, Filter()), Viewer())
        found.append(MapLayer(layer, summary, legend(layer, summary)))
    known = cards(db, language)
    used = {identity for one in found for identity in one.summary.datasets}
    shown = [card for identity, card in known.items() if identity in used or card.slug == DATASET]
    return MapContext(language, state, found, shown, sources)


def build_map(context: MapContext) -> MapPage:
    """The parts of the page; each begins with what Folium made of our elements."""
    state, sources = context.state, context.sources
    chart = elements.Map(_settings(context), sources.head())
    chart.add_child(_background(sources))
    for one in context.layers:
        settings = {**_layer_settings(one), "on": one.layer.id in state.layers}
        chart.add_child(elements.LayerElement({**settings, **sources.rows(one.layer), **sources.popups(one.layer)}))
    chart.add_child(elements.PlaceSearch(sources.search(), _markup("maps/search.html", context)))
    chart.add_child(elements.LayerPanel({}, _markup("maps/panel.html", context)))
    chart.add_child(elements.Tools({}, _markup("maps/tools.html", context)))
    if sources.report():
        chart.add_child(elements.ReportButton({}, _markup("maps/report.html", context)))
    chart.add_child(elements.RecordList())
    if live := sources.live():
        chart.add_child(elements.Live(dict(live)))
    chart.add_child(elements.Start({"opened": state.opened}, _markup("maps/frame.html", context)))
    chart.render()
    parts = chart.parts
    # Folium joins the parts that our autoescaping templates and |tojson made; nothing else comes in between.
    header, html, script = (Markup(part.render()) for part in (parts.header, parts.html, parts.script))  # noqa: S704 -- see above
    return MapPage(header, html, _WHEN_READY.format(script))


def _settings(context: MapContext) -> dict[str, Any]:
    view = context.state.view
    return {
        "language": context.language,
        "words": script_words(),
        "view": [view.zoom, view.latitude, view.longitude] if view else list(_HOME),
        "viewAsked": view is not None,
        "home": COUNTRY,
        "zooms": [MIN_ZOOM, MAX_ZOOM],
    }


def _background(sources: Sources) -> elements.Part:
    url = current_app.config.get("TILE_URL", "")
    if not url:
        return elements.Basemap(sources.basemap())
    return elements.XyzTiles({"url": url, "maxZoom": MAX_ZOOM})


def _layer_settings(one: MapLayer) -> dict[str, Any]:
    style = one.layer.style
    return {
        "id": one.layer.id,
        "title": str(one.layer.title),
        "shape": style.shape,
        "colour": style.colour,
        "colours": {item.value: item.colour for item in style.classes},
        "classes": {item.value: str(item.label) for item in style.classes},
        "clustered": style.clustered,
        "sizes": [*style.size_range, one.summary.largest or 0] if style.size_field else None,
    }


def _markup(template: str, context: MapContext) -> Markup:
    made = render_template(template, context=context, layers=context.layers, state=context.state, symbols=symbols)
    return Markup(made)  # noqa: S704 -- from an autoescaping template
