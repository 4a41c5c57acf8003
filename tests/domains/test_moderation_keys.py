"""The keys of the moderators' pages, pressed in a real browser; and that the pages are fit for everybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from mapapp.config import ROOT
from mapapp.domains.reports.models import Site
from tests.factories import reports
from tests.factories.accounts import log_in, person
from tests.factories.moderation import report

pytestmark = pytest.mark.browser
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def page(app: Flask, db: Session, chromium: Browser) -> Iterator[Page]:
    """A moderator's browser at the queue of three reports; one request at a time, in the test's transaction."""
    with app.test_request_context():
        for number in range(3):
            report(db, f"r-line{number}2")
        reports.site(db)
    log_in(client := app.test_client(), person(db))
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=f"http://127.0.0.1:{server.port}")
    context.set_default_timeout(20_000)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"http://127.0.0.1:{server.port}"}])
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.goto("/moderation")
    yield opened
    context.close()
    server.shutdown()
    thread.join(10)
    assert wrong == []


def statuses(db: Session) -> list[str]:
    db.expire_all()
    return list(db.scalars(select(Site.status).where(Site.key.startswith("r-line")).order_by(Site.key)))


def test_a_day_of_work_without_a_mouse(page: Page, db: Session) -> None:
    for sign in ("j", "j", "x"):
        page.keyboard.press(sign)
    assert page.locator("input[name=item]:checked").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/r-line12")
    page.keyboard.press("k")
    page.wait_for_url("**/moderation/r-line02")
    page.keyboard.press("a")
    page.wait_for_url("**/moderation/r-line12")
    page.keyboard.press("r")
    page.keyboard.press("3")
    page.wait_for_url("**/moderation/r-line22")
    page.keyboard.press("q")
    page.keyboard.type("Which of the jars are kaput? 1")
    assert page.locator("textarea[name=question]").input_value() == "Which of the jars are kaput? 1"
    assert page.url.endswith("/moderation/r-line22")
    assert statuses(db) == ["published", "rejected", "new"]


def test_what_is_ticked_is_rejected_with_two_keys(page: Page, db: Session) -> None:
    for sign in ("j", "x", "j", "x", "r", "2"):
        page.keyboard.press(sign)
    page.wait_for_url("**/moderation/bulk")
    assert statuses(db) == ["rejected", "rejected", "new"]


def test_keys_work_on_a_cyrillic_keyboard(page: Page, db: Session) -> None:
    press = "new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true})"
    page.evaluate(f"document.body.dispatchEvent({press})")
    assert page.evaluate("document.activeElement.className") == "mod-open"


@pytest.mark.parametrize("path", ["/moderation", "/moderation/r-line02", "/reports/s-1/flag", "/decisions"])
@pytest.mark.parametrize("size", [(360, 740), (1440, 900)])
def test_the_pages_are_fit_for_everybody(page: Page, path: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.evaluate(AXE.read_text("utf-8"))
        found: Any = page.evaluate("axe.run({exclude: [['.leaflet-container']]})")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert len(found["passes"]) > 10
