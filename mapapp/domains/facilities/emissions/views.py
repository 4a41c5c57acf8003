"""The page of the largest emitters, its charts, and its figures as CSV."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from mapapp.core.charts.answer import answer
from mapapp.core.charts.spec import Chart
from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import Text, language, localize
from mapapp.core.presentation import Table
from mapapp.domains.facilities import words
from mapapp.domains.facilities.charts import bars, totals_chart
from mapapp.domains.facilities.emissions import queries
from mapapp.domains.facilities.emissions.forms import Asked, asked
from mapapp.domains.facilities.emissions.present import (
    Emitter,
    emitters,
    emitters_table,
    groups_table,
    series_table,
    shares_table,
)
from mapapp.domains.facilities.emissions.sheet import sheet
from mapapp.domains.facilities.totals import known_totals, series
from mapapp.domains.facilities.yearly import TOTAL, Total, Totals
from mapapp.layers import registry

blueprint = Blueprint("emissions", __name__)
COUNTRY = "KZ"
_MOST, _SHOWN = 5_000, 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: pairs of what a parameter is set to and the words for it."""

    oblasts: list[tuple[str, str]]
    years: list[tuple[int | str, str]]
    media: list[tuple[str, str]]
    pollutants: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows; ``totals`` is the series of the region, or of the country where none is chosen."""

    emitters: list[Emitter]
    known: Totals
    totals: dict[int, Total]
    region: Text


@blueprint.get("/emissions")
def index() -> str:
    """The largest emitters of a region, what share is known of each, and the region's own series."""
    wanted = _wanted()
    found = _found(wanted)
    shares = queries.shares_of(session(), wanted.oblast)
    groups = queries.groups_of(session(), wanted)
    shown = found.emitters[:_SHOWN]
    used = [one.dataset_id for row in shown for one in row.releases] + [one.dataset_id for one in [*shares, *groups]]
    used += [one.dataset_id for one in [*found.totals.values(), *(row.total for row in shown if row.total)]]
    return render_template(
        "facilities/emissions.html",
        asked=wanted,
        found=found,
        choices=_choices(wanted),
        charts={chart.id: chart for chart in _charts(found)},
        largest=_largest(shown),
        shares=shares_table(shares, language()),
        groups=groups_table(groups, language()),
        series=series_table(found.totals),
        more=len(found.emitters) - len(shown),
        used=used,
        datasets=cards(session(), language()),
    )


@blueprint.get("/emissions/charts/<chart_id>.<form>")
def chart(chart_id: str, form: str) -> Response:
    """A chart of the page with the same parameters, as a picture."""
    return answer(_charts(_found(_wanted())), chart_id, form)


@blueprint.get("/emissions.csv")
def table() -> Response:
    """Every figure behind the table, one line each, with its source and licence."""
    found = _found(_wanted())
    pieces = sheet(found.emitters, found.known, cards(session(), language()), language())
    made = Response("".join(pieces), mimetype="text/csv")
    made.headers["Content-Disposition"] = "attachment; filename=mapapp-emissions.csv"
    return made


def _wanted() -> Asked:
    """What was asked for; a region that has no name here is the country."""
    given = asked(request.args)
    return given if given.oblast in _names() else replace(given, oblast="")


def _found(wanted: Asked) -> Found:
    releases = queries.releases_of(session(), wanted, _MOST)
    known = known_totals(session(), (one.facility.oblast or "" for one in releases), language())
    code = wanted.oblast or COUNTRY
    return Found(
        emitters(releases, known, language()),
        known,
        series(session(), code, language()) if wanted.medium == "air" and wanted.pollutant == TOTAL else {},
        Text(_names().get(code, ""), language()),
    )


def _charts(found: Found) -> list[Chart]:
    ranked = [(one.name.value, one.emitted) for one in found.emitters if one.emitted]
    made = (
        bars("largest", _("The largest emitters"), ranked),
        totals_chart("totals", _("All stationary sources: %(region)s", region=found.region), found.totals),
    )
    return [one for one in made if one]


def _largest(shown: list[Emitter]) -> Table | None:
    return emitters_table(_("The largest emitters"), shown) if shown else None


def _choices(wanted: Asked) -> Choices:
    names = _names()
    listed = [(code, names[code]) for code in queries.oblasts_with_releases(session()) if code in names]
    pollutants = [(TOTAL, _("All pollutants together"))]
    pollutants += [
        (code, localize(names_, language()).value or code) for code, names_ in queries.pollutants_of(session(), wanted)
    ]
    years = [(year, str(year)) for year in queries.years_of(session(), wanted)]
    return Choices(
        [("", _("The whole country")), *sorted(listed, key=lambda pair: pair[1])],
        [("", _("The latest of each emitter")), *years],
        [(code, str(words.MEDIUM[code])) for code in queries.media_of(session(), wanted)],
        pollutants,
    )


def _names() -> dict[str, str]:
    """The regions by P-code, as the layer of regions names them; nothing where it is not there."""
    layer = registry().get("regions")
    if layer is None:
        return {}
    level = next((one.codes for one in layer.fields if one.name == "parent"), {})
    return {code.upper(): str(name) for code, name in level.items()}
