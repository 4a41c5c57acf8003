"""The parts of a shown record that every domain says in the same words: place and citation."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry

from mapapp.core import figures, words
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.links import safe_links
from mapapp.core.presentation import Citation, Fact
from mapapp.core.records import Located, Sourced


def citation(row: Sourced) -> Citation:
    """Where the row comes from: title, page or line, date, addresses."""
    detail = row.citation if row.citation != row.source_title else ""
    return Citation(row.source_title, detail, row.source_date, safe_links(row.source_url))


def where(row: Located) -> tuple[Fact, ...]:
    """The place as the source prints it and how well it is known."""
    facts = []
    if row.place:
        facts.append(Fact(_("Place"), row.place, "und"))
    if row.precision:
        known: Words = words.PRECISION[row.precision]
        if row.precision == "within" and row.precision_m:
            known = _("Place known within %(distance)s", distance=figures.metres(row.precision_m))
        facts.append(Fact(_("How well the place is known"), known))
    return tuple(facts)


def title(names: Mapping[str, str], noun: Words, shape: BaseGeometry | None, key: str, language: str) -> Text:
    """The record's name; for one that nobody named, what it is and its published point, or else its key."""
    found = localize(names, language)
    if found.value:
        return found
    where = f"{shape.centroid.y:.4f}, {shape.centroid.x:.4f}" if shape is not None else key
    return Text(f"{noun} · {where}", language)


def why_not_drawn(row: Located) -> Words:
    """The reason why the record is only listed; empty when it is on the map."""
    if row.not_drawn:
        return words.NOT_DRAWN[row.not_drawn]
    return "" if row.geom is not None else words.NO_PLACE


def published_geometry(row: Located) -> BaseGeometry | None:
    """The published geometry as a shape (EPSG:4326), if there is one."""
    return to_shape(row.geom) if row.geom is not None else None
