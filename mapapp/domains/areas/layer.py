"""The layers of protected areas, administrative units, places and schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from geoalchemy2.shape import to_shape
from sqlalchemy import Select
from sqlalchemy.orm import Session

from mapapp.core.i18n import language, localize
from mapapp.core.presentation import Record
from mapapp.domains.areas import queries, words
from mapapp.domains.areas.models import Place
from mapapp.domains.areas.present import present_area, present_place, present_school, present_unit
from mapapp.layers import ChildTable, Feature, Field, Filter, Layer, Style, StyleClass, Viewer

_LEVELS = {str(level): label for level, label in words.LEVEL.items()}


class AreasLayer(Layer):
    """Protected and proposed areas, hatched; a circle that is not the border is dashed."""

    id = "areas"
    title = _l("Protected areas")
    geometry = "GEOMETRY"
    kind_field = "category"
    state_field = "status"
    fields = (
        Field("category", _l("Category"), "code", codes=words.CATEGORY, filterable=True),
        Field("status", _l("Status"), "code", codes=words.STATUS, filterable=True),
        Field("designation", _l("Designation")),
        Field("iucn", _l("IUCN category")),
        Field("established", _l("Established"), "date"),
        Field("area_ha", _l("Published area"), "number", "ha"),
        Field("outline", _l("What the outline is"), "code", codes=words.OUTLINE),
        Field("centre_is", _l("The published point is")),
        Field("part_of", _l("Part of")),
    )
    style = Style(
        shape="area",
        colour="#2c7a4b",
        class_field="status",
        classes=(
            StyleClass("protected", words.STATUS["protected"], "#2c7a4b"),
            StyleClass("proposed", words.STATUS["proposed"], "#a07b1c"),
        ),
        clustered=False,
        dashed_field="outline",
        dashed_value="circle",
    )

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_areas(filter, viewer)

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``."""
        area = queries.find_area(db, key, viewer)
        return present_area(area, language) if area else None


class RegionsLayer(Layer):
    """The country, its oblasts and rayons: listed with their statistics, not switched on the map."""

    id = "regions"
    title = _l("Regions")
    geometry = "MULTIPOLYGON"
    on_map = False
    kind_field = "level"
    fields = (
        Field("level", _l("Level"), "code", codes=_LEVELS, filterable=True),
        Field("parent", _l("Lies in"), "code", codes=queries.UnitNames(), filterable=True),
        Field("kato", _l("KATO")),
        Field("iso", _l("ISO 3166-2")),
        Field("figure_count", _l("Published figures"), "integer"),
    )
    tables = (
        ChildTable(
            "statistics",
            _l("Published statistics"),
            (
                Field("row_id", _l("Row in the dataset")),
                Field("region", _l("Region as printed")),
                Field("place", _l("Place")),
                Field("metric", _l("Code of what was counted")),
                Field("metric_text", _l("What was counted"), "texts"),
                Field("year", _l("Year"), "integer"),
                Field("value", _l("Value"), "number"),
                Field("unit", _l("Unit as printed")),
            ),
            queries.select_statistics,
        ),
    )
    style = Style(shape="area", colour="#6b7280", clustered=False)

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_units(filter, viewer)

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``."""
        unit = queries.find_unit(db, key)
        return present_unit(unit, queries.statistics_of(db, key), language) if unit else None


class PlacesLayer(Layer):
    """The gazetteer: settlements for the search, listed, not switched on the map."""

    id = "places"
    title = _l("Settlements")
    geometry = "POINT"
    on_map = False
    fields = (
        Field("feature_code", _l("GeoNames class")),
        Field("population", _l("Population"), "integer"),
        Field("rayon", _l("Rayon")),
    )
    style = Style(shape="circle", colour="#6b7280")

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_places(filter, viewer)

    def find(self, db: Session, text: str, most: int) -> Sequence[Feature]:
        """See ``Layer.find``: in three languages and Latin letters, with slips of the pen."""
        return tuple(_feature(place) for place in queries.search_places(db, text, most))

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``."""
        place = queries.find_place(db, key)
        return present_place(place, language) if place else None


class SchoolsLayer(Layer):
    """Schools and kindergartens, of which none ship with the program: whoever needs the distance to one loads them."""

    id = "schools"
    title = _l("Schools and kindergartens")
    geometry = "GEOMETRY"
    on_map = False
    optional = True
    kind_field = "kind"
    fields = (Field("kind", _l("Kind"), "code", codes=words.SCHOOL_KIND, filterable=True),)
    style = Style(shape="circle", colour="#6b7280")

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_schools(filter, viewer)

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``."""
        school = queries.find_school(db, key)
        return present_school(school, language) if school else None


def _feature(place: Place) -> Feature:
    properties = {name: getattr(place, name) for name in ("oblast", "rayon", "population", "spellings")}
    names = {**place.names}
    return Feature(place.key, localize(names, language()), to_shape(place.geom), properties, place.dataset_id, names)
