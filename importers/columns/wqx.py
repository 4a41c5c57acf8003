"""Results in the format of the Water Quality Exchange (the Water Quality Portal's CSV), known by their headings.

Two generations of it: WQX 2 ("ResultMeasureValue") and WQX 3, the portal's beta ("Result_Measure").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from importers.errors import N_, BadValue
from importers.values.numbers import parse_decimal
from importers.values.texts import plain

_TWO = {
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
    "AnalysisStartDate": "analysed_on",
    "MethodSpecificationName": "expressed_as",
    "MethodSpeciationName": "expressed_as",
    "ResultCommentText": "note",
    "ProviderName": "source_title",
}
_THREE = {
    "Result_MeasureIdentifier": "id",
    "Location_Identifier": "point_id",
    "Location_Name": "name_en",
    "Location_LatitudeStandardized": "latitude",
    "Location_LongitudeStandardized": "longitude",
    "Location_Latitude": "latitude",
    "Location_Longitude": "longitude",
    "Activity_ActivityIdentifier": "sample_id",
    "Activity_Media": "medium",
    "Activity_StartDate": "sampled_on",
    "Activity_ConductingOrganization": "sampler",
    "ResultBiological_Taxon": "taxon",
    "Result_Characteristic": "substance",
    "Result_CASNumber": "cas",
    "Result_SampleFraction": "fraction",
    "Result_MethodSpeciation": "expressed_as",
    "Result_Measure": "value",
    "Result_MeasureUnit": "unit",
    "Result_WeightBasis": "basis",
    "Result_StatisticalBase": "statistic",
    "Result_StatisticalNValue": "sample_count",
    "ResultAnalyticalMethod_Name": "method",
    "LabInfo_Name": "laboratory",
    "LabInfo_AnalysisStartDate": "analysed_on",
    "DataQuality_ResultComment": "note",
    "ProviderName": "source_title",
}
HEADINGS = {**_TWO, **_THREE}
_NEEDED = ({"characteristicname", "resultmeasurevalue"}, {"result characteristic", "result measure"})


@dataclass(frozen=True, slots=True)
class _Names:
    """Where one generation keeps what is read from several columns at once."""

    activity: str
    subdivision: str
    condition: str
    limits: tuple[tuple[str, str, str], ...]  # type, value, unit
    depths: tuple[tuple[str, str, str], ...]  # value, unit, field


_L2 = "DetectionQuantitationLimit"
_NAMES = (
    _Names(
        "ActivityTypeCode",
        "ActivityMediaSubdivisionName",
        "ResultDetectionConditionText",
        ((f"{_L2}TypeName", f"{_L2}Measure/MeasureValue", f"{_L2}Measure/MeasureUnitCode"),),
        tuple(
            (f"Activity{part}/MeasureValue", f"Activity{part}/MeasureUnitCode", field)
            for part, field in (
                ("TopDepthHeightMeasure", "depth_from_m"),
                ("DepthHeightMeasure", "depth_from_m"),
                ("BottomDepthHeightMeasure", "depth_to_m"),
            )
        ),
    ),
    _Names(
        "Activity_TypeCode",
        "Activity_MediaSubdivision",
        "Result_ResultDetectionCondition",
        tuple(
            (f"DetectionLimit_Type{one}", f"DetectionLimit_Measure{one}", f"DetectionLimit_MeasureUnit{one}")
            for one in "AB"
        ),
        tuple(
            (f"Activity_{part}", f"Activity_{part}Unit", field)
            for part, field in (
                ("TopDepthMeasure", "depth_from_m"),
                ("DepthHeightMeasure", "depth_from_m"),
                ("BottomDepthMeasure", "depth_to_m"),
            )
        ),
    ),
)
_FOOT, _INCH = Decimal("0.3048"), Decimal("0.0254")
_METRES = {"m": Decimal(1), "meters": Decimal(1), "cm": Decimal("0.01"), "ft": _FOOT, "feet": _FOOT, "in": _INCH}
_BASES = {"dry": "dry", "wet": "wet"}
_STATISTICS = ("mean", "minimum", "maximum", "median")
# A word of the activity's type, and what the sample was for; the first that fits.
_PURPOSES = (
    ("trip blank", "trip_blank"),
    ("lab blank", "laboratory_blank"),
    ("laboratory blank", "laboratory_blank"),
    ("method blank", "laboratory_blank"),
    ("reagent blank", "laboratory_blank"),
    ("blank", "field_blank"),
    ("rinsate", "field_blank"),
    ("duplicate", "duplicate"),
    ("replicate", "replicate"),
    ("spike", "spike"),
    ("reference", "reference"),
    ("control sample-lab", "reference"),
)


def columns(headings: Collection[str]) -> dict[str, str]:
    """The field of every heading that is read as it is; empty when the table is not of this format."""
    by_plain = {plain(heading): heading for heading in headings}
    for needed, known in zip(_NEEDED, (_TWO, _THREE), strict=True):
        if by_plain.keys() >= needed:
            return {by_plain[plain(one)]: field for one, field in known.items() if plain(one) in by_plain}
    return {}


def adjust(fields: dict[str, str], cells: Mapping[str, str]) -> None:
    """Adds to a row's fields what stands in several columns at once: purpose, depths, limits, values below them.

    Raises BadValue for a kind of control sample that has no purpose of ours.
    """
    names = _NAMES[1] if "Result_Measure" in cells else _NAMES[0]
    _add_purpose(fields, cells.get(names.activity, ""), names.activity)
    if "groundwater" in cells.get(names.subdivision, "").lower():
        fields["medium"] = "groundwater"
    fields["basis"] = _BASES.get(fields.get("basis", "").lower(), "")
    fields["expressed_as"] = fields.get("expressed_as", "").removeprefix("as ")
    if fields.get("statistic", "").lower() not in _STATISTICS:
        fields.pop("statistic", None)
    _add_limits(fields, cells, names)
    for value, unit, field in names.depths:
        _add_depth(fields, cells, (value, unit), field)


def _add_purpose(fields: dict[str, str], activity: str, heading: str) -> None:
    lower = activity.lower()
    if "quality control" not in lower:
        return
    purpose = next((purpose for word, purpose in _PURPOSES if word in lower), "")
    if not purpose:
        raise BadValue(N_("%(value)s is a control sample of an unknown kind"), value=activity, field=heading)
    fields["purpose"] = purpose


def _add_limits(fields: dict[str, str], cells: Mapping[str, str], names: _Names) -> None:
    below = ""
    for kind, value, unit in names.limits:
        limit = cells.get(value, "")
        if not fields.get("unit"):
            fields["unit"] = cells.get(unit, "")
        if limit and cells.get(unit, "") == fields.get("unit"):
            words = cells.get(kind, "").lower()
            name = "quantification_limit" if "quant" in words or "report" in words else "detection_limit"
            fields.setdefault(name, limit)
            below = below or limit
    condition = cells.get(names.condition, "").lower()
    if condition and not fields.get("value"):
        unreported = "not reported" in condition
        fields["qualifier"] = "" if unreported else ">" if "above" in condition else "<"
        fields["value"] = below or ("-" if unreported else "" if "above" in condition else "not detected")


def _add_depth(fields: dict[str, str], cells: Mapping[str, str], columns: tuple[str, str], field: str) -> None:
    value, unit = cells.get(columns[0], ""), cells.get(columns[1], "").lower()
    if not value or fields.get(field):
        return
    if unit not in _METRES:
        raise BadValue(N_("the unit %(value)s of the depth is not known"), value=unit, field=columns[1])
    try:
        fields[field] = format(parse_decimal(value, ".") * _METRES[unit], "f")
    except BadValue as error:
        raise BadValue(N_("%(value)s is not a number"), value=value, field=columns[0]) from error
