"""The small parts of the map that are pure: state, symbols, sizes, the picture of the country."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from shapely.geometry import Point, box

from mapapp.domains.areas.layer import AreasLayer
from mapapp.domains.facilities.layer import FacilitiesLayer
from mapapp.domains.reports.layer import ReportsLayer
from mapapp.domains.samples.layer import SamplesLayer
from mapapp.publish.maps.legend import diameter, legend
from mapapp.publish.maps.locator import locator, map_address
from mapapp.publish.maps.sources import SCRIPTS, STYLES, inline_script, inline_style
from mapapp.publish.maps.state import MapState, View, parse_view, state_of_request
from mapapp.publish.maps.symbols import contrast, sprite, symbol_id
from mapapp.publish.summary import Summary

KNOWN = ("reports", "samples", "areas")


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("7/49.80/73.10", View(7, 49.8, 73.1)),
        ("4.5/-10/179.5", View(4.5, -10, 179.5)),
        ("99/49/73", View(17, 49, 73)),
        ("0/49/73", View(3, 49, 73)),
    ],
)
def test_a_view_is_read_and_kept_within_the_map(text: str, view: View) -> None:
    assert parse_view(text) == view


@pytest.mark.parametrize(
    "text", ["", "7", "7/49", "7/89.9/73", "7/49/181", "x/49/73", "7/49/73/1", "7/nan/73", "٧/49/73"]
)
def test_what_is_no_view_is_let_be(text: str) -> None:
    assert parse_view(text) is None


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ({}, MapState(KNOWN)),
        ({"layers": ""}, MapState(())),
        ({"layers": "areas,reports,castles"}, MapState(("reports", "areas"))),
        ({"open": "reports:man-001"}, MapState(KNOWN, None, ("reports", "man-001"))),
        ({"layers": "areas", "open": "samples:p-1"}, MapState(("samples", "areas"), None, ("samples", "p-1"))),
        ({"open": "castles:man-001"}, MapState(KNOWN)),
        ({"open": "reports:<script>"}, MapState(KNOWN)),
    ],
)
def test_the_state_in_an_address(address: dict[str, str], state: MapState) -> None:
    assert state_of_request(address, KNOWN) == state


def test_a_view_is_written_as_it_is_read() -> None:
    assert parse_view(str(View(6.5, 43.12346, 51.5))) == View(6.5, 43.1235, 51.5)


@pytest.mark.parametrize("layer", [ReportsLayer(), SamplesLayer(), FacilitiesLayer(), AreasLayer()])
def test_signs_in_symbols_can_be_seen(layer: ReportsLayer) -> None:
    drawn = str(sprite([layer]))
    for one in layer.style.classes:
        symbol = re.search(rf'<symbol id="{symbol_id(layer, one.value)}".*?</symbol>', drawn)
        assert symbol
        signs = re.findall(r'transform="[^"]+" fill="[^"]+" stroke="(#\w+)"', symbol[0])
        assert all(contrast(one.colour, ink) >= 3 for ink in signs)
        assert signs or layer.style.shape == "area"
    assert symbol_id(layer, "nonsense") == f"symbol-{layer.id}"


def test_the_area_of_a_circle_follows_the_figure() -> None:
    style = FacilitiesLayer.style
    least, most = style.size_range
    assert diameter(style, 0, 100) == least
    assert diameter(style, 100, 100) == most
    assert diameter(style, 1000, 100) == most
    assert diameter(style, 50, 100) ** 2 == pytest.approx((least**2 + most**2) / 2)
    assert diameter(style, 5, 0) == least


def test_the_legend_explains_what_is_on_the_map_and_no_more(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        lines = legend(FacilitiesLayer(), Summary(3, 3, (1,), {"": 3}, 285_000))
        assert [str(line.words) for line in lines] == ["200,000 t", "20,000 t", "2,000 t", "No figure published"]
        assert [line.value for line in legend(FacilitiesLayer(), Summary(3, 3, (1,), {"": 3}, 0))] == ["none"]
        kinds = legend(ReportsLayer(), Summary(5, 5, (1,), {"dump": 4, "smoke": 1}))
        assert [(line.value, line.count) for line in kinds] == [("dump", 4), ("smoke", 1)]
        assert [line.value for line in legend(AreasLayer(), Summary(1, 1, (1,), {"protected": 1}))][-1] == "dashed"


def test_the_picture_of_the_country_is_small_and_knows_what_is_outside() -> None:
    picture = locator([Point(73.1, 49.8), None, box(54, 43, 55, 44), Point(2.3, 48.8)])
    assert picture
    assert len(picture.points) == 2
    assert len(picture.country) + len(picture.borders) < 25_000
    assert all(0 < x < picture.width and 0 < y < picture.height for x, y in picture.points)
    assert locator([Point(2.3, 48.8)]) is None
    assert locator([None]) is None


def test_an_address_of_the_map_shows_all_that_was_asked_for(app: Flask) -> None:
    with app.test_request_context("/?lang=kk"):
        near = map_address([Point(73.1, 49.8)], ("reports",), "reports:man-001")
        assert near == "/?map=11/49.8000/73.1000&layers=reports&open=reports:man-001&lang=kk"
        wide = map_address([Point(51, 43), Point(85, 50)])
        view = parse_view(wide.split("map=")[1].split("&")[0])
        assert view
        assert 3 <= view.zoom < 5.5
        assert (view.latitude, view.longitude) == (46.5, 68)
        assert map_address([None]) == "/?lang=kk"


@pytest.mark.parametrize("name", SCRIPTS)
def test_our_scripts_can_stand_in_a_page_and_make_no_code_of_words(name: str) -> None:
    text = str(inline_script(name))
    assert "</script" not in text
    if name.startswith("js/"):
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
        assert "http://www.w3.org" in text or "http" not in text


@pytest.mark.parametrize("name", STYLES)
def test_our_styles_point_to_nothing(name: str) -> None:
    assert "url(" not in inline_style(name)
    assert "@import" not in inline_style(name)
