"""The real server with the shipped records, and a browser that remembers everything that must not happen."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from mapapp.cluster import database
from tests.conftest import SECRET
from tests.factories import accounts

MAPAPP = Path(sys.executable).with_name("mapapp")
_START_SECONDS = 180  # the first start loads the shipped records

Open = Callable[..., "Visit"]


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    """A folder for the server's database; several servers of this run share it."""
    folder = Path(tempfile.mkdtemp(prefix="mapapp-browser-"))
    folder.chmod(0o755)  # under root the cluster's account must reach it, else the cluster goes elsewhere and stays
    yield folder / "instance"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def address(instance: Path) -> Iterator[str]:
    """Where ``mapapp serve`` shows the shipped records."""
    with serving(instance) as found:
        yield found


@contextmanager
def serving(instance: Path, **settings: str) -> Iterator[str]:
    """The address of a ``mapapp serve`` with these settings, which ends with the block."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAPAPP_")}
    log = instance.parent / f"{uuid4().hex}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [MAPAPP, "serve", "--port", "0"],
            env=kept | {"MAPAPP_INSTANCE": str(instance), "MAPAPP_SECRET_KEY": SECRET} | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _wait(server, log)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def _wait(server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if found := re.search(r"http://\S+", log.read_text()):
            return found.group().rstrip("/")
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture
def moderator(instance: Path, address: str) -> str:
    """The e-mail address of a moderator of the running server; see tests.factories.accounts for password and code.

    Another one for each test: a code of the second factor is taken once.
    """
    with records(instance) as db:
        return accounts.person(db, "moderator").email


@contextmanager
def records(instance: Path) -> Iterator[Session]:
    """The database of the running server; what the block does is committed."""
    with database(instance) as found:
        engine = create_engine(found.url.replace("postgresql://", "postgresql+psycopg://", 1))
        with Session(engine) as db:
            yield db
            db.commit()
        engine.dispose()


def log_in(page: Page, address: str, email: str) -> None:
    """Password and code, as a moderator types them."""
    page.goto(f"{address}/login?lang=en")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(accounts.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("input[name=code]").fill(accounts.code())
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


class Visit:
    """A page of the server. ``wrong`` collects console errors (also of the policy), exceptions, foreign requests."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.context = address, context
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"exception: {error}"))
        self.page.on("dialog", lambda dialog: self.wrong.append(f"dialog: {dialog.message}"))
        context.on("request", lambda request: self._asked(request.url))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.type}: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.wrong.append(f"request: {url}")

    def go(self, path: str) -> Page:
        """Opens a page; a map is waited for until it has drawn what it shows."""
        self.page.goto(self.address + path)
        found = self.page.locator("#map_main")
        if found.count() and self.context_has_scripts():
            expect(found).to_have_attribute("data-ready", "true")
        return self.page

    def context_has_scripts(self) -> bool:
        """Whether this browser runs scripts."""
        return "js" in (self.page.locator("html").get_attribute("class") or "")


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens browsers of any size and setting; at the end of the test nothing may have gone wrong in any of them."""
    opened: list[Visit] = []

    def make(width: int = 1280, height: int = 800, **settings: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(20_000)
        opened.append(Visit(context, address))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()
    assert [fault for one in opened for fault in one.wrong] == []
