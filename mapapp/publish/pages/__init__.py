"""Pages of records, lists and datasets, for every layer alike."""

from __future__ import annotations

from flask import Flask

from mapapp.publish.pages import datasets, frame, records


def init_app(app: Flask) -> None:
    """Adds the pages and what surrounds every page."""
    frame.init_app(app)
    app.register_blueprint(datasets.blueprint)
    app.register_blueprint(records.blueprint)
