"""Results in the two formats of the Water Quality Exchange."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from importers.columns import wqx
from tests.importers.conftest import Take
from tests.importers.files import write_csv

WQX = (
    "ActivityIdentifier",
    "ActivityTypeCode",
    "ActivityMediaName",
    "ActivityStartDate",
    "MonitoringLocationIdentifier",
    "ResultDetectionConditionText",
    "CharacteristicName",
    "ResultMeasureValue",
    "ResultMeasure/MeasureUnitCode",
    "DetectionQuantitationLimitTypeName",
    "DetectionQuantitationLimitMeasure/MeasureValue",
    "DetectionQuantitationLimitMeasure/MeasureUnitCode",
    "ActivityDepthHeightMeasure/MeasureValue",
    "ActivityDepthHeightMeasure/MeasureUnitCode",
)


SECOND = [
    ("A1", "Sample-Routine", "Water", "2011-05-09", "L1", "", "Lead", "1,000.5", "ug/l", "", "", "", "10", "ft"),
    (
        "A2",
        "Sample-Routine",
        "Sediment",
        "2011-05-10",
        "L1",
        "Not Detected",
        "Lead",
        "",
        "",
        "Method Detection Level",
        "0.5",
        "mg/kg",
        "",
        "",
    ),
    (
        "A3",
        "Sample-Routine",
        "Water",
        "2011-05-11",
        "L1",
        "Present Above Quantification Limit",
        "Lead",
        "",
        "",
        "Upper Quantitation Limit",
        "90",
        "ug/l",
        "",
        "",
    ),
    (
        "A4",
        "Quality Control Sample-Field Blank",
        "Water",
        "2011-05-11",
        "L1",
        "",
        "Lead",
        "1",
        "ug/l",
        "",
        "",
        "",
        "",
        "",
    ),
]


def test_results_of_the_water_quality_exchange(take: Take, tmp_path: Path) -> None:
    found = take(write_csv(tmp_path / "a.csv", [WQX, *SECOND]), "samples")
    first, second, third, blank = found.rows
    assert (first.value, first.depth_from_m, first.point_id, first.not_drawn) == (
        Decimal("1000.5"),
        Decimal("3.048"),
        "L1",
        "no_coordinates",
    )
    assert (second.qualifier, second.value, second.unit) == ("<", Decimal("0.5"), "mg/kg")
    assert (second.detection_limit, second.quantification_limit, second.medium) == (Decimal("0.5"), None, "sediment")
    assert (third.qualifier, third.value, third.quantification_limit) == (">", Decimal(90), Decimal(90))
    assert [row.purpose for row in found.rows] == ["", "", "", "field_blank"]
    assert (blank.value, found.lost) == (Decimal(1), 0)


WQX3 = (
    "Org_FormalName",
    "Location_Identifier",
    "Location_LatitudeStandardized",
    "Location_LongitudeStandardized",
    "Activity_ActivityIdentifier",
    "Activity_TypeCode",
    "Activity_Media",
    "Activity_StartDate",
    "Activity_DepthHeightMeasure",
    "Activity_DepthHeightMeasureUnit",
    "Result_ResultDetectionCondition",
    "Result_Characteristic",
    "Result_CASNumber",
    "Result_MethodSpeciation",
    "Result_SampleFraction",
    "Result_MeasureIdentifier",
    "Result_Measure",
    "Result_MeasureUnit",
    "DetectionLimit_TypeA",
    "DetectionLimit_MeasureA",
    "DetectionLimit_MeasureUnitA",
    "LabInfo_AnalysisStartDate",
)


def row(number: int, *result: str) -> tuple[str, ...]:
    activity = ("QC Org", f"L{number}", "43.1", "-89.5", f"A{number}")
    return (*activity, "Quality Control Sample-Field Replicate" if number == 2 else "Sample-Routine", *result)


THIRD = [
    row(
        1,
        "Water",
        *[
            "2011-08-08",
            "10",
            "ft",
            "",
            "Nitrate",
            "14797-55-8",
            "as N",
            "Dissolved",
            "R1",
            "4.7",
            "mg/l",
            "",
            "",
            "",
            "2011-08-20",
        ],
    ),
    row(
        2,
        "Sediment",
        *[
            "2011-08-09",
            "",
            "",
            "Not Detected",
            "Lead",
            "7439-92-1",
            "",
            "Total",
            "R2",
            "",
            "mg/kg",
            "Lower Quantitation Limit",
            "0.5",
            "mg/kg",
            "",
        ],
    ),
    row(3, "Water", "2011-08-09", "", "", "Not Detected", "Lead", "", "", "", "R3", "", "ug/l", "", "", "", ""),
    row(4, "Water", "2011-08-09", "", "", "", "Unobtainium", "", "", "", "R4", "3", "ug/l", "", "", "", ""),
]


def test_results_of_the_third_water_quality_exchange(take: Take, tmp_path: Path) -> None:
    found = take(write_csv(tmp_path / "a.csv", [WQX3, *THIRD]), "samples")
    first, second, third = found.rows
    assert (first.substance, first.expressed_as, first.fraction, first.unit) == ("nitrate", "N", "dissolved", "mg/l")
    assert (first.id, first.analysed_on, first.depth_from_m, first.geometry.x) == (
        "R1",
        "2011-08-20",
        Decimal("3.048"),
        -89.5,
    )
    assert (second.purpose, second.qualifier, second.value, second.quantification_limit) == (
        "replicate",
        "<",
        Decimal("0.5"),
        Decimal("0.5"),
    )
    assert (third.qualifier, third.value, third.note) == ("<", None, "not detected")
    assert (found.unknown, found.lost) == ({"substance": {"Unobtainium": 1}}, 1)


@pytest.mark.parametrize(
    ("activity", "purpose"),
    [
        ("Sample-Routine", ""),
        ("Field Msr/Obs", ""),
        ("Quality Control Sample-Field Blank", "field_blank"),
        ("Quality Control Sample-Trip Blank", "trip_blank"),
        ("Quality Control Sample-Lab Blank", "laboratory_blank"),
        ("Quality Control Sample-Equipment Blank", "field_blank"),
        ("Quality Control Field Replicate Msr/Obs", "replicate"),
        ("Quality Control Sample-Lab Duplicate", "duplicate"),
        ("Quality Control Sample-Lab Spike", "spike"),
        ("Quality Control Sample-Reference Sample", "reference"),
    ],
)
def test_what_samples_were_taken_for(activity: str, purpose: str) -> None:
    fields: dict[str, str] = {"value": "1"}
    wqx.adjust(fields, {"ActivityTypeCode": activity})
    assert fields.get("purpose", "") == purpose


def test_control_samples_of_an_unknown_kind_are_told(take: Take, tmp_path: Path) -> None:
    row = ("A", "Quality Control Sample-Other", "Water", "2011-05-09", "L", "", "Lead", "1", "ug/l", *[""] * 5)
    found = take(write_csv(tmp_path / "a.csv", [WQX, row]), "samples")
    assert [(one.row, one.field) for one in found.rejected] == [(2, "ActivityTypeCode")]
