"""The area of an alert, as a form says it: an oblast or rayon, what lies around a place, or what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from flask_babel import gettext as _
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from mapapp.core.i18n import Words, language
from mapapp.core.news import RADIUS_KM
from mapapp.notify import places
from mapapp.notify.models import AREAS
from mapapp.notify.places import Spot
from mapapp.spatial.around import around
from mapapp.spatial.notation import Spot as Written
from mapapp.spatial.notation import Unclear, parse_spot
from mapapp.spatial.outline import BadOutline, parse_outline

DEFAULT_RADIUS_KM = 10.0
MOST_CORNERS = 200
MOST_KM2 = 500_000
_LONGEST_PLACE = 200
_FIELD = {"unit": "unit", "radius": "place", "drawn": "outline"}  # what must be filled in for each kind of area


@dataclass(frozen=True, slots=True)
class Area:
    """``kind`` is a code of AREAS, ``shape`` is in EPSG:4326; ``title`` names the middle of a circle."""

    kind: str
    shape: BaseGeometry
    title: str = ""
    unit_key: str = ""
    radius_km: float | None = None


class Wrong(Exception):
    """A field of the form cannot be used; ``spots`` are the settlements that may have been meant."""

    def __init__(self, field: str, message: Words, spots: Sequence[Spot] = ()) -> None:
        super().__init__(field)
        self.field, self.message, self.spots = field, message, spots


def read_area(db: Session, form: MultiDict[str, str]) -> Area:
    """The area in ``area``, ``unit``, ``place``, ``place_key``, ``radius`` and ``outline``. Raises Wrong."""
    kind = _kind(form)
    if kind == "unit":
        return _unit(db, _text(form, "unit"))
    if kind == "radius":
        return _circle(db, form)
    return Area("drawn", _drawn(form.get("outline", "")))


def _kind(form: MultiDict[str, str]) -> str:
    """What was chosen; where the choice was left as it was and only another one was filled in, that one was meant."""
    chosen = form.get("area", "")
    filled = [kind for kind in AREAS if _text(form, _FIELD[kind])]
    if chosen in AREAS and (chosen != AREAS[0] or chosen in filled or len(filled) != 1):
        return chosen
    if len(filled) != 1:
        raise Wrong("area", _("Choose where: an oblast or rayon, around a place, or drawn on the map."))
    return filled[0]


def _unit(db: Session, key: str) -> Area:
    found = places.unit(db, key)
    if found is None:
        raise Wrong("unit", _("Choose an oblast or a rayon."))
    return Area("unit", found[1], unit_key=key.lower())


def _circle(db: Session, form: MultiDict[str, str]) -> Area:
    radius = _radius(_text(form, "radius"))
    title, (longitude, latitude) = _middle(db, form)
    return Area("radius", around(longitude, latitude, radius * 1000), title, radius_km=radius)


def _radius(text: str) -> float:
    least, most = RADIUS_KM
    try:
        radius = float(text.replace(",", ".") or DEFAULT_RADIUS_KM)
    except ValueError:
        radius = 0.0
    if not (isfinite(radius) and least <= radius <= most):
        raise Wrong("radius", _("The distance must be %(least)s to %(most)s km.", least=least, most=most))
    return radius


def _middle(db: Session, form: MultiDict[str, str]) -> tuple[str, tuple[float, float]]:
    """The middle's name and place: a settlement chosen or found by name, or coordinates in any notation."""
    text = _text(form, "place")[:_LONGEST_PLACE]
    if not text:
        raise Wrong("place", _("Write a settlement or coordinates."))
    written = _coordinates(text)
    if written is not None:
        return f"{written.latitude:.7g}, {written.longitude:.7g}", (written.longitude, written.latitude)
    found = places.spots(db, text, language())
    keys = [key for key in form.getlist("place_key") if key]
    chosen = [one for one in found if one.key in keys[-1:]]
    if not found:
        raise Wrong("place", _("No settlement of that name was found. Try another spelling, or a larger one nearby."))
    if len(found) > 1 and not chosen:
        raise Wrong("place", _("Which of these do you mean?"), found)
    one = chosen[0] if chosen else found[0]
    return one.name, one.lonlat


def _coordinates(text: str) -> Written | None:
    try:
        found = parse_spot(text)
    except Unclear:
        raise Wrong("place", _("These coordinates cannot be read. Write them like 49.80, 73.10.")) from None
    if not isinstance(found, Written):
        return None
    if abs(found.latitude) > 85:
        raise Wrong("place", _("This place is too near to a pole."))
    return found


def _drawn(text: str) -> Polygon:
    try:
        return parse_outline(text, most_corners=MOST_CORNERS, most_m2=MOST_KM2 * 1e6)
    except BadOutline as error:
        raise Wrong("outline", _outline_words(error.why)) from None


def _outline_words(why: str) -> Words:
    if why == "corners":
        return _("Draw an area with 3 to %(most)s corners.", most=MOST_CORNERS)
    if why == "crossing":
        return _("The lines of the area cross one another. Draw it again.")
    if why == "large":
        return _("The area is too large: at most %(most)s km².", most=f"{MOST_KM2:,}".replace(",", "\u00a0"))
    return _("Draw an area on the map, or choose another way to say where.")


def _text(form: MultiDict[str, str], name: str) -> str:
    return form.get(name, "").replace("\x00", "").strip()
