"""A stable address for every record, and the list of each layer."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mapapp.core.charts.answer import answer
from mapapp.core.database import session
from mapapp.core.datasets import DatasetCard, cards
from mapapp.core.i18n import language
from mapapp.core.paging import page
from mapapp.core.presentation import Record
from mapapp.core.viewer import viewer
from mapapp.errors import NotFound
from mapapp.layers import Layer, Viewer, count, features, registry
from mapapp.publish.conditions import filter_of_request

blueprint = Blueprint("records", __name__)


@blueprint.get("/<layer_id>/<key>")
def record(layer_id: str, key: str) -> Response:
    """The page of one record, as the one who asks may see it; the only page that shows more to moderators."""
    who = viewer()
    layer, found = _find(layer_id, key, who)
    if found.key != key:
        return _moved(url_for("records.record", layer_id=layer_id, key=found.key))
    found = found.on_page() if found.on_page else found
    shown = make_response(render_template("pages/record.html", layer=layer, record=found, **_datasets(found)))
    if who != Viewer():
        shown.headers["Cache-Control"] = "private, no-store"
    return shown


@blueprint.get("/<layer_id>/<key>/popup")
def popup(layer_id: str, key: str) -> Response:
    """The same record as a piece of a page, for the map's popup; as anybody sees it."""
    layer, found = _find(layer_id, key, Viewer())
    if found.key != key:
        return _moved(url_for("records.popup", layer_id=layer_id, key=found.key))
    return make_response(render_template("pages/popup.html", layer=layer, record=found, **_datasets(found)))


@blueprint.get("/<layer_id>/<key>/charts/<chart_id>.<form>")
def chart(layer_id: str, key: str, chart_id: str, form: str) -> Response:
    """A chart of the record's page, for those who may see that page."""
    who = viewer()
    _known, found = _find(layer_id, key, who)
    if found.key != key:
        return _moved(url_for("records.chart", layer_id=layer_id, key=found.key, chart_id=chart_id, form=form))
    drawn = answer(found.charts, chart_id, form)
    if who != Viewer():
        drawn.headers["Cache-Control"] = "private, no-store"
    return drawn


@blueprint.get("/<layer_id>")
def listing(layer_id: str) -> str:
    """All records of a layer, page by page, those on the map and those that are only listed."""
    layer = _layer(layer_id)
    wanted = filter_of_request(layer, request.args)
    total = count(session(), layer, wanted, Viewer())
    shown = page(request.args.get("page"), total)
    part = replace(wanted, limit=shown.size, offset=shown.offset)
    rows = list(features(session(), layer, part, Viewer(), language()))
    known = cards(session(), language())
    return render_template(
        "pages/listing.html", layer=layer, rows=rows, page=shown, datasets=known, wanted=wanted, layers=registry()
    )


def _datasets(found: Record) -> dict[str, DatasetCard | list[DatasetCard]]:
    """The record's own dataset, and those of the other rows shown with it."""
    known = cards(session(), language())
    return {"dataset": known[found.dataset_id], "others": [known[identity] for identity in found.more_datasets]}


def _layer(layer_id: str) -> Layer:
    layer = registry().get(layer_id)
    if layer is None:
        raise NotFound(_("There is no such page."), _("Check the address, or go to the map."))
    return layer


def _find(layer_id: str, key: str, who: Viewer) -> tuple[Layer, Record]:
    """The layer and the record that the key stands for, perhaps under another key."""
    layer = _layer(layer_id)
    found = layer.record(session(), key, who, language())
    if found is None:
        raise NotFound(_("There is no such record."), _("It may have been withdrawn. Look for it in the list."))
    return layer, found


def _moved(address: str) -> Response:
    """The record became part of another; asked again each time, because that can be undone."""
    led = make_response(redirect(address, 301))
    led.headers["Cache-Control"] = "private, no-store" if viewer() != Viewer() else "no-cache"
    return led
