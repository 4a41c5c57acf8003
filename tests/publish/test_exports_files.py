"""What stands in the files: GeoJSON after RFC 7946, CSV for spreadsheets, GeoPackage read by GDAL's own programs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box, shape
from shapely.geometry.polygon import orient
from sqlalchemy.orm import Session

from mapapp.layers import Filter, Viewer
from mapapp.publish.exports.geojson import geojson_pieces
from mapapp.publish.exports.rows import Export, Line, sources
from mapapp.publish.exports.tabular import csv_pieces
from tests.factories.areas import area, settlement, unit
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "＝HYPERLINK(1)",
    "\t=1",
    "\r=1",
    "a;=1+1",
    'a\n"=1+1',
    "</script><script>alert(1)</script>",
    'x" onmouseover="alert(1)',
]


def download(client: FlaskClient, folder: Path, name: str) -> Path:
    """The file as somebody has it on disk."""
    path = folder / name.partition("?")[0]
    answer = client.get(f"/exports/{name}")
    assert answer.status_code == 200
    path.write_bytes(answer.data)
    return path


def geojson(client: FlaskClient, name: str) -> dict[str, Any]:
    """The collection of a GeoJSON download."""
    found: dict[str, Any] = json.loads(client.get(f"/exports/{name}.geojson").data)
    return found


def ogr_count(path: Path, layer: str) -> int:
    """The rows that GDAL's own program counts, which must say nothing of errors or warnings."""
    tool = shutil.which("ogrinfo")
    assert tool, "ogrinfo is missing: script/setup-test installs gdal-bin"
    told = subprocess.run([tool, "-ro", "-so", str(path), layer], capture_output=True, text=True, check=True)
    assert not told.stderr, told.stderr
    return int(next(line for line in told.stdout.splitlines() if line.startswith("Feature Count")).split(":")[1])


def clockwise_wrongly(polygon: Polygon) -> Polygon:
    """The polygon with its rings turned the wrong way round."""
    return orient(polygon, -1.0)


def test_geojson_is_as_the_standard_has_it(client: FlaskClient, db: Session) -> None:
    hole = Polygon(box(70, 48, 71, 49).exterior, [box(70.2, 48.2, 70.4, 48.4).exterior])
    site(db, "turned", geometry=clockwise_wrongly(hole))
    site(db, "many", geometry=MultiPolygon([clockwise_wrongly(box(60, 45, 61, 46)), box(62, 45, 63, 46)]))
    site(db, "long", geometry=Point(73.123456789123, 49.1))
    site(db, "doubtful", not_drawn="doubtful_coordinates", name="A dump: «Қ»")
    found = geojson(client, "reports")
    assert "crs" not in found
    assert found["type"] == "FeatureCollection"
    assert found["bbox"] == [60, 45, 73.1234568, 49.1]
    by_key = {one["id"]: one for one in found["features"]}
    assert by_key["long"]["geometry"] == {"type": "Point", "coordinates": [73.1234568, 49.1]}
    turned = shape(by_key["turned"]["geometry"])
    assert isinstance(turned, Polygon)
    assert turned.exterior.is_ccw
    assert not turned.interiors[0].is_ccw
    many = shape(by_key["many"]["geometry"])
    assert isinstance(many, MultiPolygon)
    assert all(part.exterior.is_ccw for part in many.geoms)
    doubtful = by_key["doubtful"]
    assert doubtful["geometry"] is None
    assert doubtful["properties"]["not_drawn"] == "doubtful_coordinates"
    assert doubtful["properties"]["undrawn_geometry"] == "POINT (73.1 49.8)"
    assert (found["numberReturned"], found["numberDrawn"], found["numberOnlyListed"]) == (4, 3, 1)


