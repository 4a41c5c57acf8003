"""What the map draws: light rows, packed and kept as long as nothing changes; the basemap."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import MultiPolygon, Point, Polygon, box
from sqlalchemy.orm import Session

from mapapp.publish.maps import basemap
from tests.factories.areas import area
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point


def rows(client: FlaskClient, layer: str, query: str = "") -> dict[str, dict[str, Any]]:
    """The light rows by key."""
    answer = client.get(f"/maps/{layer}.json{query}")
    assert answer.status_code == 200
    return {row["key"]: row for row in answer.get_json()["features"]}


def test_a_row_has_what_the_map_shows(client: FlaskClient, db: Session) -> None:
    site(db, "s-1", geometry=Point(73.123456789, 49.8), precision="village", status="cleaned")
    assert rows(client, "reports", "?lang=en")["s-1"] == {
        "key": "s-1",
        "title": "A dump",
        "lang": "en",
        "at": [73.12346, 49.8],
        "class": "dump",
        "kind": "Illegal dump",
        "state": "Cleaned",
        "precision": "village",
    }


def test_only_what_is_drawn_and_public_comes(client: FlaskClient, db: Session) -> None:
    site(db, "s-1")
    site(db, "s-2", not_drawn="doubtful_coordinates")
    site(db, "s-3", status="new")
    site(db, "s-4", status="rejected")
    assert list(rows(client, "reports")) == ["s-1"]


def test_rows_can_be_narrowed_like_lists(client: FlaskClient, db: Session) -> None:
    site(db, "s-1")
    site(db, "s-2", kind="landfill", geometry=Point(60, 45))
    assert list(rows(client, "reports", "?kind=landfill")) == ["s-2"]
    assert list(rows(client, "reports", "?bbox=72,49,74,50")) == ["s-1"]
    assert client.get("/maps/reports.json?kind=castle").status_code == 400
    assert client.get("/maps/castles.json").status_code == 404


def test_classes_and_sizes(client: FlaskClient, db: Session) -> None:
    limit(db)
    point(db, "p-1")
    facility(db, "f-1", quantity="12.5")
    facility(db, "f-2", quantity=None)
    facility(db, "f-3", quantity="0")
    assert rows(client, "samples")["p-1"]["class"] == "over_2"
    found = rows(client, "facilities")
    assert found["f-1"]["size"] == 12500
    assert "size" not in found["f-2"]
    assert found["f-3"]["size"] == 0


def test_a_circle_that_is_no_border_is_dashed(client: FlaskClient, db: Session) -> None:
    area(db, "a-1")
    area(db, "a-2", geometry=box(66.1234567, 47, 67, 48))
    area(db, "a-3", area_ha=None)
    found = rows(client, "areas")
    assert found["a-1"]["dashed"] is True
    assert found["a-1"]["shape"]["type"] == "Polygon"
    assert "dashed" not in found["a-2"]
    assert [66.12346, 47.0] in found["a-2"]["shape"]["coordinates"][0]
    assert "shape" not in found["a-3"]


def test_a_dump_with_an_outline_has_a_point_inside_it(client: FlaskClient, db: Session) -> None:
    crescent = Polygon([(70, 50), (74, 50), (74, 54), (73.9, 50.1), (70, 50.1)])
    site(db, "s-1", geometry=crescent)
    site(db, "s-2", geometry=MultiPolygon([box(60, 50, 60.1, 50.1), box(61, 50, 61.2, 50.2)]))
    found = rows(client, "reports")
    assert crescent.buffer(0.001).contains(Point(found["s-1"]["at"]))
    assert found["s-2"]["shape"]["type"] == "MultiPolygon"


def test_many_rows_are_one_valid_object(client: FlaskClient, db: Session) -> None:
    for number in range(405):
        site(db, f"s-{number}")
    assert len(rows(client, "reports")) == 405
    assert rows(client, "areas") == {}


def test_rows_are_packed_and_not_sent_again_until_something_changes(client: FlaskClient, db: Session) -> None:
    site(db, "s-1", name="Ескі үйінді")
    first = client.get("/maps/reports.json?lang=kk", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.data))["features"][0]["title"] == "Ескі үйінді"
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/maps/reports.json?lang=kk", headers=again).status_code == 304
    assert client.get("/maps/reports.json?lang=ru", headers=again).status_code == 200
    site(db, "s-1", name="Жаңа үйінді")
    assert client.get("/maps/reports.json?lang=kk", headers=again).status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_browser_that_does_not_unpack_gets_plain_rows(client: FlaskClient, db: Session) -> None:
    site(db, "s-1")
    answer = client.get("/maps/reports.json", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.get_json()["features"]) == 1
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_the_basemap_may_be_kept_for_ever(client: FlaskClient, coding: str) -> None:
    address = f"/maps/basemap/{basemap.digest()}.json"
    assert address in client.get("/").get_data(as_text=True)
    answer = client.get(address, headers={"Accept-Encoding": coding})
    data = gzip.decompress(answer.data) if coding == "gzip" else answer.data
    assert set(json.loads(data)) >= {"countries", "lakes", "rivers", "oblasts", "places"}
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/maps/basemap/000000000000.json").status_code == 404
