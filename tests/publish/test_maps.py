"""The map's page: nothing foreign, nothing unescaped, everything also without scripts."""

from __future__ import annotations

import json
import re

import folium
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point, box
from sqlalchemy.orm import Session

from mapapp.publish.maps.elements import Map
from tests.factories import dataset
from tests.factories.areas import area, settlement, unit
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point
from tests.publish.markup import HOSTILE, Page, faults

LAYERS = ("reports", "samples", "facilities", "areas")
KEYS = {"reports": "s-1", "samples": "p-1", "facilities": "f-1", "areas": "a-1"}


@pytest.fixture
def records(db: Session) -> None:
    """One record of every layer with hostile words in every field that a person or a document fills."""
    dataset(db, publisher=HOSTILE, citation=HOSTILE, licence=HOSTILE, title=HOSTILE)
    texts = {"en": HOSTILE}
    site(db, "s-1", name=HOSTILE, place=HOSTILE, source_title=HOSTILE, status_texts=texts, waste_text=HOSTILE)
    site(db, "s-2", name="Only listed", not_drawn="place_unknown")
    limit(db, act=HOSTILE)
    point(db, "p-1", name=HOSTILE)
    details = dict.fromkeys(("owner", "commodity", "fuel", "capacity_unit", "status_text"), HOSTILE)
    facility(db, "f-1", name=HOSTILE, operator=HOSTILE, details=details)
    area(db, "a-1", name=HOSTILE, details={"designation": HOSTILE, "centre_is": HOSTILE, "part_of": HOSTILE})
    area(db, "a-2", name="A proposed area", geometry=box(66, 47, 67, 48), status="proposed")
    settlement(db, names={"en": HOSTILE})
    unit(db, name=HOSTILE)


def pages() -> list[str]:
    """The addresses of pages that show words of others."""
    shown = [f"/{layer}/{key}" for layer, key in KEYS.items()]
    lists = [f"/{layer}" for layer in (*LAYERS, "regions", "places")]
    return [
        "/",
        *shown,
        *(f"{one}/popup" for one in shown),
        *lists,
        "/regions/kz35",
        "/datasets",
        "/limits",
        "/missing",
    ]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("address", pages())
@pytest.mark.parametrize("language", ["kk", "en"])
def test_no_page_lets_words_become_markup(client: FlaskClient, address: str, language: str) -> None:
    answer = client.get(address, query_string={"lang": language})
    text = answer.get_data(as_text=True)
    assert answer.status_code == (404 if address == "/missing" else 200)
    assert faults(text) == []
    assert not [tag for tag in Page(text).all("script") if "run()" in tag.text and "\\u003c/script" not in tag.text]
    assert "49'" not in text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("layer", LAYERS)
def test_hostile_words_are_shown_as_they_are(client: FlaskClient, layer: str) -> None:
    for address in (f"/{layer}/{KEYS[layer]}", f"/{layer}/{KEYS[layer]}/popup"):
        titles = [tag.text for tag in Page(client.get(address).get_data(as_text=True)).tags]
        assert any(text == HOSTILE for text in titles), address
    rows = client.get(f"/maps/{layer}.json").get_json()["features"]
    assert HOSTILE in [row["title"] for row in rows]
    assert client.get(f"/maps/{layer}.json").mimetype == "application/json"


@pytest.mark.usefixtures("records")
def test_hostile_tile_settings_and_names_are_escaped(app: Flask) -> None:
    app.config.update(TILE_URL="https://tiles.example/{z}/{x}/{y}.png", TILE_ATTRIBUTION=HOSTILE, SITE_NAME=HOSTILE)
    answer = app.test_client().get("/")
    text = answer.get_data(as_text=True)
    assert faults(text) == []
    assert "img-src 'self' data: blob: https://tiles.example" in answer.headers["Content-Security-Policy"]
    assert "mapapp.tiles(" in text
    assert "mapapp.basemap(" not in text
    assert HOSTILE in [tag.text for tag in Page(text).all("span")]


