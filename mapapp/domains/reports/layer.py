"""The layer of crowd-reported and documented spots."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session

from mapapp.core.presentation import Record
from mapapp.domains.reports import queries, words
from mapapp.domains.reports.present import present
from mapapp.layers import ChildTable, Field, Filter, Layer, Style, StyleClass, Viewer


class ReportsLayer(Layer):
    """Dumps and other spots that people reported; drawn by kind, clustered."""

    id = "reports"
    title = _l("Dumps and hot spots")
    geometry = "GEOMETRY"
    kind_field = "kind"
    state_field = "status"
    fields = (
        Field("kind", _l("Kind"), "code", codes=words.KIND, filterable=True),
        Field("status", _l("Status"), "code", codes=words.STATUS, filterable=True),
        Field("waste_types", _l("Waste"), "codes", codes=words.WASTE, filterable=True),
        Field("size_class", _l("Size"), "code", codes=words.SIZE, filterable=True),
        Field("signs", _l("Signs"), "codes", codes=words.SIGN, filterable=True),
        Field("first_reported", _l("First reported"), "date"),
        Field("last_seen", _l("Last seen"), "date"),
        Field("area_m2", _l("Area"), "number", "m2"),
        Field("length_m", _l("Length"), "number", "m"),
        Field("volume_m3", _l("Volume"), "number", "m3"),
        Field("mass_t", _l("Mass"), "number", "t"),
        Field("photo_count", _l("Photos"), "integer"),
        Field("waste_text", _l("Waste as the source says")),
        Field("status_text", _l("State as reported"), "texts"),
    )
    tables = (
        ChildTable(
            "observations",
            _l("Observations"),
            (
                Field("row_id", _l("Row in the dataset")),
                Field("observed_on", _l("Observed"), "date"),
                Field("seen", _l("What was seen"), "code", codes=words.SEEN),
                Field("words", _l("Words"), "texts"),
                Field("observer_kind", _l("Told by"), "code", codes=words.OBSERVER),
                Field("size_class", _l("Size"), "code", codes=words.SIZE),
                Field("area_m2", _l("Area"), "number", "m2"),
                Field("volume_m3", _l("Volume"), "number", "m3"),
                Field("mass_t", _l("Mass"), "number", "t"),
                Field("photo_urls", _l("Photos"), "links"),
            ),
            queries.select_observations,
        ),
    )
    style = Style(
        shape="pin",
        colour="#b4451f",
        class_field="kind",
        classes=(
            StyleClass("dump", words.KIND["dump"], "#b4451f"),
            StyleClass("landfill", words.KIND["landfill"], "#8a5a00"),
            StyleClass("sewage", words.KIND["sewage"], "#6b4f9e"),
            StyleClass("oil_spill", words.KIND["oil_spill"], "#3a3a3a"),
            StyleClass("tailings", words.KIND["tailings"], "#a8326e"),
            StyleClass("quarry", words.KIND["quarry"], "#7a6a4f"),
            StyleClass("mine_heap", words.KIND["mine_heap"], "#7a6a4f"),
            StyleClass("smoke", words.KIND["smoke"], "#5c6670"),
            StyleClass("other", words.KIND["other"], "#5c6670"),
        ),
    )

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_sites(filter, viewer)

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``; for the key of a merged site it is the record of the other one, under its own key."""
        site = queries.find_site(db, key, viewer)
        return present(db, site, viewer, language) if site else None
