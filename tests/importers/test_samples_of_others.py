"""Files of the shape that other programs write: what the mappings in importers/mappings are for."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from shapely import Point

import importers
from importers.columns.mapping import load_mapping
from tests.importers.conftest import Take
from tests.importers.files import write_csv

MAPPINGS = Path(importers.__file__).parent / "mappings"
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


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_that_ship_can_be_read(path: Path) -> None:
    assert load_mapping(path).columns
    assert path.read_text("utf-8").startswith("# ")


def test_dumps_of_a_crowd_app(take: Take, tmp_path: Path) -> None:
    def dump(number: int, latitude: float, **more: object) -> dict[str, object]:
        return {
            "id": number,
            "location": {"lat": latitude, "lon": 20.4},
            "size": "SMALL",
            "type": ["PLASTIC", "DANGEROUS"],
            "imgUrl": None,
            **more,
        }

    seen = dump(4898636626395136, 42.28692560334865, trashTime={"savedTime": 1384270863607}, trashStatus="UNCONFIRMED")
    seen["location"] = {"accuracy": 4, "lat": 42.28692560334865, "lon": 20.4}
    (tmp_path / "a.json").write_text(json.dumps([seen, dump(1, 42.1), dump(1, 42.2), dump(1, 42.1)]))
    found = take(tmp_path / "a.json", "reports", mapping=MAPPINGS / "trashout.toml")
    assert (found.read, len(found.rows), found.repeated, found.rejected_count) == (4, 3, 1, 0)
    first = found.rows[0]
    assert (first.id, first.precision, first.precision_m, first.status) == (
        "4898636626395136",
        "within",
        Decimal(4),
        "published",
    )
    assert (first.waste_types, first.waste_text, first.observed_on) == (
        ("hazardous",),
        "PLASTIC|DANGEROUS",
        "2013-11-12",
    )
    assert first.extra == {"size": "SMALL"}


def test_service_requests_of_a_city(take: Take, tmp_path: Path) -> None:
    head = (
        "",
        "CASE_ENQUIRY_ID",
        "OPEN_DT",
        "CLOSURE_REASON",
        "CASE_TITLE",
        "TYPE",
        "ClosedPhoto",
        "Location",
        "LATITUDE",
        "LONGITUDE",
        "Source",
    )
    row = (
        "7",
        "1010",
        "01/24/2015 11:36:52 PM",
        "Noted",
        "Dumping",
        "Illegal Dumping",
        "",
        "1 Long St",
        "42.359",
        "-71.0717",
        "App",
    )
    found = take(write_csv(tmp_path / "a.csv", [head, row]), "reports", mapping=MAPPINGS / "boston_311.toml")
    (report,) = found.rows
    assert (report.kind, report.first_reported, report.status_text_en) == ("dump", "2015-01-24", "Noted")
    assert (report.geometry, report.precision, report.place) == (Point(-71.0717, 42.359), "approximate", "1 Long St")
    assert (report.source_title, report.extra) == ("", {"column 1": "7", "Source": "App"})


def test_a_column_per_substance_in_metres(take: Take, tmp_path: Path) -> None:
    table = [
        ("x", "y", "cadmium", "copper", "lead", "zinc", "om"),
        ("181072.0", "333611.0", "11.7", "85.0", "", "<0.5", "13.6"),
    ]
    found = take(write_csv(tmp_path / "a.csv", table), "samples", mapping=MAPPINGS / "meuse.toml")
    assert [(row.substance, row.qualifier, str(row.value), row.row) for row in found.rows] == [
        ("cadmium", "=", "11.7", 2),
        ("copper", "=", "85.0", 2),
        ("zinc", "<", "0.5", 2),
    ]
    assert len({row.sample_id for row in found.rows}) == len({row.point_id for row in found.rows}) == 1
    assert found.rows[0].geometry.distance(Point(5.7586, 50.9916)) < 0.001


def test_results_of_the_water_quality_exchange(take: Take, tmp_path: Path) -> None:
    rows = [
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
    found = take(write_csv(tmp_path / "a.csv", [WQX, *rows]), "samples")
    first, second, third = found.rows
    assert (first.value, first.depth_from_m, first.point_id, first.not_drawn) == (
        Decimal("1000.5"),
        Decimal("3.048"),
        "L1",
        "no_coordinates",
    )
    assert (second.qualifier, second.value, second.unit) == ("<", Decimal("0.5"), "mg/kg")
    assert (second.detection_limit, second.quantification_limit, second.medium) == (Decimal("0.5"), None, "sediment")
    assert (third.qualifier, third.value, third.quantification_limit) == (">", Decimal(90), Decimal(90))
    assert [(one.row, one.field) for one in found.rejected] == [(5, "ActivityTypeCode")]
