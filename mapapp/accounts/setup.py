"""Log-in, second factor, recovery: Flask-Security set up for this application."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds accounts to the application and says who is asking."""
