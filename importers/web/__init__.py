"""Pages on which people bring a laboratory's file into the records, step by step."""

from __future__ import annotations

from flask import Flask

from importers.web import views

WAIT_SECONDS = 2.0  # how long a page waits for a job before it says that it goes on


def init_app(app: Flask) -> None:
    """Adds the pages."""
    app.config.setdefault("LABORATORY_WAIT_SECONDS", WAIT_SECONDS)
    app.register_blueprint(views.blueprint)
