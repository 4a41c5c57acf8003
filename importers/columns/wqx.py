"""Results in the format of the Water Quality Exchange (the Water Quality Portal's CSV), known by their headings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from importers.errors import N_, BadValue
from importers.values.numbers import parse_decimal
from importers.values.texts import plain

HEADINGS = {
    "ResultIdentifier": "id",
    "MonitoringLocationIdentifier": "point_id",
    "MonitoringLocationName": "name_en",
    "ActivityIdentifier": "sample_id",
    "ActivityMediaName": "medium",
    "ActivityStartDate": "sampled_on",
    "ActivityConductingOrganizationText": "sampler",
    "SubjectTaxonomicName": "taxon",
    "CharacteristicName": "substance",
    "ResultSampleFractionText": "fraction",
    "ResultMeasureValue": "value",
    "ResultMeasure/MeasureUnitCode": "unit",
    "ResultWeightBasisText": "basis",
    "StatisticalBaseCode": "statistic",
    "ResultAnalyticalMethod/MethodName": "method",
    "LaboratoryName": "laboratory",
    "ResultCommentText": "note",
    "ProviderName": "source_title",
}
_NEEDED = {"characteristicname", "resultmeasurevalue"}
_FOOT, _INCH = Decimal("0.3048"), Decimal("0.0254")
_METRES = {"m": Decimal(1), "meters": Decimal(1), "cm": Decimal("0.01"), "ft": _FOOT, "feet": _FOOT, "in": _INCH}
_DEPTHS = (
    ("ActivityTopDepthHeightMeasure", "depth_from_m"),
    ("ActivityDepthHeightMeasure", "depth_from_m"),
    ("ActivityBottomDepthHeightMeasure", "depth_to_m"),
)
_BASES = {"dry": "dry", "wet": "wet"}
_LIMIT = "DetectionQuantitationLimitMeasure"


def columns(headings: Collection[str]) -> dict[str, str]:
    """The field of every heading that is read as it is; empty when the table is not of this format."""
    by_plain = {plain(heading): heading for heading in headings}
    if not by_plain.keys() >= _NEEDED:
        return {}
    known = {plain(heading): field for heading, field in HEADINGS.items()}
    return {by_plain[one]: field for one, field in known.items() if one in by_plain}


def adjust(fields: dict[str, str], cells: Mapping[str, str]) -> None:
    """Adds to a row's fields what stands in several columns at once: depths, limits, values below them.

    Raises BadValue for control samples (blanks, spikes), which say nothing about the place.
    """
    if "quality control" in cells.get("ActivityTypeCode", "").lower():
        raise BadValue(N_("a quality control sample is no result of the place"), field="ActivityTypeCode")
    if "groundwater" in cells.get("ActivityMediaSubdivisionName", "").lower():
        fields["medium"] = "groundwater"
    fields["basis"] = _BASES.get(fields.get("basis", "").lower(), "")
    if fields.get("statistic", "").lower() not in ("mean", "minimum", "maximum", "median"):
        fields.pop("statistic", None)
    _add_limit(fields, cells)
    for column, field in _DEPTHS:
        _add_depth(fields, cells, column, field)


def _add_limit(fields: dict[str, str], cells: Mapping[str, str]) -> None:
    limit, unit = cells.get(f"{_LIMIT}/MeasureValue", ""), cells.get(f"{_LIMIT}/MeasureUnitCode", "")
    condition = cells.get("ResultDetectionConditionText", "").lower()
    if not fields.get("unit"):
        fields["unit"] = unit
    if limit and unit == fields.get("unit"):
        kind = cells.get("DetectionQuantitationLimitTypeName", "").lower()
        fields["quantification_limit" if "quant" in kind or "report" in kind else "detection_limit"] = limit
    if condition and not fields.get("value"):
        above = "above" in condition
        fields["qualifier"] = ">" if above else "<"
        fields["value"] = limit if limit and unit == fields.get("unit") else ""


def _add_depth(fields: dict[str, str], cells: Mapping[str, str], column: str, field: str) -> None:
    value, unit = cells.get(f"{column}/MeasureValue", ""), cells.get(f"{column}/MeasureUnitCode", "").lower()
    if not value or fields.get(field):
        return
    if unit not in _METRES:
        raise BadValue(
            N_("the unit %(value)s of the depth is not known"), value=unit, field=f"{column}/MeasureUnitCode"
        )
    try:
        fields[field] = format(parse_decimal(value, ".") * _METRES[unit], "f")
    except BadValue as error:
        raise BadValue(N_("%(value)s is not a number"), value=value, field=f"{column}/MeasureValue") from error
