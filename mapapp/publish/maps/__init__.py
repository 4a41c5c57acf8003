"""The map: its page, its Folium elements and what other pages borrow from it."""

from __future__ import annotations

from flask import Flask

from mapapp.core import figures
from mapapp.publish import summary
from mapapp.publish.maps import bundle, symbols, views
from mapapp.publish.maps.locator import locator, map_address
from mapapp.publish.maps.picker import picker


def init_app(app: Flask) -> None:
    """Adds the map, and gives every template symbols, words for lists and the small picture of the country."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(bundle.blueprint)
    app.jinja_env.globals.update(
        symbol=symbols.symbol,
        sprite=symbols.sprite,
        locator=locator,
        map_address=map_address,
        picker=picker,
        bundle=bundle.address,
        summary=summary,
        number=figures.number,
    )
