"""Atom feeds of what happens, for the whole country or a part of it."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds the feeds."""
