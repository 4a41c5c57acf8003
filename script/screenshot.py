"""Takes the picture in README.md from a running mapapp: script/screenshot.py ADDRESS FILE."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
VIEW = "/?lang=en&map=4.8/52.5/66.6&open=samples:nur-p02-kyzyl-zhartas"


def main(address: str, file: Path) -> None:
    """Saves what a reader sees who opens a sampling point on the map."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address.rstrip("/") + VIEW)
        page.locator("article[data-record]").wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)  # the popup's movement ends
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
