"""The pages of rivers: what was measured in them, by distance downstream."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from geoalchemy2.shape import to_shape
from shapely.geometry import LineString

from mapapp.core.charts.answer import answer
from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language, localize
from mapapp.core.viewer import viewer
from mapapp.domains.samples import words
from mapapp.domains.samples.models import Waterway
from mapapp.domains.samples.norms.sets import norm_set
from mapapp.domains.samples.profiles import queries
from mapapp.domains.samples.profiles.course import profile
from mapapp.domains.samples.profiles.present import Along, Shown, show, spot
from mapapp.domains.samples.queries import limits_of
from mapapp.domains.samples.substances.queries import names_of
from mapapp.errors import NotFound
from mapapp.layers import Viewer

blueprint = Blueprint("rivers", __name__, url_prefix="/rivers")


@dataclass(frozen=True, slots=True)
class Choice:
    """A substance in a medium that was measured, at how many points, and whether it is the one shown."""

    substance: str
    medium: str
    title: str
    points: int
    here: bool


@dataclass(frozen=True, slots=True)
class River:
    """A river with what was measured in it and the profile that was asked for (None when nothing was measured)."""

    row: Waterway
    line: LineString
    choices: tuple[Choice, ...]
    shown: Shown | None
    datasets: tuple[int, ...]


@blueprint.get("")
def index() -> Response:
    """The rivers that have a line, and how much was measured in them."""
    who = viewer()
    rows = [(one, queries.measured_in(session(), one, who)) for one in queries.waterways(session())]
    names = names_of(session(), {code for _one, found in rows for code, _medium, _count in found}, language())
    return _for(who, make_response(render_template("samples/profiles.html", rows=rows, names=names, words=words)))


@blueprint.get("/<key>")
def river(key: str) -> Response:
    """The values of a substance along a river; ``substance``, ``medium`` and ``norms`` in the address choose."""
    who = viewer()
    found = _found(key, who)
    known = cards(session(), language())
    page = render_template("samples/profile.html", river=found, datasets=known, title=_title(found.row), words=words)
    return _for(who, make_response(page))


@blueprint.get("/<key>/charts/<chart_id>.<form>")
def chart(key: str, chart_id: str, form: str) -> Response:
    """The chart of that page."""
    who = viewer()
    shown = _found(key, who).shown
    return _for(who, answer([shown.chart] if shown and shown.chart else [], chart_id, form))


def _found(key: str, who: Viewer) -> River:
    row = queries.waterway(session(), key) if "\x00" not in key else None
    if row is None:
        raise NotFound(_("There is no such river here."), _("The page of rivers lists all that have a line."))
    line = to_shape(row.geom)
    if not isinstance(line, LineString):
        raise TypeError("a waterway is a line")
    measured = queries.measured_in(session(), row, who)
    names = names_of(session(), {code for code, _medium, _count in measured}, language())
    wanted = request.args.get("substance", ""), request.args.get("medium", "")
    chosen = _chosen(measured, wanted)
    choices = tuple(
        Choice(code, medium, f"{names[code]} · {words.MEDIUM[medium]}", count, (code, medium) == chosen)
        for code, medium, count in measured
    )
    if chosen is None:
        return River(row, line, choices, None, (row.dataset_id,))
    code, medium = chosen
    results = queries.results_in(session(), row, who, code, medium)
    title = f"{_title(row)}: {names[code]}, {words.MEDIUM[medium]}"
    along = Along(results, limits_of(session(), [code])[code], norm_set(), title)
    course = profile(line, [spot(one) for one in results], float(row.zero_km))
    datasets = (row.dataset_id, *sorted({one.dataset_id for one in results} - {row.dataset_id}))
    return River(row, line, choices, show(along, course, language()), datasets)


def _chosen(measured: list[tuple[str, str, int]], wanted: tuple[str, str]) -> tuple[str, str] | None:
    """What is shown: the substance and medium asked for as far as they were measured, else what most points have."""
    if wanted[0] and wanted[0] not in {code for code, _medium, _count in measured}:
        raise NotFound(_("This substance was not measured in this river."), _("Choose one of those that were."))
    fitting = [
        (code, medium) for code, medium, _count in measured if wanted[0] in ("", code) and wanted[1] in ("", medium)
    ]
    return next(iter(fitting), (measured[0][0], measured[0][1]) if measured else None)


def _title(row: Waterway) -> str:
    return localize(row.names, language()).value or row.key


def _for(who: Viewer, made: Response) -> Response:
    if who != Viewer():
        made.headers["Cache-Control"] = "private, no-store"
    return made
