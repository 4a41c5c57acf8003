"""What lies inside a shape and within some kilometres of it, by layer; the counts are those of the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.analysis.near import Near, around
from mapapp.analysis.whereabouts import Whereabouts, span
from mapapp.analysis.words import distance
from mapapp.core import figures
from mapapp.core.i18n import Words, language
from mapapp.layers import Layer

_NOT_LISTED = ("regions",)  # everything lies in one


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one layer around a place: ``inside`` meet it, ``found`` are all, the nearest first."""

    layer: Layer
    inside: int
    found: Sequence[Near]
    complete: bool


def parts(db: Session, layers: Mapping[str, Layer], here: Whereabouts, of: tuple[str, str], km: int) -> list[Part]:
    """What of each layer lies within ``km`` kilometres of the record ``of`` (layer and key) at ``here``."""
    return [part(db, one, here, of, km) for one in layers.values() if one.id not in _NOT_LISTED]


def part(db: Session, layer: Layer, here: Whereabouts, of: tuple[str, str], km: int) -> Part:
    """The same for one layer."""
    known = around(db, layer, here.shape, km * 1000.0, language(), but=of[1] if of[0] == layer.id else "")
    return Part(layer, sum(1 for one in known.found if one.metres == 0), known.found, known.complete)


def said(near: Near, here: Whereabouts) -> Words:
    """How a listed record lies to the place, as far as both are known."""
    if not near.place.has_border:
        return _("as far as its circle tells: %(relation)s", relation=_plain(near, here))
    return _plain(near, here)


def _plain(near: Near, here: Whereabouts) -> Words:
    if near.metres > 0:
        return distance(span(near.metres, here, near.place))
    if here.slack_m or near.place.slack_m or not here.has_border:
        return _("inside, as far as the published places tell")
    if near.relation == "touches":
        return _("touches the border")
    if near.relation == "crosses" and near.area_m2:
        return _("partly inside: %(area)s", area=figures.area(near.area_m2))
    if near.relation == "crosses":
        return _("crosses: %(length)s inside", length=figures.metres(near.length_m))
    if near.relation == "inside":
        return _("at the same point") if near.place.shape.geom_type == "Point" else _("all around it")
    return _("inside")
