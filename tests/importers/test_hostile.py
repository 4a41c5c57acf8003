"""What nobody should send: each gets one clear line or a rejected row, nothing is fetched, nothing else happens."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path

import geopandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point

from importers.errors import ImportProblem
from importers.read import read
from importers.records import KINDS
from tests.importers.conftest import Silence, Take
from tests.importers.files import csv_text, feature, kml, placemark, write_csv, write_geojson, write_xlsx, write_zip

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)
LAUGHS = (
    "<!DOCTYPE kml ["
    '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]>"
)


def one_line(problem: ImportProblem) -> str:
    line = str(problem)
    assert "\n" not in line
    assert 10 < len(line) < 400
    return line


def problem(path: Path, kind: str = "reports") -> str:
    with pytest.raises(ImportProblem) as found:
        read(path, kind)
    return one_line(found.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\xef\xbb\xbf \r\n\r\n"),
        ("a.xlsx", b""),
        ("a.gpkg", b"\0" * 100),
        ("a.csv", b"id,kind,name_en\n"),
        ("a.csv", PNG),
        ("a.xlsx", PNG),
        ("a.csv", b"%PDF-1.7 ..."),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.shp", b"\x00\x00\x27\x0a" + bytes(100)),
        ("a.csv", b"<html><body>Log in</body></html>"),
        ("a.csv", random.Random(1).randbytes(5000)),
        ("a.csv", b"id,kind,name_en\n" + b"x" * 10_000_000),
        ("a.csv", b'id,kind,name_en\n1,dump,"never closed\n2,dump,x\n'),
        ("a.csv", b"id,kind,name_en\n1,dump,x\n2,du"),
        ("a.csv", b"id,kind,name_en\n1,dump,caf\xe9 d\xe9j\xe0\n"),
        ("a.csv", b"id,kind\n1,dump\n\xff\xfe\n"),
        ("a.csv", b"a" + b",a" * 2000 + b"\n1" + b",1" * 2000 + b"\n"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(2000)),
        ("a.kml", b"<kml><Document>"),
        ("a.kml", b"<gml></gml>"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("a.geojson", '{"type": "Feature", "properties": {"kind": "Свалка"}, "geometry": null}'.encode("cp1251")),
        (
            "a.geojson",
            b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": 5, "properties": 7}',
        ),
        ("a.zip", b"PK\x03\x04" + bytes(100)),
        ("a.parquet", b"PAR1" + bytes(100)),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:16].hex(),
)
def test_files_that_are_not_what_they_should_be(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    problem(tmp_path / name)


def test_names_that_do_not_fit(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "b.xlsx", {"a": [("id", "kind"), ("1", "dump")]})
    for name, source in (("a.csv", book), ("a.gpkg", book), ("a.xlsx", write_csv(tmp_path / "c.csv"))):
        (tmp_path / name).write_bytes(source.read_bytes())
        assert "in fact" in problem(tmp_path / name)


def test_places_that_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv", Path("/dev/zero"), Path("https://example.org/a.csv")):
        assert "There is no file" in problem(path)
    with pytest.raises(ImportProblem, match="can:"):
        read(write_csv(tmp_path / "a.csv"), "ships")


def test_zero_bytes_and_broken_letters_reject_their_row(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,kind,name_en\n1,dump,a\x00b\n2,dump,fine\n")
    found = take(tmp_path / "a.csv")
    assert [(one.row, one.field) for one in found.rejected] == [(2, "name_en")]
    (tmp_path / "a.json").write_text('[{"id": 1, "kind": "dump", "name_en": "\\ud800"}, {"id": 2, "kind": "dump"}]')
    assert [one.row for one in take(tmp_path / "a.json").rejected] == [1]


def test_formulas_stay_text_or_are_rejected(take: Take, tmp_path: Path) -> None:
    rows = [("id", "kind", "name_en", "area_m2"), ("1", "dump", "=cmd|' /C calc'!A0", "5"), ("2", "dump", "x", "=2+3")]
    found = take(write_csv(tmp_path / "a.csv", rows))
    assert found.rows[0].name_en == "=cmd|' /C calc'!A0"
    assert [(one.row, one.field) for one in found.rejected] == [(3, "area_m2")]


def test_too_long_a_text_rejects_its_row(take: Take, tmp_path: Path) -> None:
    rows = [
        ("id", "kind", "name_en", "words_en", "memo"),
        ("1", "dump", "x" * 301, "", ""),
        ("2", "dump", "", "x" * 10_001, ""),
        ("3", "dump", "", "", "x" * 2001),
    ]
    assert [one.field for one in take(write_csv(tmp_path / "a.csv", rows)).rejected] == ["name_en", "words_en", "memo"]


def test_messages_show_no_control_characters(take: Take, tmp_path: Path) -> None:
    rows = [("id", "kind"), ("1", "\x1b[31mred\u202edlrow\r\n" + "x" * 5000)]
    line = str(take(write_csv(tmp_path / "a.csv", rows)).rejected[0].reason)
    assert line.isprintable()
    assert len(line) < 300


@pytest.mark.parametrize(
    "before",
    [LAUGHS, '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE kml SYSTEM "{url}/a.dtd">'],
)
@pytest.mark.parametrize("ending", [".kml", ".kmz"])
def test_xml_entities(tmp_path: Path, silence: Silence, before: str, ending: str) -> None:
    text = kml(placemark("&x;"), before.replace("{url}", silence.url))
    path = tmp_path / f"a{ending}"
    if ending == ".kmz":
        write_zip(path, {"doc.kml": text})
    else:
        path.write_text(text, "utf-8")
    assert "entities" in problem(path)


def test_xml_entities_in_a_workbook(tmp_path: Path) -> None:
    sheet = f'<?xml version="1.0"?>{LAUGHS.replace("kml", "worksheet")}<worksheet><sheetData/></worksheet>'
    path = write_zip(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": "<workbook/>"})
    assert "damaged" in problem(path)


@pytest.mark.parametrize("name", ["a.csv", "a.gpkg", "a.geojson", "a.kml", "a.json", "a.txt", "a.vrt"])
def test_virtual_files_are_not_opened(tmp_path: Path, silence: Silence, name: str) -> None:
    source = f"/vsicurl/{silence.url}/a.geojson"
    layer = f'<OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>'
    (tmp_path / name).write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
    problem(tmp_path / name)


@pytest.mark.parametrize(
    "comment", ["<OGRVRTDataSource>", "<wfs:WFS_Capabilities>", "<GDAL_WMS>", "<OGRWFSDataSource>"]
)
def test_kml_that_other_drivers_might_take(take: Take, tmp_path: Path, silence: Silence, comment: str) -> None:
    body = placemark("Dump") + f"<!-- {silence.url} -->"
    (tmp_path / "a.kml").write_text(kml(body, f"<!-- {comment}<URL>{silence.url}</URL> -->"), "utf-8")
    assert len(take(tmp_path / "a.kml").rows) == 1


def test_addresses_in_data_are_not_visited(take: Take, tmp_path: Path, silence: Silence) -> None:
    link = f"/vsicurl/{silence.url}/a"
    shapes = [feature(73.1, 49.8, kind="dump", name_en=link, photo_url=f"{silence.url}/p.jpg")]
    crs = {"type": "link", "properties": {"href": f"{silence.url}/crs", "type": "proj4"}}
    path = write_geojson(tmp_path / "a.geojson", shapes, crs=crs)
    assert take(path).rows[0].name_en == link
    assert take(write_csv(tmp_path / "a.csv", [("kind", "name_en"), ("dump", link)])).rows[0].name_en == link
    (tmp_path / "b.geojson").write_text(f"/vsicurl/{silence.url}/a.geojson")
    problem(tmp_path / "b.geojson")


@pytest.mark.parametrize("trap", ["VIEW", "TRIGGER"])
def test_a_geopackage_that_computes(tmp_path: Path, silence: Silence, trap: str) -> None:
    path = tmp_path / "a.gpkg"
    table = geopandas.GeoDataFrame({"kind": ["dump"]}, geometry=[Point(73.1, 49.8)], crs="EPSG:4326")
    table.to_file(path, layer="sites")
    call = f"SELECT ogr_geocode('{silence.url}')"
    with sqlite3.connect(path) as database:
        if trap == "VIEW":
            database.execute(f"CREATE VIEW more AS {call} AS x")
        else:
            database.execute(f"CREATE TRIGGER more AFTER INSERT ON sites BEGIN {call}; END")
    database.close()
    assert "damaged" in problem(path)


def test_bombs_end_quickly(tmp_path: Path) -> None:
    started = time.monotonic()
    write_zip(tmp_path / "a.zip", {"a.shp": bytes(1 << 28)})
    write_zip(tmp_path / "a.kmz", {"doc.kml": b" " * (1 << 28)})
    write_zip(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": b" " * (1 << 28)})
    packed = time.monotonic()
    for name in ("a.zip", "a.kmz", "a.xlsx"):
        assert "unpack to 268 MB" in problem(tmp_path / name)
    assert time.monotonic() - packed < 2
    assert packed - started < 60


def test_slips_and_links_in_every_kind_of_archive(tmp_path: Path) -> None:
    for name in ("a.zip", "a.kmz", "a.xlsx"):
        write_zip(tmp_path / name, {"../../../../tmp/evil": "x", "doc.kml": kml(placemark("x"))})
        assert "outside" in problem(tmp_path / name)


def test_a_crash_of_a_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.formats.sandbox._environment", lambda: {"PYTHONHOME": "/nowhere"})
    path = write_geojson(tmp_path / "a.geojson", [feature(73.1, 49.8, kind="dump")])
    assert "damaged, or too large" in problem(path)


def test_the_reader_has_no_secrets_and_few_drivers(monkeypatch: pytest.MonkeyPatch) -> None:
    from importers.formats import sandbox

    monkeypatch.setenv("MAPAPP_SECRET_KEY", "secret")
    monkeypatch.setenv("https_proxy", "http://proxy")
    environment = sandbox._environment() | sandbox._drivers()
    assert "secret" not in str(environment)
    assert "proxy:" not in str(environment)
    assert {"OGR_VRT", "CSV", "HTTP", "WFS", "OAPIF", "SQLite"} <= set(environment["GDAL_SKIP"].split(","))
    assert "GPKG" not in environment["GDAL_SKIP"].split(",")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=400),
    kind=st.sampled_from(KINDS),
    name=st.sampled_from(["a.csv", "a.json", "a.txt", "a"]),
)
def test_any_bytes(tmp_path: Path, content: bytes, kind: str, name: str) -> None:
    (tmp_path / name).write_bytes(content)
    try:
        read(tmp_path / name, kind)
    except ImportProblem as error:
        one_line(error)


CELLS = st.text(max_size=30) | st.sampled_from(
    ["49.8", "73,1", "dump", "2014", "<5", "=1", "1e5", "POINT (1 2)", "a|b"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=4))
def test_any_cells(tmp_path: Path, rows: list[list[str]]) -> None:
    head = ["id", "kind", "latitude", "longitude", "geometry", "observed_on", "area_m2", "other"]
    clean = [[cell.replace('"', "").replace("\r", "").replace("\n", "") for cell in row] for row in rows]
    (tmp_path / "a.csv").write_bytes(csv_text([head, *clean]).encode("utf-8", "surrogatepass"))
    try:
        found = read(tmp_path / "a.csv", "reports")
    except ImportProblem as error:
        one_line(error)
        return
    assert found.rejected_count + len(found.rows) + found.repeated == found.read


@pytest.mark.parametrize("ending", [".gpkg", ".kml", ".geojson", ".xlsx", ".zip"])
def test_flipped_bytes(tmp_path: Path, ending: str) -> None:
    good = tmp_path / f"good{ending}"
    if ending == ".xlsx":
        write_xlsx(good, {"a": [("id", "kind"), ("1", "dump")]})
    elif ending == ".kml":
        good.write_text(kml(placemark("Dump")))
    else:
        table = geopandas.GeoDataFrame({"kind": ["dump"]}, geometry=[Point(73.1, 49.8)], crs="EPSG:4326")
        made = tmp_path / "made"
        made.mkdir()
        table.to_file(made / "a.shp" if ending == ".zip" else good)
        if ending == ".zip":
            write_zip(good, {one.name: one.read_bytes() for one in made.iterdir()})
    chance = random.Random(ending)
    for number in range(6):
        content = bytearray(good.read_bytes())
        for _ in range(8):
            content[chance.randrange(len(content))] = chance.randrange(256)
        (tmp_path / f"{number}{ending}").write_bytes(content)
        try:
            read(tmp_path / f"{number}{ending}", "reports")
        except ImportProblem as error:
            one_line(error)
