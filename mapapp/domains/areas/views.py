"""The statistics page and the search for a place by name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, jsonify, render_template, request
from geoalchemy2.shape import to_shape

from mapapp.core.charts.answer import answer
from mapapp.core.charts.spec import Chart
from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language, localize
from mapapp.core.presentation import Table
from mapapp.domains.areas import queries, series
from mapapp.domains.areas.models import Statistic
from mapapp.domains.areas.present import statistics_tables

blueprint = Blueprint("areas_pages", __name__)
_LONGEST = 60
COUNTRY = "kz"


@dataclass(frozen=True, slots=True)
class Region:
    """A region of the statistics page: its series as charts, and everything as tables."""

    name: str
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]


@blueprint.get("/statistics")
def statistics() -> str:
    """All published figures by region, those of many years as lines; one picture compares the regions."""
    rows = queries.statistics(session())
    grouped = _by_region(rows)
    known = cards(session(), language())
    used = [card for identity, card in known.items() if identity in {row.dataset_id for row in rows}]
    regions = [_region(name, part) for name, part in grouped]
    return render_template("areas/statistics.html", regions=regions, compared=_compared(grouped), datasets=used)


@blueprint.get("/statistics/charts/<chart_id>.<form>")
def chart(chart_id: str, form: str) -> Response:
    """A chart of the statistics page as a picture."""
    grouped = _by_region(queries.statistics(session()))
    found = [series.chart(one, name, language()) for name, part in grouped for one in series.split(part)[0]]
    whole = _compared(grouped)
    return answer([*found, whole] if whole else found, chart_id, form)


def _by_region(rows: list[Statistic]) -> list[tuple[str, list[Statistic]]]:
    """The rows by region; regions of today are called by their own name in the reader's language."""
    units = {unit.key: unit for unit in queries.units(session(), {row.pcode for row in rows})}

    def region(row: Statistic) -> str:
        return localize(units[row.pcode].names, language()).value if row.pcode in units else row.region

    return [(name, list(part)) for name, part in groupby(sorted(rows, key=region), region)]


def _region(name: str, rows: list[Statistic]) -> Region:
    runs, single = series.split(rows)
    charts = tuple(series.chart(one, name, language()) for one in runs)
    return Region(name, charts, statistics_tables(runs, single, language()))


def _compared(grouped: list[tuple[str, list[Statistic]]]) -> Chart | None:
    """The series of the regions beside one another, without the country, which holds them all."""
    runs = [(name, one) for name, part in grouped for one in series.split(part)[0]]
    return series.compared([pair for pair in runs if pair[1].rows[0].pcode != COUNTRY], language())


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
