"""The map as people use it, on the real server with the shipped records."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

LAYERS = ("reports", "samples", "facilities", "areas")
LANGUAGES = ("kk", "ru", "en")
SCRIPT = "() => [...document.querySelectorAll('#map_main .marker, #map_main path.outline')].length"


def drawn(page: Page) -> int:
    """How many markers and outlines are on the map."""
    found: int = page.evaluate(SCRIPT)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_opens_in_each_language(visit: Open, language: str) -> None:
    page = visit().go(f"/?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    assert drawn(page) > 10
    assert page.locator(".leaflet-control-scale-line").inner_text().endswith("km" if language == "en" else "км")
    for layer in LAYERS:
        counted = int(
            re.sub(r"\D", "", page.locator(f".panel-layer[data-layer={layer}] label .number-of").inner_text())
        )
        assert counted > 5
        expect(page.locator(f".sidebar [data-layer={layer}] a[data-key]").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layer", LAYERS)
def test_a_popup_of_each_layer_shows_results_source_and_licence(visit: Open, language: str, layer: str) -> None:
    page = visit().go(f"/?lang={language}")
    page.locator(f".sidebar [data-layer={layer}] a[data-key]").first.click()
    popup = page.locator(f"article[data-record^='{layer}:']")
    expect(popup).to_be_visible()
    source = popup.locator(".source dd")
    assert source.count() >= 3
    assert all(text.strip() for text in source.all_inner_texts())
    assert re.search(r"CC BY|facts|факт|дерек|public|домен", popup.locator(".source").inner_text(), re.IGNORECASE)
    if layer == "samples":
        assert re.search(r"\d", popup.locator("table.values td").first.inner_text())
    expect(popup.locator(".popup-page a")).to_have_attribute(
        "href", re.compile(rf"/{layer}/[a-z0-9-]+\?lang={language}")
    )
    expect(page).to_have_url(re.compile(rf"open={layer}:[a-z0-9-]+"))


def test_switches_put_layers_on_and_off(visit: Open) -> None:
    page = visit().go("/?lang=en")
    before = drawn(page)
    for layer in LAYERS:
        page.locator(f"input[name=layers][value={layer}]").uncheck()
    expect(page.locator("#map_main .marker")).to_have_count(0)
    assert drawn(page) == 0
    expect(page).to_have_url(re.compile(r"layers=(&|$)"))
    page.locator("input[name=layers][value=areas]").check()
    assert 0 < drawn(page) < before
    expect(page.locator(".sidebar [data-layer=areas] a[data-key]").first).to_be_visible()
    expect(page.locator(".sidebar [data-layer=reports] [data-list-off]")).to_be_visible()


def test_the_address_keeps_view_layers_record_and_language(visit: Open) -> None:
    opened = visit()
    page = opened.go("/?lang=en&layers=reports,areas&map=9/43.65/51.17")
    expect(page.locator("input[name=layers][value=samples]")).not_to_be_checked()
    page.locator(".sidebar [data-layer=reports] a[data-key]").first.click()
    title = page.locator("article.record-popup h2").inner_text()
    expect(page).to_have_url(re.compile("open=reports:"))
    page.wait_for_timeout(700)  # until the map has come to rest beside the popup
    again = visit().go(page.url.removeprefix(opened.address))
    expect(again.locator("article.record-popup h2")).to_have_text(title)
    expect(again.locator("input[name=layers][value=samples]")).not_to_be_checked()
    again.wait_for_timeout(700)
    assert sorted(again.url.partition("?")[2].split("&")) == sorted(page.url.partition("?")[2].split("&"))
    page.locator("a[data-language=ru]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("article.record-popup")).to_be_visible()
    expect(page.locator("input[name=layers][value=samples]")).not_to_be_checked()


def test_records_that_no_zoom_can_part_open_as_a_list(visit: Open) -> None:
    page = visit().go("/?lang=en&map=13/43.65/51.16")
    page.locator(".marker-cluster").first.click()
    rows = page.locator(".popup-content .row")
    expect(rows.first).to_be_visible()
    assert rows.count() > 10
    rows.nth(2).click()
    expect(page.locator("article.record-popup")).to_be_visible()
    page.locator(".popup-back").click()
    expect(rows.nth(2)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_click_on_the_map_itself_opens_what_is_there(visit: Open, width: int) -> None:
    page = visit(width, 740).go("/?lang=en&layers=areas&map=9/44.33/78.43")
    box = page.locator("#map_main").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("article[data-record^='areas:'] h2")).to_contain_text("Altyn-Emel")
    expect(page.locator("article.record-popup .hint")).to_contain_text("Not the border")
    page.locator(".popup-close").click()
    expect(page.locator("article.record-popup")).to_have_count(0)
    alone = visit(width, 740).go("/?lang=en&layers=samples&map=11/43.5/68.5")
    alone.locator(".marker-diamond").first.click()
    expect(alone.locator("article[data-record^='samples:'] table")).to_be_visible()


def test_a_cluster_falls_apart_on_a_click(visit: Open) -> None:
    page = visit().go("/?lang=en")
    zoom = page.url
    page.locator(".marker-cluster").first.click()
    expect(page).not_to_have_url(zoom)
    expect(page.locator(".popup-content")).to_have_count(0)


def test_search_finds_a_place_by_its_kazakh_name(visit: Open) -> None:
    page = visit().go("/?lang=ru")
    box = page.get_by_role("combobox")
    box.fill("Теміртау")
    expect(page.get_by_role("option").first).to_contain_text("Темиртау")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"map=11/50\.0"))
    box.fill("Жоқжердегіауыл")
    expect(page.locator("[data-search-said]")).to_be_visible()


def test_everything_can_be_reached_by_keyboard(visit: Open) -> None:
    page = visit().go("/?lang=en&layers=reports")
    page.locator(".marker").first.focus()
    assert re.search(
        r"records here|dump", page.locator(".marker:focus").get_attribute("aria-label") or "", re.IGNORECASE
    )
    page.locator(".sidebar a[data-key]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".popup-content:focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("article.record-popup")).to_have_count(0)
    expect(page.locator(".sidebar a[data-key]:focus")).to_have_count(1)


def test_where_am_i_shows_the_accuracy_and_says_when_it_may_not(visit: Open) -> None:
    here = {"latitude": 49.8, "longitude": 73.1, "accuracy": 700}
    page = visit(permissions=["geolocation"], geolocation=here).go("/?lang=en")
    page.locator("[data-tool=locate]").click()
    expect(page.locator("[data-status]")).to_contain_text("700")
    expect(page.locator("path.my-place-around")).to_have_count(1)
    refused = visit().go("/?lang=en")
    refused.locator("[data-tool=locate]").click()
    expect(refused.locator("[data-status]")).to_contain_text("not allowed")


def test_the_link_to_the_view_can_be_copied(visit: Open) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"]).go("/?lang=kk&map=8/44/78&layers=areas")
    page.locator("[data-tool=share]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/?lang=kk&map=8/44.0000/78.0000&layers=areas")


def test_scale_and_full_screen(visit: Open) -> None:
    page = visit().go("/?lang=en")
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("km")
    page.locator("[data-tool=full]").click()
    expect(page.locator("[data-tool=full]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-tool=full]").click()
    expect(page.locator("[data-tool=full]")).to_have_attribute("aria-pressed", "false")


def test_without_scripts_the_list_says_the_same(visit: Open) -> None:
    page = visit(java_script_enabled=False).go("/?lang=en")
    expect(page.locator("#map_main")).to_be_hidden()
    for layer in LAYERS:
        expect(page.locator(f"[data-layer={layer}] a.row").first).to_be_visible()
    page.locator("[data-layer=reports] a.row").first.click()
    expect(page.locator("article.record h1")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(visit: Open, scheme: str) -> None:
    page = visit(360, 740, color_scheme=scheme, has_touch=True, is_mobile=True).go("/?lang=kk")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        "[...document.querySelectorAll('.map-frame button, .tabs-narrow button, .top a, .top summary')]"
        ".filter(one => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 44).map(one => one.outerHTML)"
    )
    assert small == []
    page.locator("[data-show=list]").tap()
    page.locator(".sidebar [data-layer=samples] a[data-key]").first.tap()
    popup = page.locator("article.record-popup")
    expect(popup).to_be_visible()
    box = popup.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    page.locator(".popup-close").tap()
    expect(popup).to_have_count(0)
    page.locator("[data-panel-toggle]").tap()
    page.locator("input[value=samples]").uncheck()
    expect(page).to_have_url(re.compile("layers=reports,facilities,areas"))


def test_a_failure_is_said_and_can_be_tried_again(visit: Open) -> None:
    opened = visit()
    opened.context.route("**/popup?*", lambda route: route.fulfill(status=503, body="no"))
    opened.context.route("**/maps/areas.json?*", lambda route: route.abort())
    page = opened.go("/?lang=en")
    expect(page.locator("[data-layer=areas] [data-retry]")).to_be_visible()
    page.locator(".sidebar [data-layer=reports] a[data-key]").first.click()
    expect(page.locator(".popup-content [role=alert]")).to_be_visible()
    assert len(opened.wrong) == 2  # the browser's own words about the two answers
    opened.wrong.clear()
    opened.context.unroute_all()
    page.locator(".popup-content .button").click()
    expect(page.locator("article.record-popup")).to_be_visible()
    page.locator("[data-retry]").click()
    expect(page.locator("[data-layer=areas] [data-layer-state]")).to_be_hidden()
