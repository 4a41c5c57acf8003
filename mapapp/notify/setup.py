"""Listens to what happens and makes letters of it; the pages of subscriptions."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds the listeners and the pages."""
