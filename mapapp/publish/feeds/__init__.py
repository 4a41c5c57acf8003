"""Atom feeds of what happens, for the whole country or a part of it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Select

from mapapp.core import news
from mapapp.layers import Filter, Viewer, registry
from mapapp.publish.feeds import views


def init_app(app: Flask) -> None:
    """Adds the feeds, and says to whoever tells news which records anybody may see."""
    news.provide(app, _published)
    app.register_blueprint(views.blueprint)
    app.jinja_env.globals["feed_here"] = views.feed_here


def _published(layer_id: str) -> Select[Any]:
    """The rows that anybody may see. Letters of alerts need them too, and their package knows no layers."""
    return registry()[layer_id].select(Filter(), Viewer())
