"""Pages on which people bring a laboratory's file into the records, step by step."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds the pages."""
