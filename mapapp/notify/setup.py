"""Listens to what happens and makes letters of it; the pages of subscriptions."""

from __future__ import annotations

from flask import Flask

from mapapp.core.events import listen
from mapapp.domains.reports.events import ReporterNews, SiteNews
from mapapp.notify import digest, jobs, reporters, silence, views

JOBS = (digest.collect, digest.deliver, jobs.forget)  # known to the worker because they are imported here


def init_app(app: Flask) -> None:
    """Adds the listeners and the pages."""
    listen(app, ReporterNews, reporters.write)
    listen(app, SiteNews, reporters.note)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(silence.blueprint)
    for end in (views.end, silence.end):
        # Mail programs send these without our page's token; the private link itself is what cannot be guessed.
        app.extensions["csrf"].exempt(end)
