"""Our own Folium elements. Folium puts them together; what they run is in static/js, what they show is autoescaped.

Nothing here writes a style attribute, an inline handler or an address of somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from markupsafe import Markup


class Parts(Figure):
    """A figure whose header, html and script are taken one by one; Folium's own page is not used."""

    def __init__(self) -> None:
        super().__init__()
        self.header = Element()  # without the page's charset, which our templates set
        self.header._parent = self


class Ready(Element):
    """Text that is ready. Folium would read it as a template once more, and people's words in it as commands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        """See ``Element.render``."""
        return self.text


def write(element: MacroElement) -> None:
    """Puts what the element's macros made, as it is, into the figure; then its children's. Instead of Folium's own."""
    figure = element.get_root()
    for place in ("header", "html", "script"):
        macro = getattr(element._template.module, place, None)
        if macro is not None:
            getattr(figure, place).add_child(Ready(macro(element, {})), name=element.get_name())
    for child in element._children.values():
        child.render()


class Map(folium.Map):
    """The map itself. ``settings`` go to our script, ``head`` into the page's head; ``Start`` brings its element."""

    # Once, for the class: Folium would otherwise link Leaflet, jQuery and Bootstrap from content networks.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 -- as Folium declares them
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 -- as Folium declares them

    _template = Template(
        """
        {% macro header(this, kwargs) %}{{ this.head }}{% endmacro %}
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = mapapp.open({{ this.get_name()|tojson }}, {{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, settings: Mapping[str, Any], head: Markup) -> None:
        view = settings["view"]
        super().__init__(location=view[1:], zoom_start=view[0], tiles=None, zoom_control=False)
        self._name, self._id = "map", "main"  # one map in a page, under the same name every time
        self.settings, self.head = settings, head
        self.parts = Parts()
        self.parts.add_child(self)

    def render(self, **_kwargs: Any) -> str:
        """See ``write``; Folium takes nothing from here."""
        write(self)
        return ""


class Part(MacroElement):
    """A part of the map: markup beside it, and one call of our script ``mapapp.<function>(map, settings)``."""

    function: ClassVar[str]

    _template = Template(
        """
        {% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}
        {% macro script(this, kwargs) %}
        mapapp.{{ this.function }}({{ this._parent.get_name() }}, {{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, settings: Mapping[str, Any] | None = None, markup: Markup | None = None) -> None:
        super().__init__()
        self._name = self.function
        self.settings, self.markup = dict(settings or {}), markup or Markup("")

    def render(self, **_kwargs: Any) -> str:
        """See ``write``; Folium takes nothing from here."""
        write(self)
        return ""


class Basemap(Part):
    """The embedded vector basemap on a canvas, with names in the reader's language."""

    function = "basemap"


class XyzTiles(Part):
    """Tiles of any XYZ source, with its attribution; takes the place of the embedded basemap."""

    function = "tiles"


class LayerElement(Part):
    """One layer: its rows come from an address or stand in the page; points are clustered, areas hatched."""

    function = "layer"


class LayerPanel(Part):
    """Switches with symbol and count, and the legend."""

    function = "panel"


class PlaceSearch(Part):
    """Search for a place by its name."""

    function = "search"


class Tools(Part):
    """Zoom, the whole country, where am I, full screen, scale bar, copy the link."""

    function = "tools"


class RecordList(Part):
    """Ties the list in the page, if there is one, to what the map shows."""

    function = "list"


class ReportButton(Part):
    """The way to report a dump; it takes along where the map looks."""

    function = "reportButton"


class Live(Part):
    """Asks now and then whether the rows of a layer changed, and fetches them again when they did."""

    function = "live"


class Start(Part):
    """Comes last: opens the record that the address names and keeps the address up to date from then on.

    Its markup is the element of the map: after search and switches, so that the keyboard comes to those first and
    not through every marker.
    """

    function = "start"
