from __future__ import annotations

from pathlib import Path

import geopandas
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon

from importers.errors import ImportProblem
from tests.importers.conftest import Silence, Take
from tests.importers.files import feature, kml, placemark, write_geojson, write_zip

PLACE = Point(73.1, 49.8)


def frame(crs: str | None = "EPSG:4326", **columns: object) -> geopandas.GeoDataFrame:
    data = {"kind": ["dump"], "name_ru": ["Свалка у села"], **columns}
    shapes = geopandas.GeoSeries([PLACE], crs="EPSG:4326").to_crs(crs or "EPSG:4326")
    return geopandas.GeoDataFrame(data, geometry=list(shapes), crs=crs)


def shapefile(
    folder: Path, crs: str | None = "EPSG:4326", encoding: str = "UTF-8", leave_out: tuple[str, ...] = ()
) -> Path:
    made = folder / f"made{len(list(folder.iterdir()))}"
    made.mkdir()
    frame(crs).to_file(made / "sites.shp", encoding=encoding)
    kept = {one.name: one.read_bytes() for one in made.iterdir() if one.suffix not in leave_out}
    return write_zip(folder / "sites.zip", kept)


def test_geojson(take: Take, tmp_path: Path) -> None:
    shapes = [
        feature(73.1, 49.8, kind="dump", id="A", tags=["x", "y"]),
        {**feature(0, 0, kind="dump"), "geometry": None},
    ]
    found = take(write_geojson(tmp_path / "a.geojson", shapes))
    assert (found.format, found.crs, found.read) == ("GeoJSON", "EPSG:4326", 2)
    assert found.rows[0].geometry == PLACE
    assert found.rows[1].not_drawn == "no_coordinates"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32643", "EPSG:3857", "EPSG:28413", "EPSG:4284"])
def test_geopackage_in_any_system_that_declares_itself(take: Take, tmp_path: Path, crs: str) -> None:
    frame(crs).to_file(tmp_path / "a.gpkg", layer="sites")
    found = take(tmp_path / "a.gpkg")
    assert found.rows[0].geometry.distance(PLACE) < 1e-4
    assert found.rows[0].name_ru == "Свалка у села"


def test_layers_of_a_geopackage(take: Take, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "a.gpkg", layer="one")
    frame(kind=["landfill"]).to_file(tmp_path / "a.gpkg", layer="two")
    found = take(tmp_path / "a.gpkg")
    assert (found.rows[0].kind, "two" in str(found.notes[0])) == ("dump", True)
    assert take(tmp_path / "a.gpkg", toml='layer = "two"').rows[0].kind == "landfill"
    with pytest.raises(ImportProblem, match="no layer three"):
        take(tmp_path / "a.gpkg", toml='layer = "three"')


@pytest.mark.parametrize(
    ("encoding", "leave_out"), [("UTF-8", ()), ("CP1251", ()), ("CP1251", (".cpg",)), ("UTF-8", (".cpg",))]
)
def test_shapefiles_in_their_encodings(take: Take, tmp_path: Path, encoding: str, leave_out: tuple[str, ...]) -> None:
    found = take(shapefile(tmp_path, "EPSG:32643", encoding, leave_out))
    assert found.rows[0].name_ru == "Свалка у села"
    assert found.rows[0].geometry.distance(PLACE) < 1e-6


def test_a_shapefile_without_its_system_asks_for_it(take: Take, tmp_path: Path) -> None:
    path = shapefile(tmp_path, "EPSG:32643", leave_out=(".prj",))
    with pytest.raises(ImportProblem, match="does not say in which coordinates"):
        take(path)
    found = take(path, toml='crs = "EPSG:32643"')
    assert found.rows[0].geometry.distance(PLACE) < 1e-6
    assert found.crs == "EPSG:32643"


def test_a_shapefile_without_a_part(take: Take, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match=r"lacks its \.dbf"):
        take(shapefile(tmp_path, leave_out=(".dbf",)))


def test_several_shapefiles_in_one_archive(take: Take, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    frame().to_file(made / "one.shp")
    frame(kind=["landfill"]).to_file(made / "two.shp")
    path = write_zip(tmp_path / "a.zip", {f"data/{one.name}": one.read_bytes() for one in sorted(made.iterdir())})
    found = take(path)
    assert (found.rows[0].kind, "two" in str(found.notes[0])) == ("dump", True)
    assert take(path, toml='layer = "two"').rows[0].kind == "landfill"


def test_kml_and_kmz(take: Take, tmp_path: Path) -> None:
    text = kml(placemark("Свалка"))
    (tmp_path / "a.kml").write_text(text, "utf-8")
    write_zip(tmp_path / "a.kmz", {"doc.kml": text, "files/photo.jpg": b"\xff\xd8"})
    for name in ("a.kml", "a.kmz"):
        row = take(tmp_path / name).rows[0]
        assert (row.names, row.geometry, row.kind) == ({"ru": "Свалка"}, PLACE, "dump")
        assert not row.extra


def test_shapes_that_fit_the_kind_of_record(take: Take, tmp_path: Path) -> None:
    square = Polygon([(73, 49), (74, 49), (74, 50), (73, 50)])
    shapes = [square, MultiPolygon([square]), LineString([(73, 49), (74, 50)]), Point(73, 49, 5)]
    geopandas.GeoDataFrame({"kind": ["dump"] * 4}, geometry=shapes, crs="EPSG:4326").to_file(tmp_path / "a.geojson")
    found = take(tmp_path / "a.geojson")
    assert [row.geometry.geom_type for row in found.rows] == ["Polygon", "Polygon", "Point"] or found.repeated == 1
    assert [(one.row, one.field) for one in found.rejected] == [(3, "geometry")]
    assert "LineString" in str(found.rejected[0].reason)


def test_a_shape_that_crosses_itself_is_repaired_and_told(take: Take, tmp_path: Path) -> None:
    bow = Polygon([(73, 49), (74, 50), (74, 49), (73, 50)])
    geopandas.GeoDataFrame({"kind": ["dump"]}, geometry=[bow], crs="EPSG:4326").to_file(tmp_path / "a.gpkg")
    found = take(tmp_path / "a.gpkg")
    assert found.rows[0].geometry.is_valid
    assert any("repaired" in str(note) for note in found.notes)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95, 0.999])
def test_half_a_file(take: Take, tmp_path: Path, ending: str, part: float) -> None:
    shapes = [Point(60 + number / 1000, 49) for number in range(3000)]
    table = geopandas.GeoDataFrame({"kind": ["dump"] * 3000}, geometry=shapes, crs="EPSG:4326")
    table.to_file(tmp_path / f"a{ending}")
    whole = (tmp_path / f"a{ending}").read_bytes()
    (tmp_path / f"b{ending}").write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(ImportProblem) as problem:
        take(tmp_path / f"b{ending}")
    assert "\n" not in str(problem.value)


def test_a_link_in_kml_is_not_followed(take: Take, tmp_path: Path, silence: Silence) -> None:
    link = f"<NetworkLink><Link><href>{silence.url}/a.kml</href></Link></NetworkLink>"
    style = f'<Style id="s"><IconStyle><Icon><href>{silence.url}/i.png</href></Icon></IconStyle></Style>'
    (tmp_path / "a.kml").write_text(kml(style + link + placemark("Dump")), "utf-8")
    found = take(tmp_path / "a.kml")
    assert len(found.rows) == 1
    assert any("not fetched" in str(note) for note in found.notes)
