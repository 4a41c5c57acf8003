"""The statistics page and the search for a place by name."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, jsonify, render_template, request
from geoalchemy2.shape import to_shape

from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language, localize
from mapapp.domains.areas import queries
from mapapp.domains.areas.models import Statistic
from mapapp.domains.areas.present import statistics_table

blueprint = Blueprint("areas_pages", __name__)
_LONGEST = 60


@blueprint.get("/statistics")
def statistics() -> str:
    """All published figures by region; regions of today are called by their own name in the reader's language."""
    rows = queries.statistics(session())
    units = {unit.key: unit for unit in queries.units(session(), {row.pcode for row in rows})}

    def region(row: Statistic) -> str:
        return localize(units[row.pcode].names, language()).value if row.pcode in units else row.region

    grouped = [
        (name, statistics_table(list(part), language())) for name, part in groupby(sorted(rows, key=region), region)
    ]
    known = cards(session(), language())
    used = [card for identity, card in known.items() if identity in {row.dataset_id for row in rows}]
    return render_template("areas/statistics.html", regions=grouped, datasets=used)


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
