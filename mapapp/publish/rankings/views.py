"""The page of the ranking, which is also its printed sheet, and its table."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import select

from mapapp.analysis.ranking import CRITERIA, OWN
from mapapp.core import figures
from mapapp.core.database import session
from mapapp.core.datasets import DatasetCard, cards
from mapapp.core.i18n import language
from mapapp.layers import Filter, Viewer, registry
from mapapp.publish.compress import streamed
from mapapp.publish.rankings import present, words
from mapapp.publish.rankings.picture import RADIUS, spread
from mapapp.publish.rankings.rule import MOST_JOIN_M, MOST_MANY, MOST_WEIGHT, asked, choices
from mapapp.publish.rankings.table import csv_pieces

blueprint = Blueprint("rankings", __name__)
_JOINED = ("places", "areas")  # layers whose rows stand in the criteria
_BASEMAP = "basemap"  # the slug of the dataset that the waters are from


@blueprint.get("/ranking")
def index() -> Response:
    """The ranking by the rule in the address, as anybody may see it."""
    known = choices(registry())
    wanted = asked(request.args, known)
    today = datetime.now(UTC).date()
    found = present.ranking(session(), registry(), wanted, today)
    page = render_template(
        "rankings/index.html",
        ranking=found,
        asked=wanted,
        choices=known,
        words=words,
        criteria=CRITERIA,
        own=OWN,
        most={"weight": MOST_WEIGHT, "many": MOST_MANY, "join": MOST_JOIN_M},
        region_of=present.region_of,
        precision_of=present.precision_of,
        spread=spread,
        radius=RADIUS,
        made_on=figures.day(today.isoformat()),
        datasets=_datasets(found),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/ranking.csv")
def table() -> Response:
    """The same as a table, with every raw value, every part and the rule."""
    wanted = asked(request.args, choices(registry()))
    now = datetime.now(UTC)
    found = present.ranking(session(), registry(), wanted, now.date())
    pieces = csv_pieces(found.ranked, wanted, cards(session(), language()), now.date())
    answer = streamed(list(pieces), "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="mapapp-ranking-{now.date().isoformat()}.csv"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.add("Accept-Language")
    return answer


def _datasets(found: present.Ranking) -> list[DatasetCard]:
    """The datasets of the sites shown, and of what they were compared with."""
    used = {one.feature.dataset_id for one in found.ranked}
    for name in _JOINED:
        rows = registry()[name].select(Filter(), Viewer()).order_by(None).subquery()
        used |= set(session().scalars(select(rows.c.dataset_id).distinct()))
    known = cards(session(), language())
    return [card for number, card in known.items() if number in used or card.slug == _BASEMAP]
