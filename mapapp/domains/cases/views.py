"""Pages of the documented cases."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language
from mapapp.domains.cases import queries
from mapapp.domains.cases.present import present, teaser
from mapapp.errors import NotFound
from mapapp.layers import Viewer

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.get("")
def index() -> str:
    """All cases with their summaries."""
    found = [teaser(case, language()) for case in queries.all_cases(session())]
    return render_template("cases/index.html", cases=found)


@blueprint.get("/<slug>")
def case(slug: str) -> str:
    """One case: its story, dates, citations and records."""
    found = queries.find_case(session(), slug)
    if found is None:
        raise NotFound(_("There is no such page."), _("Check the address, or go to the map."))
    story = present(session(), found, Viewer(), language())
    return render_template("cases/case.html", case=story, datasets=cards(session(), language()))
