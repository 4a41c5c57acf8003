"""A resident with a phone and a slow connection reports a dump; a moderator accepts it; others see it appear."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, Route, expect
from sqlalchemy import func, select

from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Site
from mapapp.photos.models import Photo
from tests.browser.conftest import Open, log_in, records
from tests.factories import photos

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
# A slow mobile connection: 1.6 Mbit/s down, 750 kbit/s up, 150 ms until an answer begins.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
LANGUAGES = {"kk": (68.3111, 48.9011), "ru": (69.4222, 48.9022), "en": (70.5333, 48.9033)}


def photo_files(folder: Path, count: int, lonlat: tuple[float, float] | None, size: tuple[int, int]) -> list[Path]:
    """So many JPEG files with all that a phone writes into them."""
    made = []
    for number in range(count):
        path = folder / f"IMG_{number}.jpg"
        picture = Image.effect_noise(size, 6 + number).convert("RGB")
        path.write_bytes(photos.jpeg(picture=picture, lonlat=lonlat, quality=85))
        made.append(path)
    return made


def slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def choose_photos(page: Page, files: list[Path]) -> None:
    page.locator("#field-photos").set_input_files([str(file) for file in files])


def photos_sent(page: Page, count: int) -> None:
    """Waits until the server has that many photos."""
    expect(page.locator("[data-photos] [data-state='sent']")).to_have_count(count, timeout=60_000)


def choose_kind(page: Page, code: str = "dump") -> None:
    page.locator(f"label:has(input[name=kind][value={code}])").tap()


def received(page: Page) -> str:
    """Sends the form; the private address that is shown for it. Sites nearby are asked about first."""
    page.wait_for_timeout(3200)  # a form that comes back at once was not filled in by a person
    page.locator("[data-send-button]").tap()
    page.wait_for_function(
        "() => location.pathname.startsWith('/my/') || document.querySelector('[data-known]:not([hidden])')",
        timeout=60_000,
    )
    if "/my/" not in page.url:
        page.locator("label:has(input[name=known][value=new])").tap()
        page.locator("[data-send-button]").tap()
    page.wait_for_url(re.compile(r"/my/"), timeout=60_000)
    return page.url


def newest_site(instance: Path) -> tuple[str, int]:
    """Key and number of photos of the newest report."""
    with records(instance) as db:
        sent = db.scalars(select(Submission).order_by(Submission.id.desc()).limit(1)).one()
        count = db.scalar(select(func.count()).where(Photo.batch == sent.uuid, Photo.state.in_(("received", "ready"))))
        return sent.site.key, count or 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_from_a_phone_is_on_everybodys_map_two_seconds_after_it_is_accepted(
    visit: Open, moderator: str, instance: Path, tmp_path: Path, language: str
) -> None:
    resident = visit(**PHONE)
    resident.page.goto(f"{resident.address}/report?lang={language}")
    slow_down(resident.page)
    choose_photos(resident.page, photo_files(tmp_path, 2, LANGUAGES[language], (3000, 2250)))
    resident.page.locator("[data-photo-place] button").first.tap(timeout=60_000)  # the place of the photo
    choose_kind(resident.page)
    received(resident.page)
    assert resident.page.locator("html").get_attribute("lang") == language
    key, count = newest_site(instance)
    assert count == 2

    viewer = visit()
    lon, lat = LANGUAGES[language]
    markers = viewer.go(f"/?lang={language}&layers=reports&map=13/{lat}/{lon}").locator("#map_main .marker")
    expect(markers).to_have_count(0)

    staff = visit(1280, 900)
    log_in(staff.page, staff.address, moderator)
    staff.page.goto(f"{staff.address}/moderation/{key}?lang=en")
    with staff.page.expect_response(lambda answer: "/accept" in answer.url) as answered:
        staff.page.locator(f"form[action*='/{key}/accept'] button[type=submit]").first.click()
    assert answered.value.status < 400
    accepted = time.monotonic()
    expect(markers).to_have_count(1, timeout=5000)
    assert time.monotonic() - accepted <= 2


def test_a_connection_that_breaks_while_three_photos_are_sent_loses_and_doubles_nothing(
    visit: Open, instance: Path, tmp_path: Path
) -> None:
    resident = visit(**PHONE)
    page, context = resident.page, resident.context
    page.goto(f"{resident.address}/report?lang=ru")
    slow_down(page)
    breaking = _break_at(2)
    page.route("**/photos/**", breaking)
    choose_photos(page, photo_files(tmp_path, 3, (73.6444, 49.9044), (1600, 1200)))
    context.set_offline(True)
    page.wait_for_timeout(1500)
    page.unroute("**/photos/**")
    context.set_offline(False)
    page.locator("[data-photo-place] button").first.tap(timeout=60_000)
    choose_kind(page)
    with records(instance) as db:
        before = db.scalar(select(func.count(Submission.id))) or 0
    received(page)
    _key, count = newest_site(instance)
    with records(instance) as db:
        after = db.scalar(select(func.count(Submission.id)))
    assert (count, after) == (3, before + 1)
    resident.wrong = [
        one for one in resident.wrong if "ERR_INTERNET_DISCONNECTED" not in one and "ERR_FAILED" not in one
    ]


def _break_at(number: int) -> Callable[[Route, Request], Any]:
    """Lets the first requests through and breaks the connection at that one."""
    seen = 0

    def handle(route: Route, _request: Request) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    return handle


def test_the_whole_form_works_without_scripts(visit: Open, instance: Path, tmp_path: Path) -> None:
    resident = visit(**PHONE, java_script_enabled=False)
    page = resident.page
    page.goto(f"{resident.address}/report?lang=kk")
    page.wait_for_timeout(3200)  # a form that comes back at once was not filled in by a person
    choose_photos(page, photo_files(tmp_path, 2, None, (800, 600)))
    choose_kind(page)
    page.locator("[data-send-button]").tap()
    expect(page.locator(".errors, [data-errors]").first).to_be_visible()  # no place yet; the photos are kept
    expect(page.locator(".kept-photo")).to_have_count(2)
    resident.wrong.clear()  # Chromium notes the status (422) of the page that says what is missing
    page.locator("input[name=coordinates]").fill("49°54,3' N 73°45,3' E")
    page.locator("label:has(input[name=size][value=truck])").tap()
    page.wait_for_timeout(3200)
    page.locator("[data-send-button]").tap()
    expect(page).to_have_url(re.compile(r"/my/"))
    key, count = newest_site(instance)
    assert count == 2
    with records(instance) as db:
        site = db.scalars(select(Site).where(Site.key == key)).one()
        assert (site.status, site.size_class) == ("new", "truck")


def test_the_same_report_sent_five_times_is_one(visit: Open, instance: Path) -> None:
    resident = visit(**PHONE)
    page = resident.page
    page.goto(f"{resident.address}/report?lang=en&lat=49.9055&lon=73.7555")
    page.wait_for_timeout(3200)
    with records(instance) as db:
        before = db.scalar(select(func.count(Submission.id))) or 0
    answers = page.evaluate(
        """async () => {
            const form = document.querySelector("[data-report-form]");
            const body = new FormData(form);
            const filled = { kind: "dump", lat: "49.9055", lon: "73.7555", place_from: "map", known: "new" };
            for (const [name, value] of Object.entries(filled)) body.set(name, value);
            body.delete("photos");
            const headers = { Accept: "application/json" };
            const send = () => fetch("/report", { method: "POST", body, headers });
            const found = await Promise.all([send(), send(), send(), send(), send()]);
            return Promise.all(found.map(async (answer) => [answer.status, (await answer.json()).track]));
        }"""
    )
    with records(instance) as db:
        after = db.scalar(select(func.count(Submission.id)))
    assert after == before + 1
    assert {status for status, _track in answers} == {201}
    assert len({track for _status, track in answers}) == 1
