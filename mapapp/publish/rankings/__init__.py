"""The ranking of sites by an open rule: page, picture, table and printed sheet."""

from __future__ import annotations

from flask import Flask

from mapapp.publish.rankings.views import blueprint


def init_app(app: Flask) -> None:
    """Adds the pages."""
    app.register_blueprint(blueprint)
