"""The map: its page, its Folium elements and what other pages borrow from it."""

from __future__ import annotations

from flask import Flask

from mapapp.core import figures
from mapapp.publish import summary
from mapapp.publish.maps import symbols, views
from mapapp.publish.maps.locator import locator, map_address


def init_app(app: Flask) -> None:
    """Adds the map, and gives every template symbols, words for lists and the small picture of the country."""
    app.register_blueprint(views.blueprint)
    app.jinja_env.globals.update(
        symbol=symbols.symbol,
        sprite=symbols.sprite,
        locator=locator,
        map_address=map_address,
        summary=summary,
        number=figures.number,
    )
