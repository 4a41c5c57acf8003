"""The whole map in one file: opened from the disk in Chromium, with no network and hostile names in it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import Point, box
from sqlalchemy.orm import Session

from mapapp.publish.exports import onefile
from mapapp.publish.exports.sealed import PLACE, sealed
from tests.factories.areas import area
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point

HOSTILE = (
    "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">{{7*7}}{% if %}{#'\"&"
)
LAYERS = ("reports", "samples", "facilities", "areas")


@pytest.fixture
def records(db: Session) -> None:
    """One record of every layer, each with a hostile name, and one that is only listed."""
    site(db, "s-1", name=HOSTILE, place=HOSTILE, source_title=HOSTILE)
    site(db, "s-2", name="Only listed", not_drawn="place_unknown")
    limit(db)
    point(db, "p-1", name=HOSTILE)
    facility(db, "f-1", name=HOSTILE, operator=HOSTILE)
    area(db, "a-1", name=HOSTILE, geometry=box(66, 47, 67, 48))


class Watched:
    """A page without a network; ``said`` collects what must not be: messages of errors, requests."""

    def __init__(self, browser: Browser, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 760}, offline=True)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, address: str) -> None:
        if not address.startswith(("file:", "data:", "blob:")):
            self.said.append(f"request: {address}")


def saved(client: FlaskClient, folder: Path, query: str = "") -> Path:
    """The file as somebody has it on disk."""
    answer = client.get(f"/exports/map.html{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert re.search(r'filename="mapapp-map-\d{4}-\d\d-\d\d\.html"', answer.headers["Content-Disposition"])
    path = folder / "map.html"
    path.write_bytes(answer.data)
    return path


@pytest.mark.browser
@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(("language", "width"), [("kk", 1280), ("ru", 360), ("en", 1280)])
def test_it_opens_without_a_network(
    client: FlaskClient, tmp_path: Path, chromium: Browser, language: str, width: int
) -> None:
    path = saved(client, tmp_path, f"?lang={language}")
    watched = Watched(chromium, width)
    page = watched.page
    page.goto(path.as_uri())
    expect(page.locator("#map_main[data-ready=true]")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language
    for layer in LAYERS:
        page.locator("[data-tool=home]").click()
        if width < 600:
            page.locator("[data-show=list]").click()
        page.locator(f"[data-layer={layer}] [data-list-drawn] a").first.click()
        popup = page.locator(f".popup-content article[data-record^='{layer}:']")
        expect(popup.locator("h2")).to_have_text(HOSTILE)
        expect(popup).to_contain_text("CC BY 4.0")
        page.keyboard.press("Escape")
    assert "run" not in page.title()
    assert watched.said == []
    watched.context.close()


@pytest.mark.usefixtures("records")
def test_its_policy_names_every_inline_part_and_nothing_else(client: FlaskClient, tmp_path: Path) -> None:
    page = saved(client, tmp_path).read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    allowed = set(re.findall(r"'(sha256-[^']+)'", policy[1]))
    inline = re.findall(r"<(?:script|style)[^>]*>(.*?)</(?:script|style)>", page, re.DOTALL)
    assert {"sha256-" + b64encode(sha256(part.encode()).digest()).decode() for part in inline} == allowed
    assert "unsafe" not in policy[1]
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in policy[1]
    assert PLACE not in page


@pytest.mark.usefixtures("records")
def test_nothing_in_it_is_fetched(client: FlaskClient, tmp_path: Path) -> None:
    page = saved(client, tmp_path).read_text("utf-8")
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(script|img|iframe|object|embed|audio|video|source|base)\b", markup)
    assert re.findall(r"<link[^>]*>", markup) == ['<link rel="icon" href="data:,">']
    assert not re.search(r"""(?:href|action|src)="/(?!/)""", markup)
    styles = "".join(re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    assert "<script>document.title" not in page
    assert "{{7*7}}{% if %}{#" in page  # nobody's words are a template


@pytest.mark.usefixtures("records")
def test_it_names_its_date_its_licences_and_what_is_only_listed(client: FlaskClient, tmp_path: Path) -> None:
    page = saved(client, tmp_path, "?lang=en").read_text("utf-8")
    assert "This file was made on" in page
    assert "CC BY 4.0" in page
    assert "Only listed" in page
    assert "http://localhost/reports/s-2" in page


def test_too_many_records_are_refused(client: FlaskClient, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onefile, "MOST_RECORDS", 1)
    for number in range(2):
        site(db, f"s-{number}", geometry=Point(70, 50 + number))
    assert client.get("/exports/map.html").status_code == 413


def test_line_ends_are_those_that_a_browser_hashes() -> None:
    page = sealed(f'<meta content="{PLACE}"><script>a\r\nb</script><style>c\rd</style>')
    assert "\r" not in page
    assert b64encode(sha256(b"a\nb").digest()).decode() in page
    assert b64encode(sha256(b"c\nd").digest()).decode() in page
