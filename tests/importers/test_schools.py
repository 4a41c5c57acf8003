"""Schools from a file of OpenStreetMap and from a table; with them, how far the nearest one is from a record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from shapely.geometry import Point, shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from importers import commands
from mapapp.config import ROOT
from mapapp.core.datasets import Dataset
from mapapp.domains.areas.models import School
from tests.factories import areas, facilities, reports, samples
from tests.importers.conftest import Take
from tests.importers.files import feature, write_geojson

OSM = ROOT / "importers/mappings/osm_schools.toml"
GROUNDS = [[[73.200, 49.800], [73.202, 49.800], [73.202, 49.802], [73.200, 49.802], [73.200, 49.800]]]
TABLE = (
    "Название школы;Тип организации;Широта;Долгота;Точность\n"
    "Школа № 5;средняя школа;49,8;73,1;\n"
    "Балдырған;Балабақша;49,81;73,1;\n"
)


pytestmark = pytest.mark.usefixtures("the_tests_database")


def bring(path: Path, *options: str) -> str:
    return CliRunner().invoke(commands.import_command, ["schools", str(path), *options]).output


def osm(folder: Path, *more: dict[str, Any]) -> Path:
    """What overpass turbo saves: grounds as an outline, a kindergarten as a point, tags as they are."""
    outline = {
        **feature(0, 0, **{"@id": "way/11", "amenity": "school", "name": "Теміртау мектебі", "name:ru": "Школа № 7"}),
        "geometry": {"type": "Polygon", "coordinates": GROUNDS},
    }
    tags = {"@id": "node/12", "amenity": "kindergarten", "name": "Балдырған", "url": "www.baldyrgan.kz", "type": "x"}
    return write_geojson(folder / "schools.geojson", [outline, feature(73.1, 49.8, **tags), *more])


def nearest(client: FlaskClient, path: str) -> str:
    """What the page of a record says of the nearest school."""
    found = re.search(r"<dt>School</dt>\s*<dd>(.*?)</dd>", client.get(path).get_data(as_text=True), re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_a_file_of_openstreetmap_twice(db: Session, tmp_path: Path) -> None:
    areas.school(db, "noise")
    options = ("--mapping", str(OSM), "--licence", "ODbL 1.0")
    assert "Read: 2; new: 2; changed: 0; unchanged: 0; rejected: 0." in bring(osm(tmp_path), *options)
    before = [(one.id, one.key, one.updated_at) for one in db.scalars(select(School).order_by(School.id))]
    assert "Read: 2; new: 0; changed: 0; unchanged: 2; rejected: 0." in bring(osm(tmp_path), *options)
    assert [(one.id, one.key, one.updated_at) for one in db.scalars(select(School).order_by(School.id))] == before
    outline, point = db.scalars(select(School).where(School.external_id != "noise").order_by(School.id))
    assert (outline.key, outline.kind, outline.precision) == ("way-11", "school", "exact")
    assert outline.names == {"kk": "Теміртау мектебі", "ru": "Школа № 7"}
    assert (point.key, point.kind, point.names) == ("node-12", "kindergarten", {"kk": "Балдырған"})
    assert (point.source_title, point.source_url) == ("OpenStreetMap", "")
    assert point.extra == {"url": "www.baldyrgan.kz", "type": "x"}
    assert db.scalars(select(Dataset.licence).where(Dataset.slug == "schools")).one() == "ODbL 1.0"


def test_what_is_no_school_is_rejected_with_its_row(db: Session, tmp_path: Path) -> None:
    told = bring(osm(tmp_path, feature(73.3, 49.8, **{"@id": "node/13", "amenity": "hospital"})), "--mapping", str(OSM))
    assert "row 3, amenity: hospital is not one of" in told
    assert "Nothing was changed." in told
    assert db.scalars(select(School)).all() == []


def test_a_table_needs_no_mapping(db: Session, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(TABLE, "utf-8")
    assert "new: 2" in bring(path)
    assert "new: 0; changed: 0; unchanged: 2" in bring(path)
    school, kindergarten = db.scalars(select(School).order_by(School.id))
    assert (school.kind, school.names, school.precision) == ("school", {"ru": "Школа № 5"}, "approximate")
    assert (kindergarten.kind, kindergarten.names) == ("kindergarten", {"ru": "Балдырған"})  # as the heading says
    assert "new: 0; changed: 1; unchanged: 1" in bring(_changed(path))


def _changed(path: Path) -> Path:
    path.write_text(TABLE.replace("49,81;73,1;", "49,81;73,1;exact").replace("Точность", "precision"), "utf-8")
    return path


def test_a_row_must_say_its_kind_and_need_not_have_a_name(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("kind,latitude,longitude\nschool,49.8,73.1\n,49.9,73.1\nschool,,\n", "utf-8")
    found = take(path, "schools")
    assert [(row.row, row.kind, row.not_drawn) for row in found.rows] == [
        (2, "school", None),
        (4, "school", "no_coordinates"),
    ]
    assert [(one.row, one.field) for one in found.rejected] == [(3, "kind")]


def test_every_page_says_how_far_the_nearest_school_is(client: FlaskClient, db: Session, tmp_path: Path) -> None:
    reports.site(db, "s-1", geometry=Point(73.11, 49.8))
    samples.point(db, "p-1")
    facilities.facility(db, "f-1")
    db.flush()
    for path in ("/reports/s-1", "/samples/p-1", "/facilities/f-1"):
        assert nearest(client, path) == "not loaded"
    bring(osm(tmp_path), "--mapping", str(OSM))
    areas.school(db, "far", geometry=Point(80, 50))
    areas.school(db, "doubtful", geometry=Point(73.11, 49.8), place={"not_drawn": "doubtful_coordinates"})
    areas.school(db, "somewhere", geometry=Point(73.11, 49.8), place={"precision": "district"})
    areas.school(db, "nowhere", geometry=None, place={"not_drawn": "place_unknown"})
    # One hundredth of a degree of longitude at 49.8 degrees north: 719.93 m on the ellipsoid.
    assert nearest(client, "/reports/s-1") == "Балдырған : 720 m To its middle point."
    for path in ("/samples/p-1", "/facilities/f-1"):
        assert re.fullmatch(r".+ : [\d.,]+ km To its (middle point|outline)\.", nearest(client, path))


def test_an_outline_counts_from_its_edge(client: FlaskClient, db: Session, tmp_path: Path) -> None:
    bring(osm(tmp_path), "--mapping", str(OSM))
    reports.site(db, "east", geometry=Point(73.212, 49.801))
    reports.site(db, "within", geometry=shape({"type": "Polygon", "coordinates": GROUNDS}).buffer(0.01))
    assert nearest(client, "/reports/east") == "Школа № 7 : 720 m To its outline."
    assert nearest(client, "/reports/within") == "Школа № 7 : inside To its outline."


def test_a_school_known_by_its_village_is_about_so_far(client: FlaskClient, db: Session) -> None:
    areas.school(db, "village", name="Village school", geometry=Point(73.3, 49.8), place={"precision": "village"})
    areas.settlement(db, "noise", point=Point(73.11, 49.8))
    reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    assert nearest(client, "/reports/s-1") == "Village school : about 15 km To its middle point."
    within = {"precision": "within", "precision_m": 300}
    areas.school(db, "within", name="Within", geometry=Point(73.15, 49.8), place=within)  # 3,600 m away
    assert nearest(client, "/reports/s-1") == "Within : 3.2 km to 3.9 km To its middle point."


def test_while_none_is_loaded_nothing_names_the_layer(client: FlaskClient, db: Session) -> None:
    reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    words = "Schools and kindergartens"
    for path in ("/reports", "/exports", "/reports/s-1/nearby"):
        assert words not in client.get(path).get_data(as_text=True)
    empty = client.get("/schools").get_data(as_text=True)
    assert "None are loaded yet" in empty
    assert 'class="filters"' not in empty
    assert "Nothing was found." in client.get("/schools?q=x").get_data(as_text=True)
    areas.school(db, geometry=Point(73.11, 49.8))
    assert words in client.get("/exports").get_data(as_text=True)
    around = client.get("/reports/s-1/nearby").get_data(as_text=True)
    assert words in around
    assert 'href="/schools/school-1"' in around
    listed = client.get("/schools?kind=school").get_data(as_text=True)
    assert "School No. 1" in listed
    assert "School No. 1" not in client.get("/schools?kind=kindergarten").get_data(as_text=True)


def test_a_schools_own_page(client: FlaskClient, db: Session) -> None:
    areas.school(db, "one", name="One")
    areas.school(db, "two", name="Two", kind="kindergarten", geometry=Point(73.11, 49.8))
    page = client.get("/schools/two").get_data(as_text=True)
    assert '<p class="kind">Kindergarten' in page
    assert nearest(client, "/schools/two") == "One : 720 m To its middle point."
