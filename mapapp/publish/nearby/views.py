"""The part of a record's page that says what surrounds it, and the page that lists everything around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from mapapp.analysis.surroundings import AREAS, surroundings
from mapapp.analysis.whereabouts import Whereabouts, whereabouts
from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import Words, language
from mapapp.core.paging import page
from mapapp.core.presentation import Record
from mapapp.core.viewer import viewer
from mapapp.errors import NotFound
from mapapp.layers import Feature, Filter, Layer, Viewer, features, offered
from mapapp.publish import summary
from mapapp.publish.nearby import listed, present
from mapapp.publish.nearby.words import WITHIN_KM

blueprint = Blueprint("nearby", __name__)
_USUAL_KM = 5
_FIRST_ROWS = 10
_WITHOUT_PART = ("regions", "places")  # what surrounds an oblast or a town is not a question that people ask


@dataclass(frozen=True, slots=True)
class Panel:
    """The part of a record's page: ``unknown`` says why nothing can be measured; ``counted`` is there for areas."""

    groups: Sequence[present.Group] = ()
    notes: Sequence[Words] = ()
    unknown: Words = ""
    counted: Sequence[listed.Part] = ()
    km: int = _USUAL_KM


def nearby(layer: Layer, record: Record) -> Panel | None:
    """What surrounds a record that the one who asks was found to be allowed to see; None for regions and places."""
    if layer.id in _WITHOUT_PART:
        return None
    of = (layer.id, record.key)
    feature = _feature(layer, record.key, viewer())
    here = whereabouts(feature.geometry, feature.properties) if feature else None
    if feature is None or here is None:
        return Panel(unknown=_why_unknown(feature))
    layers = offered(session())
    found = surroundings(session(), layers, here, of, language())
    km = _asked_km()
    counted = listed.parts(session(), layers, here, of, km) if layer.id == AREAS else ()
    return Panel(present.groups(found, here, layers), _reserved(here, feature), "", counted, km)


@blueprint.get("/<layer_id>/<key>/nearby")
def around(layer_id: str, key: str) -> str:
    """Everything within ``within`` kilometres of a record, as anybody sees it; ``of`` is one layer, page by page."""
    layers = offered(session())
    layer = layers.get(layer_id)
    feature = _feature(layer, key, Viewer()) if layer else None
    if layer is None or feature is None:
        raise NotFound(_("There is no such record."), _("It may have been withdrawn. Look for it in the list."))
    here, km, chosen = (
        whereabouts(feature.geometry, feature.properties),
        _asked_km(),
        layers.get(request.args.get("of", "")),
    )
    found: list[listed.Part] = []
    if here is not None:
        of = (layer_id, key)
        found = (
            [listed.part(session(), chosen, here, of, km)] if chosen else listed.parts(session(), layers, here, of, km)
        )
    most = max((len(part.found) for part in found), default=0)
    return render_template(
        "nearby/around.html",
        layer=layer,
        feature=feature,
        here=here,
        unknown=_why_unknown(feature),
        notes=_reserved(here, feature) if here else (),
        found=found,
        chosen=chosen,
        page=page(request.args.get("page"), most) if chosen else None,
        first_rows=_FIRST_ROWS,
        choices=WITHIN_KM,
        km=km,
        said=listed.said,
        summary=summary,
        datasets=cards(session(), language()),
    )


def _feature(layer: Layer, key: str, who: Viewer) -> Feature | None:
    return next(features(session(), layer, Filter(keys=(key,)), who, language()), None)


def _asked_km() -> int:
    asked = request.args.get("within", "")
    return int(asked) if asked in map(str, WITHIN_KM) else _USUAL_KM


def _reserved(here: Whereabouts, feature: Feature) -> tuple[Words, ...]:
    return tuple(present.reservations(here, str(feature.properties.get("precision") or "approximate")))


def _why_unknown(feature: Feature | None) -> Words:
    if feature is not None and feature.geometry is not None and feature.properties.get("precision") == "district":
        return _("Not known: only the district of this record is known.")
    if feature is not None and feature.geometry is not None:
        return _("Not known: the published place of this record is in doubt or stands for several.")
    return _("Not known: no place of this record was published.")
