"""The store of photos and their addresses."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Opens the store named by the settings and adds the addresses of photos."""
