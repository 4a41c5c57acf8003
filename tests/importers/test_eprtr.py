"""Files of the shape of the European register: facilities and releases of one table, nothing lost on the way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import importers
from importers.load import load_rows
from mapapp.domains.facilities.models import Activity, Facility, Pollutant, Release
from tests.factories import dataset
from tests.importers.conftest import Take
from tests.importers.files import write_csv

MAPPINGS = Path(importers.__file__).parent / "mappings"
NEW = [
    "CountryName",
    "ReportingYear",
    "FacilityInspireId",
    "FacilityName",
    "ParentCompanyName",
    "Longitude",
    "Latitude",
    "EPRTRAnnexIMainActivityCode",
    "PollutantCode",
    "PollutantName",
    "Medium",
    "TotalPollutantQuantityKg",
    "AccidentalPollutantQuantityKG",
    "MethodCode",
    "ConfidentialityReasonCode",
]
OLD = [
    "FacilityReportID",
    "FacilityID",
    "FacilityName",
    "ParentCompanyName",
    "Lat",
    "Long",
    "CountryName",
    "MainIAActivityCode",
    "ReportingYear",
    "PollutantReleaseID",
    "ReleaseMediumCode",
    "PollutantCode",
    "PollutantName",
    "MethodBasisCode",
    "TotalQuantity",
    "AccidentalQuantity",
    "UnitCode",
    "ConfidentialIndicator",
]
WORKS = ("A country", "F.1", "Works at the river", "Holding", "73.1", "49.8", "2(e)(i)")
PLANT = ("A country", "F.2", "Power plant", "", "72.9", "50.1", "1(c)")


def new(facility: tuple[str, ...], year: int, *release: str) -> list[str]:
    return [facility[0], str(year), *facility[1:], *release]


ROWS = [
    new(WORKS, 2019, "SOX", "Sulphur oxides (SOX)", "AIR", "1200000", "30000", "M", ""),
    new(WORKS, 2020, "SOX", "Sulphur oxides (SOX)", "AIR", "900000", "0", "M", ""),
    new(WORKS, 2020, "HGANDCOMPOUNDS", "Mercury and compounds (as Hg)", "WATER", "12.5", "", "C", ""),
    new(WORKS, 2020, "", "Heavy metals", "AIR", "", "", "", "Article4(2)(b)"),
    new(PLANT, 2020, "NOX", "Nitrogen oxides (NOX)", "AIR", "2340000", "0", "E", ""),
    new(PLANT, 2020, "FLUORANTHENE", "Fluoranthene", "WATER", "1.5", "", "C", ""),
    new(PLANT, 2020, "CO", "Carbon monoxide (CO)", "AIR", "-5", "", "C", ""),
    new(PLANT, 2020, "CO", "Carbon monoxide (CO)", "MOON", "5000000", "", "C", ""),
    new(PLANT, 2020, "UNHEARD-OF", "Unheard-of", "AIR", "7", "", "C", ""),
]


@pytest.fixture
def lists(db: Session) -> Session:
    made = dataset(db)
    for code in ("1.c", "2.e", "2.e.i"):
        db.add(Activity(code=code, section=int(code[0]), external_id=code, dataset_id=made.id, names={"en": code}))
    for number in (2, 8, 11, 21):
        db.add(Pollutant(number=number, external_id=str(number), dataset_id=made.id, names={"en": f"No. {number}"}))
    db.flush()
    return db


def test_every_row_is_loaded_or_rejected_with_a_reason(take: Take, tmp_path: Path, lists: Session) -> None:
    file = write_csv(tmp_path / "releases.csv", [NEW, *ROWS])
    facilities = take(file, "facilities", mapping=MAPPINGS / "eprtr_facilities.toml")
    assert (facilities.read, len(facilities.rows), facilities.repeated) == (9, 2, 7)
    releases = take(file, "releases", mapping=MAPPINGS / "eprtr_releases.toml")
    assert (releases.read, len(releases.rows), releases.rejected_count) == (9, 6, 3)
    assert {(one.row, one.field) for one in releases.rejected} == {
        (8, "TotalPollutantQuantityKg"),
        (9, "Medium"),
        (10, "PollutantCode"),
    }
    about = dataset(lists, "eprtr")
    assert not load_rows(lists, about, "facilities", facilities.rows).rejected
    assert not load_rows(lists, about, "releases", releases.rows).rejected
    works = lists.scalars(select(Facility).where(Facility.external_id == "F.1")).one()
    assert (works.kind, works.activity_code, works.operator) == ("smelter", "2.e.i", "Holding")
    assert lists.scalars(select(Facility.kind).where(Facility.external_id == "F.2")).one() == "power_plant"
    found = {(one.year, one.pollutant_no, one.medium): one for one in works.releases}
    first, mercury, secret = found[2019, 11, "air"], found[2020, 21, "water"], found[2020, None, "air"]
    assert (first.tonnes, first.accidental_quantity, first.unit) == (Decimal(1200), Decimal(30000), "kg/year")
    assert (mercury.tonnes, mercury.accidental_quantity, mercury.determined) == (Decimal("0.0125"), None, "C")
    assert (secret.quantity, secret.tonnes, secret.confidential) == (None, None, True)
    assert not first.confidential
    # Below the threshold nothing is in the file, and nothing is in the database: not even a 0.
    assert not lists.scalars(select(Release).where(Release.year == 2019, Release.facility_id != works.id)).all()


def test_the_tables_of_before_are_known_by_their_headings(take: Take, tmp_path: Path) -> None:
    works = ("100", "1", "Works", "Holding", "49.8", "73.1", "A country", "1.(c)", "2012")
    rows = [
        [*works, "7", "AIR", "HG AND COMPOUNDS", "Mercury and compounds (as Hg)", "M", "15", "1.5", "KGM", "0"],
        [*works, "8", "WASTEWATER", "TOTAL - NITROGEN", "Total nitrogen", "E", "2", "0", "TNE", "false"],
        [*works, "9", "LAND", "", "Heavy metals", "", "", "", "", "1"],
    ]
    file = write_csv(tmp_path / "old.csv", [OLD, *rows])
    found = take(file, "releases", mapping=MAPPINGS / "eprtr_releases.toml")
    assert not found.rejected
    assert [
        (one.id, one.facility_id, one.pollutant_no, one.medium, one.unit, one.confidential) for one in found.rows
    ] == [
        ("7", "1", 21, "air", "kg/year", False),
        ("8", "1", 12, "offsite", "t/year", False),
        ("9", "1", None, "land", "kg/year", True),
    ]
    facilities = take(file, "facilities", mapping=MAPPINGS / "eprtr_facilities.toml")
    assert [(one.id, one.name_en, one.activity, one.kind) for one in facilities.rows] == [
        ("1", "Works", "1.c", "power_plant")
    ]


def test_an_activity_of_no_annex_is_a_reason_and_no_crash(lists: Session, take: Take, tmp_path: Path) -> None:
    odd = ("A country", "F.9", "Odd works", "", "73.1", "49.8", "7(z)")
    file = write_csv(tmp_path / "odd.csv", [NEW, new(odd, 2020, "CH4", "Methane", "AIR", "1", "", "M", "")])
    rows = take(file, "facilities", mapping=MAPPINGS / "eprtr_facilities.toml").rows
    assert [one.row for one in load_rows(lists, dataset(lists, "eprtr"), "facilities", rows).rejected] == [2]
    assert lists.scalars(select(Facility).where(Facility.external_id == "F.9")).one_or_none() is None
