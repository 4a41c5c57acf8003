"""Addresses of our own files: versioned by content, so that they may be kept for ever by browsers and proxies."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, url_for

STATIC = Path(__file__).resolve().parent.parent / "static"
_YEAR_SECONDS = 365 * 24 * 3600


@cache
def vendor() -> dict[str, str]:
    """Where each browser library was installed below ``static/vendor``, by its plain file name."""
    found: dict[str, str] = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))
    return {name: f"vendor/{path}" for name, path in found.items()}


@cache
def digest(path: str) -> str:
    """A short digest of a static file's content, part of its address."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file or of a browser library's file (``leaflet.js``)."""
    path = vendor().get(name, name)
    return url_for("static", filename=path, v=digest(path))


def init_app(app: Flask) -> None:
    """Gives templates ``asset()``; static files are served with a long life because their addresses change."""
    app.jinja_env.globals["asset"] = asset
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR_SECONDS
