"""The layer of laboratory samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session

from mapapp.core.i18n import Words
from mapapp.core.presentation import Record
from mapapp.domains.samples import queries, words
from mapapp.domains.samples.norms.sets import norm_set
from mapapp.domains.samples.present import present
from mapapp.domains.samples.quality.present import hints
from mapapp.domains.samples.site.present import complete
from mapapp.layers import ChildTable, Field, Filter, Layer, Style, StyleClass, Viewer

_RESULT_FIELDS = (
    Field("row_id", _l("Row in the dataset")),
    Field("sample_id", _l("Sample")),
    Field("medium", _l("Medium"), "code", codes=words.MEDIUM),
    Field("taxon", _l("Species")),
    Field("depth_from_m", _l("Depth from"), "number", "m"),
    Field("depth_to_m", _l("Depth to"), "number", "m"),
    Field("sampled_on", _l("Sampled"), "date"),
    Field("substance", _l("Substance")),
    Field("substance_name", _l("Name of the substance"), "texts"),
    Field("cas", _l("CAS number")),
    Field("fraction", _l("Fraction")),
    Field("qualifier", _l("Qualifier of the value")),
    Field("value", _l("Value"), "number"),
    Field("value_min", _l("Value from"), "number"),
    Field("value_max", _l("Value to"), "number"),
    Field("detection_limit", _l("Detection limit"), "number"),
    Field("quantification_limit", _l("Quantification limit"), "number"),
    Field("unit", _l("Unit as printed")),
    Field("uncertainty", _l("Uncertainty")),
    Field("statistic", _l("Statistic"), "code", codes=words.STATISTIC),
    Field("basis", _l("Dry or wet mass")),
    Field("sample_count", _l("Number of samples"), "integer"),
    Field("expressed_as", _l("Expressed as")),
    Field("averaging", _l("Averaging time"), "code", codes=words.AVERAGING),
    Field("state", _l("State of the result"), "code", codes=words.STATE),
    Field("state_reason", _l("Reason for the state")),
    Field("flags", _l("Flags"), "codes", codes=words.FLAG),
    Field("purpose", _l("What the sample was taken for"), "code", codes=words.PURPOSE),
    Field("label", _l("Label of the sample")),
    Field("verdict", _l("Compared with the limit"), "code", codes=words.VERDICT),
    Field("times_min", _l("Times the limit, lower end"), "number"),
    Field("times", _l("Times the limit"), "number"),
    Field("limit_value", _l("Limit"), "number"),
    Field("limit_unit", _l("Unit of the limit")),
    Field("limit_act", _l("Act that sets the limit")),
    Field("limit_jurisdiction", _l("Whose limit"), "code", codes=words.JURISDICTION),
    Field("limit_medium", _l("Medium of the limit"), "code", codes=words.MEDIUM),
    Field("limit_averaging", _l("Averaging time of the limit"), "code", codes=words.AVERAGING),
    Field("limit_land_use", _l("Land use of the limit")),
    Field("limit_in_force_from", _l("Limit in force from"), "date"),
    Field("limit_in_force_to", _l("Limit in force to"), "date"),
    Field("sampler", _l("Sampled by")),
    Field("method", _l("Method")),
    Field("laboratory", _l("Laboratory")),
    Field("accreditation", _l("Accreditation")),
    Field("certificate", _l("Certificate")),
    Field("received_on", _l("Received by the laboratory"), "date"),
    Field("analysed_on", _l("Analysed"), "date"),
)
_COLOURS = {
    "over_10": "#7a0b3a",
    "over_2": "#c8324b",
    "over_1": "#e58a2e",
    "within": "#2f8f5b",
    "cannot_tell": "#8d7bb0",
    "no_limit": "#7d8790",
}


class SamplesLayer(Layer):
    """Sampling points, coloured by how far the worst result is above a norm."""

    id = "samples"
    title = _l("Laboratory samples")
    geometry = "POINT"
    kind_field = "exceedance"
    fields = (
        Field("exceedance", _l("Compared with the limit"), "code", codes=words.EXCEEDANCE, filterable=True),
        Field("max_times", _l("Times the limit"), "number"),
        Field("media", _l("Medium"), "codes", codes=words.MEDIUM, filterable=True),
        Field("substances", _l("Substances"), "codes", codes=queries.SubstanceNames(), filterable=True),
        Field("result_count", _l("Results"), "integer"),
        Field("sampled_on", _l("Last sampled"), "date"),
        Field("water_body", _l("Water body")),
        Field(queries.NORMS, _l("Compared with the norms of"), "code", codes=words.NORM_SET, filterable=True),
    )
    tables = (ChildTable("results", _l("Results"), _RESULT_FIELDS, queries.select_results),)
    style = Style(
        shape="diamond",
        colour="#d39c00",  # of the layer as a whole: apart from the colours of the other layers and of the classes
        class_field="exceedance",
        classes=tuple(StyleClass(code, words.EXCEEDANCE[code], colour) for code, colour in _COLOURS.items()),
    )

    def noun(self, row: Mapping[str, Any]) -> Words:
        """See ``Layer.noun``; what is compared with the limit is not what it is."""
        del row  # all rows are the same
        return _l("Sampling point")

    def select(self, filter: Filter, viewer: Viewer) -> Select[Any]:
        """See ``Layer.select``."""
        return queries.select_points(filter, viewer)

    def record(self, db: Session, key: str, viewer: Viewer, language: str) -> Record | None:
        """See ``Layer.record``."""
        site = queries.find_point(db, key, viewer)
        if site is None:
            return None
        made = present(site, language, norm_set())
        made = replace(made, hints=[*made.hints, *hints(db, site.point.id, viewer)])
        return replace(made, on_page=partial(complete, db, made, site, viewer, language))
