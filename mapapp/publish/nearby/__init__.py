"""What surrounds a record: a part of its page, and a page with everything within some kilometres."""

from __future__ import annotations

from flask import Flask

from mapapp.publish.nearby import views


def init_app(app: Flask) -> None:
    """Adds the page, and gives the template of a record its surroundings."""
    app.register_blueprint(views.blueprint)
    app.jinja_env.globals.update(nearby=views.nearby)
