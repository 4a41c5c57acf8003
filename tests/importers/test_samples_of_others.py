"""Files of the shape that other programs write: what the mappings in importers/mappings are for."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from shapely import Point

import importers
from importers.columns.mapping import load_mapping
from tests.importers.conftest import Take
from tests.importers.files import write_csv

MAPPINGS = Path(importers.__file__).parent / "mappings"


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


# A folder with files that others published and that are not ours to pass on.
THEIRS = Path(os.environ.get("MAPAPP_FILES_OF_OTHERS", "."))


@pytest.mark.parametrize(
    ("file", "mapping", "results"),
    [
        ("meuse_epsg28992.csv", "meuse", 620),
        ("usgs_wqp_results.csv", "", 5),
        ("kz_published_values.csv", "published_values", 28),
        ("kz_published_values_2.csv", "published_values", 64),
    ],
)
def test_files_of_others_where_they_are_at_hand(take: Take, file: str, mapping: str, results: int) -> None:
    path = next(THEIRS.rglob(file), None) if "MAPAPP_FILES_OF_OTHERS" in os.environ else None
    if path is None:
        pytest.skip(f"{file} is not here")
    found = take(path, "samples", mapping=MAPPINGS / f"{mapping}.toml" if mapping else None)
    assert [str(one.reason) for one in found.rejected] == []
    assert found.results == len(found.rows) == results


def test_published_values_with_the_words_that_came_with_them(take: Take, tmp_path: Path) -> None:
    table = [
        (
            "place_as_named",
            "medium",
            "substance",
            "cas",
            "value_min",
            "value_max",
            "unit",
            "statistic",
            "sampled",
            "source",
        ),
        ("Lake X", "fish", "mercury, total", "7439-97-6", "0.16", "2.2", "mg/kg", "range, mean 0.58", "2005", "a book"),
        ("Town Y", "topsoil", "PCBs", "", "", "12", "times MPC", '"up to"', "page 2014-11-08", "a page"),
        ("Town Y", "moon dust", "lead", "", "", "12", "mg/kg", "maximum", "2014", "a page"),
    ]
    found = take(write_csv(tmp_path / "a.csv", table), "samples", mapping=MAPPINGS / "published_values.toml")
    first, second = found.rows
    assert (first.substance, first.fraction, first.statistic, first.note) == (
        "mercury",
        "total",
        "range",
        "range, mean 0.58",
    )
    assert (first.medium, first.taxon, second.medium, second.statistic) == ("biota", "fish", "soil", "maximum")
    assert (second.sampled_on, second.extra) == ("", {"sampled": "page 2014-11-08"})
    assert found.unknown == {"medium": {"moon dust": 1}}
