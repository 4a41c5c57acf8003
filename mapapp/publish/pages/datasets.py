"""The datasets: where every row comes from, under which licence, how to cite it."""

from __future__ import annotations

from flask import Blueprint, render_template

from mapapp.core.database import session
from mapapp.core.datasets import public_cards
from mapapp.core.i18n import language
from mapapp.layers import registry

blueprint = Blueprint("datasets", __name__)


@blueprint.get("/datasets")
def index() -> str:
    """Every dataset that is published, with its licence, citation, checksum and number of rows."""
    known = public_cards(session(), language())
    return render_template("pages/datasets.html", datasets=known, layers=registry())
