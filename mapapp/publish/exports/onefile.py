"""The whole map as one HTML file that opens from a disk: everything in it, nothing from any network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.core.datasets import cards
from mapapp.core.figures import day
from mapapp.errors import TooLarge
from mapapp.layers import Feature, Filter, Layer, Viewer, count, features
from mapapp.publish.exports.sealed import PLACE, sealed
from mapapp.publish.maps.features import light
from mapapp.publish.maps.page import build_map, map_context
from mapapp.publish.maps.sources import EmbeddedSources
from mapapp.publish.maps.state import MapState

MOST_RECORDS = 10_000  # a file of some 50 MB, made in half a minute; beyond that no browser opens it in comfort
_OWN_ADDRESS = re.compile(r'\b(href|action)="/(?!/)')
_INDENT = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Listed:
    """A layer in the list of the file: its records on the map, and those that are only listed."""

    layer: Layer
    drawn: Sequence[Feature]
    undrawn: Sequence[Feature]


@dataclass(frozen=True, slots=True)
class _Inside(EmbeddedSources):
    """Everything in the page; the list's links lead to the pages that the records have on the web."""

    def popups(self, layer: Layer) -> Mapping[str, Any]:
        """See ``Sources.popups``."""
        page = url_for("records.record", layer_id=layer.id, key="KEY", _external=True)
        return {**EmbeddedSources.popups(self, layer), "pageUrl": page.replace("KEY", "{key}")}


def whole_map(db: Session, layers: Sequence[Layer], state: MapState, language: str, made_at: datetime) -> str:
    """The file as anybody may see the map now, in one language.

    Raises TooLarge when there are more records than a file can hold.
    """
    if sum(count(db, layer, Filter(), Viewer()) for layer in layers) > MOST_RECORDS:
        raise TooLarge(_("The map has too many records for one file."), _("Download the layers one by one instead."))
    listed = [_listed(db, layer, language) for layer in layers]
    rows = {one.layer.id: _light(one) for one in listed}
    context = map_context(db, layers, state, language, _Inside(rows, _popups(db, listed, language)))
    page = render_template(
        "exports/map.html",
        map=build_map(context),
        context=context,
        listed=listed,
        policy=PLACE,
        made_on=day(made_at.date().isoformat()),
        home=url_for("maps.index", _external=True),
    )
    return sealed(_absolute(page))


def _listed(db: Session, layer: Layer, language: str) -> Listed:
    def rows(drawn: bool) -> list[Feature]:
        return list(features(db, layer, Filter(drawn=drawn), Viewer(), language))

    return Listed(layer, rows(True), rows(False))


def _light(one: Listed) -> list[Mapping[str, Any]]:
    return [row for row in (light(one.layer, feature) for feature in one.drawn) if row is not None]


def _popups(db: Session, listed: Sequence[Listed], language: str) -> dict[str, dict[str, str]]:
    """The popups by layer and key; made of the same template as those that are fetched, so escaped there."""
    known = cards(db, language)
    found: dict[str, dict[str, str]] = {}
    for one in listed:
        own = found.setdefault(one.layer.id, {})
        for feature in one.drawn:
            record = one.layer.record(db, feature.key, Viewer(), language)
            if record is None:
                continue  # withdrawn since the list was read
            values = {"layer": one.layer, "record": record, "dataset": known[record.dataset_id]}
            others = [known[identity] for identity in record.more_datasets]
            html = render_template("pages/popup.html", embedded=True, others=others, **values)
            own[feature.key] = _absolute(_INDENT.sub("\n", html.strip()))
        db.expunge_all()  # what was shown is not needed again
    return found


def _absolute(html: str) -> str:
    """Addresses of ours with the host before them; no text of a record can look so, its quotes are escaped."""
    return _OWN_ADDRESS.sub(rf'\1="{request.host_url}', html)
