"""The map of somebody who only looks follows what is published, and nothing that is open on it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import Point
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from mapapp.core.changes import touch
from mapapp.core.database import open_session
from mapapp.domains.reports.models import Site
from tests.factories.reports import site

SECONDS = 2.0
PING = 1.2  # seconds between two questions of the map


def test_versions_are_few_bytes_for_everybody_and_touch_no_session(client: FlaskClient, db: Session) -> None:
    assert client.get("/maps/changes.json").json == {"versions": {}}
    touch(db, "reports")
    touch(db, "reports")
    touch(db, "samples")
    db.commit()
    answer = client.get("/maps/changes.json")
    assert answer.json == {"versions": {"reports": 2, "samples": 1}}
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert len(answer.data) < 200


def test_the_page_knows_the_versions_it_was_made_with(client: FlaskClient, db: Session) -> None:
    touch(db, "reports")
    db.commit()
    text = client.get("/?lang=en").get_data(as_text=True)
    assert 'mapapp.live(map_main, {"url": "/maps/changes.json", "versions": {"reports": 1}});' in text


def test_a_saved_map_asks_for_nothing(client: FlaskClient, db: Session) -> None:
    site(db, "s-1")
    db.commit()
    text = client.get("/exports/map.html").get_data(as_text=True)
    assert "mapapp.live(map_main" not in text
    assert "changes.json" not in text
    assert "data-report" not in text.replace("[data-report]", "")


@pytest.fixture
def told(app: Flask, connection: Connection) -> Iterator[Callable[[str], str]]:
    """The application behind an address; called with words it does what a moderator would do.

    It has one thread, like the transaction that holds the test: what changes records is asked of it as well.
    """

    @app.post("/test/<verb>/<name>")
    def act(verb: str, name: str) -> str:
        with open_session(connection) as db:
            found = db.scalars(select(Site).where(Site.external_id == name)).one()
            found.status = {"accept": "published", "reject": "rejected", "clean": "cleaned"}[verb]
            touch(db, "reports")
            db.commit()
        return verb

    app.config["WTF_CSRF_ENABLED"] = False
    with make_server("127.0.0.1", 0, app, threaded=False) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield lambda path: f"http://127.0.0.1:{server.server_port}{path}"
        server.shutdown()
        thread.join()


@pytest.fixture
def records(db: Session) -> None:
    """Two dumps on the map and one that nobody has looked at yet, far enough from one another."""
    site(db, "old", name="An old dump", geometry=Point(73.0, 49.0))
    site(db, "other", name="Another dump", geometry=Point(73.6, 49.4))
    site(db, "fresh", name="A fresh dump", geometry=Point(73.3, 49.2), status="new")
    db.commit()


@pytest.fixture
def page(chromium: Browser, told: Callable[[str], str], records: None) -> Iterator[Page]:
    """The map with its two dumps."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(told("/?lang=en&layers=reports&map=10/49.2/73.3"))
    expect(opened.locator("#map_main[data-ready=true] .marker")).to_have_count(2)
    yield opened
    context.close()
    assert faults == []


def act(page: Page, told: Callable[[str], str], path: str) -> None:
    """Does it as somebody else, not from the page that looks on."""
    assert page.context.request.post(told(path)).ok


@pytest.mark.browser
def test_an_accepted_report_appears_within_two_seconds(page: Page, told: Callable[[str], str]) -> None:
    fresh = page.get_by_role("button", name="A fresh dump")
    row = page.locator(".sidebar [data-layer=reports] a", has_text="A fresh dump")
    number = page.locator(".panel-layer[data-layer=reports] [data-drawn]")
    expect(row).to_have_count(0)
    for turn in range(3):
        page.wait_for_timeout(400 * turn)  # wherever between two questions it comes
        began = time.monotonic()
        act(page, told, "/test/accept/fresh")
        fresh.wait_for(timeout=SECONDS * 1000)
        assert time.monotonic() - began < SECONDS
        expect(row).to_be_visible()
        expect(number).to_have_text("3")
        expect(page.locator("[data-live-said]")).to_have_text("New on the map: 1")
        act(page, told, "/test/reject/fresh")
        fresh.wait_for(state="detached", timeout=SECONDS * 1000)
        expect(number).to_have_text("2")


@pytest.mark.browser
def test_view_popup_and_focus_stay(page: Page, told: Callable[[str], str]) -> None:
    page.get_by_role("button", name="An old dump").click()
    popup = page.locator("article.record-popup")
    expect(popup).to_be_visible()
    other = page.get_by_role("button", name="Another dump")
    other.focus()
    page.wait_for_timeout(500)  # the popup has come to rest
    before = page.url
    act(page, told, "/test/accept/fresh")
    expect(page.get_by_role("button", name="A fresh dump")).to_be_visible()
    expect(popup).to_be_visible()
    expect(other).to_be_focused()
    assert page.url == before


@pytest.mark.browser
def test_a_record_that_changed_is_read_anew(page: Page, told: Callable[[str], str]) -> None:
    old = page.get_by_role("button", name="An old dump")
    old.click()
    expect(page.locator("article.record-popup .badge")).to_have_text("Published")
    page.locator(".popup-close").click()
    act(page, told, "/test/clean/old")
    changed = page.get_by_role("button", name="An old dump, Illegal dump, Cleaned")
    changed.click()
    expect(page.locator("article.record-popup .badge")).to_have_text("Cleaned")


@pytest.mark.browser
def test_nothing_is_asked_while_the_page_is_out_of_sight(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hidden = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %s})"
    page.evaluate(f"() => {{ {hidden % 'true'}; document.dispatchEvent(new Event('visibilitychange')); }}")
    page.wait_for_timeout(PING * 1000)
    asked.clear()
    page.wait_for_timeout(2.5 * PING * 1000)
    assert asked == []
    page.evaluate(f"() => {{ {hidden % 'false'}; document.dispatchEvent(new Event('visibilitychange')); }}")
    page.wait_for_timeout(500)
    assert [url for url in asked if url.endswith("/maps/changes.json")]
