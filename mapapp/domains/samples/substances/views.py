"""The pages of substances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from shapely.geometry.base import BaseGeometry

from mapapp.core import figures
from mapapp.core.charts.answer import answer
from mapapp.core.charts.spec import Chart
from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import Text, language, localize
from mapapp.core.paging import Page, page
from mapapp.core.viewer import viewer
from mapapp.domains.samples import words
from mapapp.domains.samples.layer import SamplesLayer
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Substance
from mapapp.domains.samples.norms.sets import norm_set
from mapapp.domains.samples.queries import NORMS, limits_of
from mapapp.domains.samples.substances import queries
from mapapp.domains.samples.substances.charts import distribution
from mapapp.errors import NotFound
from mapapp.layers import Condition, Feature, Filter, Viewer, count, features, registry

blueprint = Blueprint("substances", __name__, url_prefix="/substances")
_LONGEST_TEXT = 100
_MOST_ON_MAP = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A substance ready for its page; ``places`` are published shapes by how far the worst value is above a norm."""

    substance: Substance
    title: Text
    about: Text
    limits: Sequence[Limit]
    points: Sequence[Feature]
    page: Page
    places: dict[str, list[BaseGeometry]]
    charts: Sequence[Chart]


@blueprint.get("")
def index() -> Response:
    """The substances that have results or norms; ``q`` searches names, spellings and CAS numbers."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:_LONGEST_TEXT]
    who = viewer()
    found = queries.listed(session(), who, text)
    rows = [(localize(one.substance.names, language()), one) for one in found]
    rows.sort(key=lambda row: (row[1].results == 0, row[0].value.casefold()))
    return _for(who, render_template("samples/substances.html", rows=rows, text=text))


@blueprint.get("/<code>")
def substance(code: str) -> Response:
    """What a substance is, its norms, where it was found, and how its values are distributed."""
    who = viewer()
    shown = _shown(code, who)
    used = {one.dataset_id for one in shown.points} | {one.dataset_id for one in shown.limits}
    layer = registry()["samples"]
    made = render_template(
        "samples/substance.html",
        shown=shown,
        layer=layer,
        words=words,
        short_number=figures.short_number,
        day=figures.day,
        norms=norm_set(),
        used=sorted(used),
        datasets=cards(session(), language()),
        classes=SamplesLayer.style.classes,
    )
    return _for(who, made)


@blueprint.get("/<code>/charts/<chart_id>.<form>")
def chart(code: str, chart_id: str, form: str) -> Response:
    """A chart of that page."""
    who = viewer()
    found = _find(code, who)
    limits = limits_of(session(), [found.code])[found.code]
    drawn = answer(distribution(session(), who, found.code, limits, norm_set()), chart_id, form)
    if who != Viewer():
        drawn.headers["Cache-Control"] = "private, no-store"
    return drawn


def _find(code: str, who: Viewer) -> Substance:
    found = queries.find(session(), code) if "\x00" not in code else None
    if found is None or not queries.is_known(session(), code, who):
        raise NotFound(_("There is no such substance here."), _("Look for it in the list of substances."))
    return found


def _shown(code: str, who: Viewer) -> Shown:
    found = _find(code, who)
    limits = limits_of(session(), [code])[code]
    layer = registry()["samples"]
    wanted = (Condition("substances", (code,)), Condition(NORMS, (norm_set(),)))
    shown = page(request.args.get("page"), count(session(), layer, Filter(conditions=wanted), who))
    part = Filter(conditions=wanted, limit=shown.size, offset=shown.offset)
    places: dict[str, list[BaseGeometry]] = defaultdict(list)
    drawn = Filter(conditions=wanted, drawn=True, limit=_MOST_ON_MAP)
    for one in features(session(), layer, drawn, who, language()):
        if one.geometry is not None:
            places[one.properties["exceedance"]].append(one.geometry)
    return Shown(
        substance=found,
        title=localize(found.names, language()) if found.names else Text(code, "und"),
        about=localize(found.about, language()),
        limits=sorted(limits, key=lambda one: (one.medium, one.jurisdiction, one.value)),
        points=list(features(session(), layer, part, who, language())),
        page=shown,
        places=dict(places),
        charts=tuple(distribution(session(), who, code, limits, norm_set())),
    )


def _for(who: Viewer, text: str) -> Response:
    made = make_response(text)
    if who != Viewer():
        made.headers["Cache-Control"] = "private, no-store"
    return made
