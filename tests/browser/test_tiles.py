"""Tiles of another server, when a setting asks for them: drawn under a policy that names that server and no other."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


def blue_tile() -> bytes:
    """A PNG of 256 by 256 pixels."""
    rows = b"".join(b"\0" + bytes([200, 220, 240]) * 256 for _ in range(256))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Tiles(BaseHTTPRequestHandler):
    """Answers every address with the same tile."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(blue_tile())

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Says nothing."""


@pytest.fixture
def tiles() -> Iterator[str]:
    """The origin of a tile server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_tiles_of_a_setting_are_drawn_and_named(address: str, instance: Path, tiles: str, chromium: Browser) -> None:
    assert address  # the records are loaded and the database is up
    said: list[str] = []
    asked: set[str] = set()
    settings = {"MAPAPP_TILE_URL": tiles + "/{z}/{x}/{y}.png", "MAPAPP_TILE_ATTRIBUTION": "Tiles <b>by</b> us"}
    with serving(instance, **settings) as own, chromium.new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
        page.goto(own + "/?lang=en")
        expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
        expect(page.get_by_text("Tiles <b>by</b> us").first).to_be_visible()
    assert said == []
    assert asked == {own.rstrip("/"), tiles}