def test_geojson_names_licence_source_and_page(client: FlaskClient, db: Session) -> None:
    site(db, "s-1", name="A dump", waste_types=("oil", "tyres"), status_texts={"ru": "Горит"})
    found = geojson(client, "reports")
    assert found["licence"] == ["CC BY 4.0"]
    assert found["datasets"][0]["slug"] == "test-data"
    values = found["features"][0]["properties"]
    assert values["url"] == "http://localhost/reports/s-1"
    assert (values["kind"], values["status"], values["waste_types"]) == ("dump", "published", ["oil", "tyres"])
    assert (values["name"], values["name_en"], values["name_kk"]) == ("A dump", "A dump", None)
    assert (values["status_text_ru"], values["status_text_en"]) == ("Горит", None)
    assert (values["source_title"], values["citation"]) == ("A newspaper", "p. 3")
    assert (values["dataset"], values["licence"]) == ("test-data", "CC BY 4.0")
    assert (values["attribution"], values["dataset_citation"]) == ("A publisher", "A citation, page 3")


def test_the_language_chooses_the_name(client: FlaskClient, db: Session) -> None:
    settlement(db)
    rows = {lang: read_csv(client.get(f"/exports/places.csv?lang={lang}").data)[0] for lang in ("kk", "ru", "en")}
    assert {lang: row["name"] for lang, row in rows.items()} == {"kk": "Теміртау", "ru": "Темиртау", "en": "Temirtau"}
    assert len({(row["name_ru"], row["url"], tuple(row)) for row in rows.values()}) == 1


def test_rows_are_sent_while_they_are_read(app: Flask) -> None:
    read: list[int] = []

    def rows() -> Iterator[Line]:
        values = dict.fromkeys(column.name for column in export.columns)
        for number in range(5_000):
            read.append(number)
            yield Line({**values, "key": f"k-{number}"}, Point(70, 50), 1)

    with app.test_request_context():
        export = Export(sources()["reports"], Filter(), Viewer(), "en", datetime.now(UTC), {})
        for pieces in (geojson_pieces(export, rows()), csv_pieces(export.columns, rows(), spatial=True)):
            read.clear()
            assert next(pieces)
            assert len(read) < 2_000


def test_an_empty_layer_is_still_a_file(client: FlaskClient, tmp_path: Path) -> None:
    found = geojson(client, "reports")
    assert (found["features"], found["numberReturned"], "bbox" in found) == ([], 0, False)
    assert ogr_count(download(client, tmp_path, "reports.gpkg"), "reports") == 0
    assert ogr_count(download(client, tmp_path, "reports.csv"), "reports") == 0


