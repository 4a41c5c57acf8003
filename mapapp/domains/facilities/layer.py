"""The layer of emission sources."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session

from mapapp.core.presentation import Record
from mapapp.domains.facilities import queries, words
from mapapp.domains.facilities.present import present
from mapapp.domains.facilities.totals import known_totals
from mapapp.layers import ChildTable, Field, Filter, Layer, Style, Viewer


class FacilitiesLayer(Layer):
    """Plants, mines and other sources; the circle's area follows the largest yearly release reported."""

    id = "facilities"
    title = _l("Emission sources")
    geometry = "POINT"
    kind_field = "kind"
    fields = (
        Field("kind", _l("Kind"), "code", codes=words.KIND, filterable=True),
        Field("operator", _l("Operator")),
        Field("owner", _l("Owner")),
        Field("activity_code", _l("PRTR activity")),
        Field("commodity", _l("Commodity")),
        Field("fuel", _l("Fuel"), filterable=True),
        Field("capacity", _l("Capacity"), "number"),
        Field("capacity_unit", _l("Unit of capacity")),
        Field("tonnes_year", _l("Largest yearly release"), "number", "t"),
        Field("figure_count", _l("Published figures"), "integer"),
        Field("commissioned", _l("In operation since"), "date"),
        Field("status_text", _l("State as published")),
    )
    tables = (
        ChildTable(
            "releases",
            _l("Published figures"),
            (
                Field("row_id", _l("Row in the dataset")),
                Field("year", _l("Year"), "integer"),
                Field("period", _l("Period as printed")),
                Field("figure", _l("What it is"), "code", codes=words.FIGURE),
                Field("medium", _l("Medium"), "code", codes=words.MEDIUM),
                Field("pollutant", _l("Pollutant as printed")),
                Field("pollutant_no", _l("PRTR pollutant"), "integer"),
                Field("pollutant_name", _l("Name of the PRTR pollutant"), "texts"),
                Field("cas", _l("CAS number")),
                Field("quantity", _l("Quantity"), "number"),
                Field("unit", _l("Unit as printed")),
                Field("tonnes", _l("Tonnes a year"), "number", "t"),
                Field("determined", _l("How determined"), "code", codes=words.DETERMINED),
                Field("permitted_quantity", _l("Permitted quantity"), "number"),
                Field("accidental_quantity", _l("Of this by accident"), "number"),
                Field("confidential", _l("Confidential"), "code", codes=words.SECRECY),
                Field("reported_as", _l("Reported as")),
            ),
            queries.select_releases,
        ),
    )
    style = Style(
        shape="circle",
        colour="#4a5fb0",
        size_field="tonnes_year",
        size_label=_l("Tonnes a year, the largest figure published"),
        size_range=(14, 46),
        clustered=True,
    )

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_facilities(filter, viewer)

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``."""
        facility = queries.find_facility(db, key, viewer)
        if facility is None:
            return None
        return present(facility, known_totals(db, (facility.oblast or "",), language), language)
