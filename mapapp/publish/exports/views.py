"""The addresses of the downloads."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.wsgi import wrap_file

from mapapp.core.database import session
from mapapp.core.datasets import cards, public_cards
from mapapp.core.i18n import language
from mapapp.errors import NotFound
from mapapp.layers import Filter, Viewer, registry
from mapapp.publish.compress import streamed
from mapapp.publish.conditions import filter_of_request
from mapapp.publish.exports.catalogue import catalogue
from mapapp.publish.exports.geojson import geojson_pieces
from mapapp.publish.exports.geopackage import make_geopackage
from mapapp.publish.exports.onefile import whole_map
from mapapp.publish.exports.rows import Export, Source, children, datasets_of, lines, sources
from mapapp.publish.exports.sheets import Sheet, code_book, datasets_sheet
from mapapp.publish.exports.tabular import csv_pieces, sheet_pieces
from mapapp.publish.maps.state import state_of_request

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
_GEOJSON = "application/geo+json"
_CSV = "text/csv"
_GEOPACKAGE = "application/geopackage+sqlite3"


@blueprint.get("")
def index() -> str:
    """What there is to take away, with counts and licences."""
    known = catalogue(session(), Viewer(), cards(session(), language()))
    return render_template("exports/index.html", downloads=known)


@blueprint.get("/datasets.csv")
def datasets() -> Response:
    """Every published dataset with its licence and citation."""
    return _sheet(datasets_sheet(public_cards(session(), language())))


@blueprint.get("/code-book.csv")
def codes() -> Response:
    """What every column and code of the downloads means."""
    return _sheet(code_book(sources().values()))


@blueprint.get("/map.html")
def whole() -> Response:
    """The whole map as one file; ``layers`` and ``map`` say what is on and where it looks, as on the map's page."""
    layers = [layer for layer in registry().values() if layer.on_map]
    state = state_of_request(request.args, tuple(layer.id for layer in layers))
    page = whole_map(session(), layers, state, language(), datetime.now(UTC))
    return _attached(streamed([page], "text/html"), "map", "html")


@blueprint.get("/<name>.csv")
def table(name: str) -> Response:
    """A layer, or a child table of one, for a spreadsheet."""
    export = _export(_source(name))
    pieces = csv_pieces(export.columns, lines(session(), export), spatial=export.is_spatial)
    return _attached(streamed(pieces, _CSV), export.source.name, "csv")


@blueprint.get("/<name>.geojson")
def geojson(name: str) -> Response:
    """A layer as GeoJSON."""
    export = _export(_layer(name))
    return _attached(streamed(geojson_pieces(export, lines(session(), export)), _GEOJSON), name, "geojson")


@blueprint.get("/<name>.gpkg")
def geopackage(name: str) -> Response:
    """A layer with its child tables as GeoPackage."""
    source = _layer(name)
    parts = [source, *children(source)]
    exports = [_export(part) for part in parts]
    used = {card.slug: card for export in exports for card in datasets_of(session(), export)}
    sheets = (datasets_sheet(used.values()), code_book(parts))
    file = make_geopackage(session(), exports, list(used.values()), sheets)
    size = file.seek(0, 2)
    file.seek(0)
    answer = Response(wrap_file(request.environ, file), mimetype=_GEOPACKAGE, direct_passthrough=True)
    answer.content_length = size
    return _attached(answer, name, "gpkg")


def _source(name: str) -> Source:
    found = sources().get(name)
    if found is None:
        raise NotFound(_("There is no such download."), _("The page of downloads lists all there are."))
    return found


def _layer(name: str) -> Source:
    source = _source(name)
    if source.rows is not source.layer:
        raise NotFound(_("There is no such download."), _("The page of downloads lists all there are."))
    return source


def _export(source: Source) -> Export:
    wanted: Filter = filter_of_request(source.layer, request.args)
    now, spoken = datetime.now(UTC), language()
    return Export(source, wanted, Viewer(), spoken, now, cards(session(), spoken))


def _sheet(sheet: Sheet) -> Response:
    return _attached(streamed(sheet_pieces(sheet), _CSV), sheet.name.replace("_", "-"), "csv")


def _attached(answer: Response, name: str, ending: str) -> Response:
    """The answer as a file of its own; what is public today may be withdrawn tomorrow, so nobody keeps it unasked."""
    file_name = f"mapapp-{name}-{datetime.now(UTC).date().isoformat()}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.add("Accept-Language")
    return answer
