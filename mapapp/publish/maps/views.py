"""The map's page, the rows that it draws, and the basemap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _

from mapapp.core.changes import versions
from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.errors import NotFound
from mapapp.layers import Feature, Filter, Layer, Viewer, features, registry
from mapapp.publish.compress import streamed, takes_gzip
from mapapp.publish.conditions import filter_of_request
from mapapp.publish.maps import basemap
from mapapp.publish.maps.features import stream
from mapapp.publish.maps.page import MapLayer, build_map, map_context
from mapapp.publish.maps.sources import RemoteSources
from mapapp.publish.maps.state import MapState, state_of_request
from mapapp.publish.summary import fingerprint

blueprint = Blueprint("maps", __name__)
LIST_ROWS = 50
_VERSION = "1"  # of the form of the rows: a new one makes browsers fetch them again


@dataclass(frozen=True, slots=True)
class Listed:
    """A layer in the list beside the map: the first rows that are drawn and the first that are not."""

    on: bool
    map_layer: MapLayer
    drawn: Sequence[Feature]
    undrawn: Sequence[Feature]


@blueprint.get("/")
def index() -> Response:
    """The map with the list beside it; the list says the same without scripts."""
    layers = [layer for layer in registry().values() if layer.on_map]
    state = state_of_request(request.args, tuple(layer.id for layer in layers))
    state = replace(state, filters=_filters(layers))
    context = map_context(session(), layers, state, language(), RemoteSources(language(), state.filters))
    listed = [_listed(one, state) for one in context.layers]
    page = render_template("maps/index.html", map=build_map(context), context=context, listed=listed, state=state)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _filters(layers: Sequence[Layer]) -> dict[str, Filter]:
    """What the address asks of the one layer that ``only`` names: its conditions are those of its list."""
    named = (layer for layer in layers if layer.id == request.args.get("only"))
    asked = {layer.id: filter_of_request(layer, request.args) for layer in named}
    return {name: Filter(conditions=one.conditions, text=one.text) for name, one in asked.items()}


def _listed(one: MapLayer, state: MapState) -> Listed:
    on, kept = one.layer.id in state.layers, state.filters.get(one.layer.id, Filter())

    def rows(drawn: bool) -> list[Feature]:
        wanted = replace(kept, drawn=drawn, limit=LIST_ROWS)
        return list(features(session(), one.layer, wanted, Viewer(), language()))

    undrawn = one.summary.total > one.summary.drawn
    return Listed(on, one, rows(True), rows(False) if undrawn else [])


@blueprint.get("/maps/<layer_id>.json")
def rows(layer_id: str) -> Response:
    """The drawn rows of a layer in their light form, for the map; answered from the browser's store if unchanged."""
    layer = registry().get(layer_id)
    if layer is None:
        raise NotFound(_("There is no such layer."))
    wanted = replace(filter_of_request(layer, request.args), drawn=True)
    tag = f"{_VERSION}-{language()}-{fingerprint(session(), layer, wanted, Viewer())}"
    if request.if_none_match.contains_weak(tag):
        answer = Response(status=304)
    else:
        found = features(session(), layer, wanted, Viewer(), language())
        answer = streamed(stream(layer, found), "application/json")
    answer.set_etag(tag, weak=True)
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.update(("Accept-Encoding", "Accept-Language"))
    return answer


@blueprint.get("/maps/changes.json")
def changes() -> Response:
    """A number per layer that grows when anything that anybody may see of it changes; maps ask for it all the time."""
    answer = jsonify(versions=versions(session()))
    answer.headers["Cache-Control"] = "public, max-age=1"
    return answer


@blueprint.get("/maps/basemap/<digest>.json")
def vector_basemap(digest: str) -> Response:
    """The vector basemap, which browsers and proxies may keep for ever: its address changes with its content."""
    if digest != basemap.digest():
        raise NotFound(_("There is no such basemap."))
    packed = takes_gzip()
    answer = Response(basemap.packed() if packed else basemap.raw(), mimetype="application/json")
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.vary.add("Accept-Encoding")
    return answer
