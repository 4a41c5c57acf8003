"""What a page or a letter says of a subscription."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from geoalchemy2.shape import to_shape
from sqlalchemy.orm import Session

from mapapp.core import figures
from mapapp.core.addresses import absolute
from mapapp.notify import places
from mapapp.notify.models import Subscription
from mapapp.spatial.geodesic import area_m2


def area_words(db: Session, row: Subscription, language: str) -> str:
    """The area in words; the caller has set the language of the words around names."""
    if row.area == "unit":
        return places.unit_name(db, row.unit_key, language)
    if row.area == "radius":
        return _("%(km)s km around %(place)s", km=f"{row.radius_km:g}", place=row.title)
    return _("the area that you drew, about %(size)s", size=figures.area(area_m2(to_shape(row.geom))))


def feed_address(row: Subscription) -> str:
    """The feed of the same area; of a drawn one, that of the box around it."""
    return url_for("feeds.news", layer_id="reports", **_parameters(row))


def list_address(row: Subscription) -> str:
    """The list of what is on the map in the box around the area, with its host, for letters."""
    box = _box(row)
    return absolute("records.listing", layer_id="reports", bbox=box, lang=row.language)


def _parameters(row: Subscription) -> dict[str, Any]:
    if row.area == "unit":
        return {"unit": row.unit_key}
    if row.area == "radius":
        middle = to_shape(row.geom).centroid
        return {"lat": f"{middle.y:.5f}", "lon": f"{middle.x:.5f}", "radius": f"{row.radius_km:g}"}
    return {"bbox": _box(row)}


def _box(row: Subscription) -> str:
    return ",".join(f"{side:.4f}" for side in to_shape(row.geom).bounds)