@pytest.mark.usefixtures("records")
def test_the_script_of_the_page_is_json_that_cannot_end_it(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)
    script = next(tag.text for tag in Page(text).all("script") if "mapapp.open(" in tag.text)
    calls = re.findall(r"mapapp\.(\w+)\(map_main, (.*)\);", script)
    assert [name for name, _ in calls].count("layer") == 4
    settings = {one["id"]: one for one in (json.loads(found) for name, found in calls if name == "layer")}
    assert list(settings) == list(LAYERS)
    assert settings["reports"]["popupUrl"] == "/reports/{key}/popup?lang=en"
    assert "<" not in script.replace("=>", "")


def test_folium_itself_is_left_as_it_is() -> None:
    assert Map.default_js == []
    assert Map.default_css == []
    assert folium.Map.default_js


@pytest.mark.usefixtures("records")
def test_the_list_says_the_same_without_scripts(client: FlaskClient) -> None:
    page = Page(client.get("/?lang=en").get_data(as_text=True))
    sections = [tag.attributes["data-layer"] for tag in page.all("section") if "data-layer" in tag.attributes]
    assert sections == list(LAYERS)
    links = [tag.attributes["href"] for tag in page.all("a")]
    assert {"/reports/s-1?lang=en", "/reports/s-2?lang=en", "/samples/p-1?lang=en", "/areas?lang=en"} <= set(links)
    words = " ".join(tag.text for tag in page.tags)
    assert "Not on the map: where exactly it is was not published." in words
    assert "The map needs JavaScript. This list says the same." in words
    assert "Illegal dump · Published" in words


@pytest.mark.usefixtures("records")
def test_the_address_says_which_layers_are_on(client: FlaskClient) -> None:
    page = Page(client.get("/?layers=samples,nonsense&map=7/49.8/73.1").get_data(as_text=True))
    boxes = {
        tag.attributes["value"]: "checked" in tag.attributes
        for tag in page.all("input")
        if tag.attributes.get("name") == "layers"
    }
    assert boxes == {"reports": False, "samples": True, "facilities": False, "areas": False}
    bodies = [tag for tag in page.all("div") if "data-list-body" in tag.attributes]
    assert ["hidden" in tag.attributes for tag in bodies] == [True, False, True, True]
    script = next(tag.text for tag in page.all("script") if "mapapp.open(" in tag.text)
    assert '"view": [7.0, 49.8, 73.1], "viewAsked": true' in script


@pytest.mark.usefixtures("records")
def test_a_long_layer_is_cut_in_the_list_and_leads_to_the_whole(client: FlaskClient, db: Session) -> None:
    for number in range(55):
        site(db, f"more-{number}", geometry=Point(70 + number / 10, 50))
    page = Page(client.get("/?lang=en").get_data(as_text=True))
    rows = [tag for tag in page.all("a") if tag.attributes.get("href", "").startswith("/reports/")]
    assert len(rows) == 50 + 1
    assert "All 57: Dumps and hot spots" in [tag.text for tag in page.all("a")]


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_language_is_kept_in_every_address(client: FlaskClient, language: str) -> None:
    page = Page(client.get(f"/?lang={language}&layers=areas").get_data(as_text=True))
    assert page.all("html")[0].attributes["lang"] == language
    own = [tag.attributes["href"] for tag in page.all("a") if tag.attributes["href"].startswith("/")]
    switches = [tag for tag in page.all("a") if "data-language" in tag.attributes]
    assert [tag.attributes["href"] for tag in switches] == [
        f"/?layers=areas&lang={code}" for code in ("kk", "ru", "en")
    ]
    others = set(own) - {tag.attributes["href"] for tag in switches}
    assert all(f"lang={language}" in href for href in others)


def test_the_language_switch_never_leads_to_another_site(client: FlaskClient) -> None:
    path = {"PATH_INFO": "//evil.example/x"}
    answer = client.get("/?_external=1&_scheme=javascript", environ_overrides=path)
    page = Page(answer.get_data(as_text=True))
    hrefs = [tag.attributes["href"] for tag in page.all("a") if "data-language" in tag.attributes]
    assert hrefs
    assert all(href.startswith("/evil.example/x?") for href in hrefs)


def test_an_empty_database_still_has_a_map(client: FlaskClient) -> None:
    text = client.get("/?lang=en").get_data(as_text=True)
    assert text.count("There are no records yet.") == 4
    assert faults(text) == []
