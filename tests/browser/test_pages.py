"""Every kind of page in both schemes and sizes: no fault that axe knows, nothing wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest

from mapapp.config import ROOT
from tests.browser.conftest import Open, Visit, log_in

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/?lang={}",
    "/?lang={}&map=9/43.65/51.17&layers=reports,samples",
    "/reports?lang={}",
    "/samples?lang={}",
    "/facilities?lang={}",
    "/areas?lang={}",
    "/regions?lang={}",
    "/regions/kz47?lang={}",
    "/places?lang={}",
    "/ranking?lang={}",
    "/ranking?lang={}&w_area=3",
    "/areas/altyn-emel/nearby?lang={}&within=25",
    "/cases?lang={}",
    "/cases/nura-mercury?lang={}",
    "/limits?lang={}&medium=soil",
    "/limits/surface-water?lang={}",
    "/limits/summation-groups?lang={}",
    "/prtr/pollutants?lang={}",
    "/prtr/activities?lang={}",
    "/emissions?lang={}&oblast=KZ35",
    "/statistics?lang={}",
    "/datasets?lang={}",
    "/exports?lang={}",
    "/report?lang={}",
    "/alerts?lang={}",
    "/decisions?lang={}",
    "/login?lang={}",
    "/password?lang={}",
)
ABOUT_A_RECORD = ("/update", "/flag")
OF_STAFF = ("/moderation?lang={}", "/account?lang={}", "/account/password?lang={}", "/account/second-factor?lang={}")


@pytest.mark.parametrize(
    ("language", "width", "height", "scheme"),
    [("ru", 1440, 900, "light"), ("kk", 360, 740, "dark"), ("en", 1024, 700, "dark"), ("kk", 360, 740, "light")],
)
def test_no_page_has_a_fault_that_axe_knows(visit: Open, language: str, width: int, height: int, scheme: str) -> None:
    opened = visit(width, height, color_scheme=scheme, reduced_motion="reduce")
    page = opened.go(PAGES[0].format(language))
    records = [
        page.locator(f".sidebar [data-layer={layer}] a[data-key]").first.get_attribute("href")
        for layer in ("reports", "samples", "facilities", "areas")
    ]
    about = [str(records[0]).partition("?")[0] + one + f"?lang={language}" for one in ABOUT_A_RECORD]
    assert _faults(opened, [*(one.format(language) for one in PAGES), *(one for one in records if one), *about]) == []


@pytest.mark.parametrize(("language", "width", "scheme"), [("kk", 360, "dark"), ("ru", 1440, "light")])
def test_no_page_of_moderators_has_a_fault_that_axe_knows(
    visit: Open, moderator: str, language: str, width: int, scheme: str
) -> None:
    opened = visit(width, 800, color_scheme=scheme, reduced_motion="reduce")
    log_in(opened.page, opened.address, moderator)
    assert _faults(opened, [one.format(language) for one in OF_STAFF]) == []


def _faults(opened: Visit, addresses: list[str]) -> list[Any]:
    """What axe finds on these pages, and which of them are wider than the screen."""
    source = AXE.read_text("utf-8")
    found: list[Any] = []
    for address in addresses:
        page = opened.go(address)
        faults = page.evaluate(
            source + ";axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
        )
        found += [(address, one["id"], one["nodes"][0]["html"][:200]) for one in faults]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((address, "wider than the screen"))
    return found