def test_csv_is_for_spreadsheets(client: FlaskClient, db: Session) -> None:
    site(db, "s-1", geometry=Point(-73.5, 49.25))
    area(db, "a-1", geometry=box(70, 48, 71, 49))
    facility(db, "f-1", not_drawn="shared_point")
    raw = client.get("/exports/reports.csv").data
    assert raw.startswith(b"\xef\xbb\xbfkey,name,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2
    (row,) = read_csv(raw)
    assert (row["longitude"], row["latitude"], row["geometry_type"], row["geometry"]) == ("-73.5", "49.25", "Point", "")
    (row,) = read_csv(client.get("/exports/areas.csv").data)
    assert (row["longitude"], row["latitude"], row["geometry_type"]) == ("70.5", "48.5", "Polygon")
    assert row["geometry"].startswith("POLYGON ((")
    (row,) = read_csv(client.get("/exports/facilities.csv").data)
    assert (row["longitude"], row["latitude"], row["not_drawn"]) == ("", "", "shared_point")
    assert row["undrawn_geometry"] == "POINT (74.98 46.84)"


def read_csv(raw: bytes, separator: str = ",") -> list[dict[str, str]]:
    """The rows as a program sees them that cuts at ``separator``."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_hostile_names_run_nothing_in_a_spreadsheet(client: FlaskClient, db: Session, separator: str) -> None:
    for number, name in enumerate(HOSTILE):
        site(db, f"s-{number}", name=name, geometry=Point(-73.5, 49.25), place=name, source_title=name)
    raw = client.get("/exports/reports.csv").data.decode("utf-8-sig")
    cells = [one for row in csv.reader(io.StringIO(raw, newline=""), delimiter=separator) for one in row]
    assert not [one for one in cells if one.lstrip().startswith(tuple("=+-@＝＋－＠")) and one != "-73.5"]
    if separator == ",":
        assert cells.count("-73.5") == len(HOSTILE)
        assert all(float(row["longitude"]) == -73.5 for row in read_csv(raw.encode()))


def test_a_shape_too_long_for_a_cell_is_left_to_the_other_formats(client: FlaskClient, db: Session) -> None:
    corners = [(60 + number / 1000.0, 50 + (number % 2) / 3.0) for number in range(3000)]
    site(db, "long", geometry=LineString(corners))
    (row,) = read_csv(client.get("/exports/reports.csv").data)
    assert (row["geometry_type"], row["geometry"]) == ("LineString", "")
    assert len(geojson(client, "reports")["features"][0]["geometry"]["coordinates"]) == 3000


def test_geopackage_is_read_by_gdal(client: FlaskClient, db: Session, tmp_path: Path) -> None:
    limit(db)
    point(db, "p-1")
    point(db, "p-2", value=None)
    path = download(client, tmp_path, "samples.gpkg")
    counts = {name: ogr_count(path, name) for name in ("samples", "samples_results", "datasets", "code_book")}
    assert counts["samples"] == geojson(client, "samples")["numberReturned"] == 2
    assert counts["samples_results"] == 2
    assert counts["datasets"] == 1
    with sqlite3.connect(path) as opened:
        joined = opened.execute("SELECT r.value, r.times FROM samples_results r JOIN samples USING (key) ORDER BY key")
        assert joined.fetchall() == [(21.0, 10.0), (None, None)]
        assert opened.execute("PRAGMA user_version").fetchone() == (10200,)
        described = opened.execute("SELECT description FROM gpkg_contents WHERE table_name = 'samples'").fetchone()[0]
        assert "CC BY 4.0" in described
        assert "A publisher" in described
        kinds = dict(opened.execute("SELECT table_name, data_type FROM gpkg_contents"))
        assert (kinds["samples"], kinds["samples_results"]) == ("features", "attributes")
        assert opened.execute(
            "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"
        ).fetchone()


def test_geopackage_takes_shapes_of_every_kind_and_none(client: FlaskClient, db: Session, tmp_path: Path) -> None:
    shapes = [Point(1, 2), LineString([(1, 2), (3, 4)]), box(1, 1, 2, 2), MultiPolygon([box(1, 1, 2, 2)])]
    for number, one in enumerate([*shapes, GeometryCollection([Point(1, 2)])]):
        site(db, f"s-{number}", geometry=one)
    site(db, "nowhere", not_drawn="place_unknown")
    path = download(client, tmp_path, "reports.gpkg")
    assert ogr_count(path, "reports") == 6
    with sqlite3.connect(path) as opened:
        assert opened.execute("SELECT count(*) FROM reports WHERE geom IS NULL").fetchone() == (1,)
        assert opened.execute("SELECT key FROM reports WHERE key = 'nowhere'").fetchone()


def test_geopackage_passes_the_validator(client: FlaskClient, db: Session, tmp_path: Path) -> None:
    unit(db)
    limit(db)
    point(db)
    site(db, "s-1", geometry=box(1, 1, 2, 2))
    area(db)
    python = "/usr/bin/python3"
    for name in ("samples", "reports", "areas", "regions", "places"):
        path = download(client, tmp_path, f"{name}.gpkg")
        told = subprocess.run(
            [python, "-m", "osgeo_utils.samples.validate_gpkg", "-k", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, (name, told.stdout, told.stderr)


def test_nothing_is_left_behind(
    client: FlaskClient, db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    site(db)
    assert client.get("/exports/reports.gpkg").status_code == 200
    assert not list(tmp_path.iterdir())


def test_every_format_reads_alike(client: FlaskClient, db: Session, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        site(db, f"s-{number}", name=name)
    for ending in ("geojson", "csv", "gpkg"):
        path = download(client, tmp_path, f"reports.{ending}?kind=dump")
        assert ogr_count(path, "mapapp-reports" if ending == "geojson" else "reports") == len(HOSTILE)
