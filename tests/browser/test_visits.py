"""A volunteer walks around a dump with the phone, measures it and takes a sample; the connection comes and goes."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect
from shapely.geometry import Point
from sqlalchemy import select

from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.samples.models import Sample
from mapapp.fieldwork.models import Visit
from tests.browser.conftest import Open, log_in, records
from tests.factories import accounts, photos, reports

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
# Four corners of about 140 by 110 metres (longitude, latitude).
_CORNERS = ((73.5, 49.6), (73.502, 49.6), (73.502, 49.601), (73.5, 49.601))


@pytest.fixture
def volunteer(instance: Path, address: str) -> tuple[str, str]:
    """The e-mail address of a member of an organisation, and the key of a public dump."""
    key = f"visited-{uuid4().hex[:6]}"
    with records(instance) as db:
        reports.site(db, key, geometry=Point(73.501, 49.6005))
        mine = accounts.organisation(db, f"green-{uuid4().hex[:6]}")
        return accounts.person(db, "member", organisation=mine).email, key


def walk_around(page: Page) -> None:
    """Goes from corner to corner; the phone says where it is."""
    page.locator("[data-walk-start]").tap()
    for number, (longitude, latitude) in enumerate(_CORNERS, 1):
        page.context.set_geolocation({"longitude": longitude, "latitude": latitude, "accuracy": 6})
        expect(page.locator("[data-walk-said]")).to_contain_text(f"Walking: {number} points")
    page.locator("[data-walk-stop]").tap()
    expect(page.locator("[data-walk-said]")).to_contain_text("The border is closed: 1.6")


def measure(page: Page) -> None:
    """Fills in what volunteers measure, with one sample."""
    walk_around(page)
    page.locator("label:has(input[name=seen][value=bigger])").tap()
    page.locator("#field-height_m").fill("1,5")
    expect(page.locator("[data-volume]")).to_contain_text("m³")
    page.locator("#field-share_household").fill("70")
    expect(page.locator("[data-shares-sum]")).to_have_class("shares-sum needs-script is-wrong")
    page.locator("#field-share_tyres").fill("30")
    expect(page.locator("[data-shares-sum]")).to_have_class("shares-sum needs-script is-right")
    page.locator("#field-label_1").fill("KRG-77")
    page.locator("#field-medium_1").select_option("soil")


def send_over_a_bad_line(page: Page) -> None:
    """The answer to the first sending is lost; sent again it is the same visit."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch(max_redirects=0).headers.get("location", ""))
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/visits/new*", lose)
    page.get_by_role("button", name="Send").tap()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", name="Samples taken")).to_be_visible()
    assert lost[0].split("?")[0] in page.url
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_visit_from_the_first_step_to_the_record(
    visit: Open, instance: Path, volunteer: tuple[str, str], tmp_path: Path
) -> None:
    email, key = volunteer
    longitude, latitude = _CORNERS[0]
    place = {"longitude": longitude, "latitude": latitude, "accuracy": 6}
    opened = visit(**PHONE, permissions=["geolocation"], geolocation=place)
    page = opened.page
    log_in(page, opened.address, email)
    page.goto(f"{opened.address}/reports/{key}?lang=en")
    page.get_by_role("link", name="Record a visit").tap()
    measure(page)

    # The page is closed by accident, and comes back with all that was typed.
    page.goto(f"{opened.address}/visits/new?site={key}&lang=en")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.locator("#field-label_1")).to_have_value("KRG-77")
    expect(page.locator("[data-walk-said]")).to_contain_text("The border is closed")

    picture = tmp_path / "north.jpg"
    picture.write_bytes(photos.jpeg(1200, 900))
    page.locator("#field-photo_north").set_input_files(str(picture))
    expect(page.locator("[data-side]").first).to_have_attribute("data-kept", "")

    send_over_a_bad_line(page)
    with records(instance) as db:
        site = db.scalars(select(Site).where(Site.key == key)).one()
        made = db.scalars(select(Visit).join(Observation).where(Observation.site_id == site.id)).one()
        seen = db.get_one(Observation, made.observation_id)
        assert (seen.seen, seen.composition) == ("bigger", {"household": 70, "tyres": 30})
        assert seen.area_m2 == pytest.approx(16_080, rel=0.01)
        assert set(made.directions) == {"north"}
        assert db.scalars(select(Sample.label).where(Sample.visit_id == made.id)).all() == ["KRG-77"]


def test_without_scripts_a_visit_can_be_typed(visit: Open, instance: Path, volunteer: tuple[str, str]) -> None:
    email, key = volunteer
    opened = visit(java_script_enabled=False)
    page = opened.page
    log_in(page, opened.address, email)
    page.goto(f"{opened.address}/visits/new?site={key}&lang=en")
    page.locator("#field-area_m2").fill("250")
    page.locator("#field-share_household").fill("40")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Together the shares must be 100 %")
    assert ["422" in fault for fault in opened.wrong] == [True]  # Chromium says so of the answer itself
    opened.wrong.clear()
    page.locator("#field-share_household").fill("100")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("250 m²")).to_be_visible()
