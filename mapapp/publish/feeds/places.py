"""The part of the country that a feed is asked for: an oblast or rayon, or what lies around a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape
from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from mapapp.core.i18n import language, localize
from mapapp.core.news import RADIUS_KM
from mapapp.errors import BadInput
from mapapp.layers import Filter, Viewer, registry
from mapapp.spatial.around import around

_UNITS = "regions"  # the layer of oblasts and rayons


@dataclass(frozen=True, slots=True)
class Part:
    """``title`` in the reader's language (empty: everywhere), and the parameters by which it was asked for."""

    title: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    circle: tuple[float, float, float] | None = None

    def holds(self, geom: Any) -> ColumnElement[bool]:
        """The condition that the published geometry ``geom`` lies in it or touches it."""
        if self.unit:
            units = registry()[_UNITS].select(Filter(keys=(self.unit,)), Viewer()).order_by(None).subquery("unit")
            return func.ST_Intersects(geom, select(units.c.geom).scalar_subquery())
        if self.circle:
            return func.ST_Intersects(geom, from_shape(around(*self.circle), srid=4326))
        return true()


def part_of_request(db: Session, args: Mapping[str, str]) -> Part:
    """What ``unit`` (a P-code) or ``lat``, ``lon`` and ``radius`` (km) ask for; everywhere without them.

    Raises BadInput for a unit that does not exist and for numbers that cannot be.
    """
    if args.get("unit"):
        return _unit(db, args["unit"].strip().lower())
    if any(args.get(name) for name in ("lat", "lon", "radius")):
        return _circle(args)
    return Part()


def _unit(db: Session, key: str) -> Part:
    units = registry()[_UNITS].select(Filter(keys=(key,)), Viewer()).order_by(None).subquery("unit")
    names = db.scalar(select(units.c.names)) if "\x00" not in key else None
    if names is None:
        raise BadInput(_("There is no such oblast or rayon."), _("Take its address from the list of regions."))
    return Part(localize(names, language()).value, {"unit": key}, unit=key)


def _circle(args: Mapping[str, str]) -> Part:
    numbers = [_number(args.get(name, "")) for name in ("lon", "lat", "radius")]
    lon, lat, radius = numbers
    least, most = RADIUS_KM
    if not (abs(lon) <= 180 and abs(lat) <= 85 and least <= radius <= most):
        hint = _("lat and lon are degrees; radius is %(least)s to %(most)s km.", least=least, most=most)
        raise BadInput(_("The place in the address cannot be read."), hint)
    title = _("%(km)s km around %(place)s", km=f"{radius:g}", place=f"{lat:g}, {lon:g}")
    asked = {"lat": f"{lat:g}", "lon": f"{lon:g}", "radius": f"{radius:g}"}
    return Part(title, asked, circle=(lon, lat, radius * 1000))


def _number(text: str) -> float:
    """The number, or one that is out of every range."""
    try:
        found = float(text)
    except ValueError:
        return float("inf")
    return found if isfinite(found) else float("inf")
