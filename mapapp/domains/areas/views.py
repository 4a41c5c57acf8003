"""The statistics page and the search for a place by name."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, jsonify, render_template, request
from geoalchemy2.shape import to_shape

from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language, localize
from mapapp.domains.areas import queries
from mapapp.domains.areas.present import statistics_table

blueprint = Blueprint("areas_pages", __name__)
_LONGEST = 60


@blueprint.get("/statistics")
def statistics() -> str:
    """All published figures by region."""
    rows = queries.statistics(session())
    grouped = [
        (region, statistics_table(list(part), language())) for region, part in groupby(rows, lambda row: row.region)
    ]
    return render_template("areas/statistics.html", regions=grouped, datasets=cards(session(), language()))


@blueprint.get("/places.json")
def places() -> Response:
    """Settlements whose name in any language or spelling is like ``q``: name, oblast and position."""
    text = request.args.get("q", "").replace("\x00", "")[:_LONGEST]
    found = queries.search_places(session(), text) if len(text.strip()) >= 2 else []
    units = {unit.key: unit for unit in queries.units(session(), {place.oblast.lower() for place in found})}
    answer = []
    for place in found:
        point, unit = to_shape(place.geom).centroid, units.get(place.oblast.lower())
        title, region = localize(place.names, language()), localize(unit.names if unit else {}, language())
        answer.append({"key": place.key, "name": title.value, "region": region.value, "lonlat": [point.x, point.y]})
    return jsonify(places=answer)
