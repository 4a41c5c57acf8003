"""Files to take away: every layer as GeoJSON, CSV and GeoPackage, and the whole map as one HTML file."""

from __future__ import annotations

from flask import Flask

from mapapp.publish.exports import views


def init_app(app: Flask) -> None:
    """Adds the downloads."""
    app.register_blueprint(views.blueprint)
