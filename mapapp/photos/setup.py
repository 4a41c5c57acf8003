"""The store of photos and their addresses."""

from __future__ import annotations

from flask import Flask

from mapapp.photos import jobs as _jobs  # noqa: F401 -- importing it makes its jobs known to the worker
from mapapp.photos import store, views


def init_app(app: Flask) -> None:
    """Opens the store named by the settings and adds the addresses of photos."""
    store.init_app(app)
    app.register_blueprint(views.blueprint)
