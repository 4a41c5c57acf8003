"""Pages of the PRTR protocol's two lists."""

from __future__ import annotations

from flask import Blueprint, render_template

from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language
from mapapp.domains.facilities import queries

blueprint = Blueprint("prtr", __name__, url_prefix="/prtr")


@blueprint.get("/pollutants")
def pollutants() -> str:
    """The pollutants of Annex II with their yearly thresholds as printed."""
    rows = queries.pollutants(session())
    return render_template("facilities/pollutants.html", rows=rows, datasets=cards(session(), language()))


@blueprint.get("/activities")
def activities() -> str:
    """The activities of Annex I with their thresholds."""
    rows = queries.activities(session())
    return render_template("facilities/activities.html", rows=rows, datasets=cards(session(), language()))
