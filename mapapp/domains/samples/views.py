"""Pages of the norms."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language
from mapapp.domains.samples import queries, words

blueprint = Blueprint("limits", __name__, url_prefix="/limits")


@blueprint.get("")
def index() -> str:
    """The limit values, each with its act and how it was verified; by medium and jurisdiction."""
    medium, jurisdiction = request.args.get("medium", ""), request.args.get("jurisdiction", "")
    rows = queries.limits(session(), medium, jurisdiction) if "\x00" not in medium + jurisdiction else []
    known = cards(session(), language())
    return render_template(
        "samples/limits.html", rows=rows, words=words, medium=medium, jurisdiction=jurisdiction, datasets=known
    )


@blueprint.get("/surface-water")
def surface_water() -> str:
    """The unified classification of surface water, as printed, and the groups with added effect in air."""
    rows = queries.water_classes(session())
    return render_template("samples/surface_water.html", rows=rows, datasets=cards(session(), language()))


@blueprint.get("/summation-groups")
def summation_groups() -> str:
    """The groups of air pollutants with added effect."""
    rows = queries.summation_groups(session())
    return render_template("samples/summation_groups.html", rows=rows, datasets=cards(session(), language()))
