"""The form of an alert in Chromium, on a phone: an area is searched, pressed, drawn, or without scripts chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from shapely import from_wkb, get_num_coordinates
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from mapapp.notify.models import Subscription
from tests.factories import areas

pytestmark = pytest.mark.browser
_TICKET_SECONDS = 4  # a form that comes back sooner is a program's

Open = Callable[..., Page]


@pytest.fixture
def address(mailing: Flask, db: Session) -> Iterator[str]:
    """The application on the test's own transaction: one request after another."""
    areas.unit(db, "kz35")
    areas.settlement(db)
    db.commit()
    server = make_server("127.0.0.1", 0, mailing)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(10)


@pytest.fixture
def phone(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens a page on a phone; nothing may be said on the console and nothing be asked of anybody else."""
    wrong: list[str] = []
    contexts = []
    ours = (address, "data:", "blob:")

    def open_page(path: str, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740}, has_touch=True, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(ours) else wrong.append(asked.url))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def kept(db: Session) -> Subscription:
    db.expire_all()
    return db.scalars(select(Subscription)).one()


def send(page: Page) -> None:
    page.wait_for_timeout(_TICKET_SECONDS * 1000)
    page.get_by_label("Your e-mail").fill("aigul@example.kz")
    page.get_by_role("button", name="Ask for letters").tap()
    expect(page.get_by_role("heading", name="Look into your letters")).to_be_visible()


def wide(page: Page) -> bool:
    """Whether something makes the page wider than the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_a_settlement_is_found_while_it_is_typed(phone: Open, db: Session) -> None:
    page = phone("/alerts?lang=en")
    page.get_by_text("Around a place").tap()
    page.get_by_label("Settlement or coordinates").press_sequentially("temir")
    page.locator("[data-alert-found]").get_by_text("Temirtau").tap()
    expect(page.get_by_label("Settlement or coordinates")).to_have_value("Temirtau")
    expect(page.locator("path.alert-shape")).to_be_visible()
    assert not wide(page)
    send(page)
    row = kept(db)
    assert (row.area, row.title, row.radius_km) == ("radius", "Temirtau", 10)


def test_an_area_is_drawn_by_pressing_its_corners(phone: Open, db: Session) -> None:
    page = phone("/alerts?lang=en")
    page.get_by_text("Drawn on the map").tap()
    expect(page.locator("[data-alert-map]")).to_have_attribute("data-ready", "true")
    chart = page.locator("#alert_map")
    chart.scroll_into_view_if_needed()
    for _time in range(3):
        page.get_by_role("button", name="Zoom in").tap()
        page.wait_for_timeout(400)  # the movement ends
    for x, y in ((60, 60), (200, 60), (200, 200), (100, 220)):
        chart.tap(position={"x": x, "y": y})
        page.wait_for_timeout(350)  # two taps at once would be a double tap
    expect(page.locator("[data-alert-said]")).to_contain_text("Corners: 4")
    page.get_by_role("button", name="Take back the last corner").tap()
    expect(page.locator("[data-alert-said]")).to_have_text(re.compile(r"Corners: 3 · [\d,]+ km²"))
    assert not wide(page)
    send(page)
    assert kept(db).area == "drawn"
    assert get_num_coordinates(from_wkb(bytes(kept(db).geom.data))) == 4


def test_a_place_is_pressed_on_the_map(phone: Open, db: Session) -> None:
    page = phone("/alerts?lang=en&lat=49.8&lon=73.1")
    expect(page.locator("path.alert-shape")).to_be_visible()
    expect(page.locator("[data-alert-map]")).to_have_attribute("data-ready", "true")
    page.locator("#alert_map").focus()
    page.keyboard.press("Enter")
    place = page.get_by_label("Settlement or coordinates")
    latitude, longitude = map(float, place.input_value().split(","))
    assert Point(longitude, latitude).distance(Point(73.1, 49.8)) < 0.05
    send(page)
    assert kept(db).title.startswith("49.8")


def test_everything_but_drawing_works_without_scripts(phone: Open, db: Session) -> None:
    page = phone("/alerts?lang=en", scripts=False)
    expect(page.get_by_text("Drawn on the map")).to_be_hidden()
    page.locator("select[name=unit]").select_option("kz35")
    assert not wide(page)
    send(page)
    assert kept(db).unit_key == "kz35"
