"""What an address says about the map: the view, the layers that are on, the record that is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mapapp.layers import Filter

MIN_ZOOM, MAX_ZOOM = 3, 17
_VIEW = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)/(-?\d{1,2}(?:\.\d{1,6})?)/(-?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)
_OPEN = re.compile(r"([a-z]{1,40}):([a-z0-9-]{1,120})")


@dataclass(frozen=True, slots=True)
class View:
    """Where the map looks: zoom, latitude and longitude of the centre."""

    zoom: float
    latitude: float
    longitude: float

    def __str__(self) -> str:
        return f"{self.zoom:g}/{self.latitude:.4f}/{self.longitude:.4f}"


@dataclass(frozen=True, slots=True)
class MapState:
    """``view`` is None for the whole country; ``layers`` are the ids that are on; ``opened`` is a layer and a key.

    ``filters`` say for a layer by its id which of its records are shown; all of those of the others are.
    """

    layers: tuple[str, ...]
    view: View | None = None
    opened: tuple[str, str] | None = None
    filters: Mapping[str, Filter] = field(default_factory=dict)


def state_of_request(args: Mapping[str, str], known: tuple[str, ...]) -> MapState:
    """The state in ``map=zoom/lat/lon``, ``layers=a,b`` and ``open=layer:key``; what cannot be read is let be.

    Without ``layers`` all of ``known`` are on; with an empty one, none.
    """
    asked = args.get("layers")
    on = known if asked is None else tuple(one for one in known if one in asked.split(","))
    opened = _OPEN.fullmatch(args.get("open", ""))
    pair = (opened[1], opened[2]) if opened and opened[1] in known else None
    if pair and pair[0] not in on:
        on = tuple(one for one in known if one in (*on, pair[0]))
    return MapState(on, parse_view(args.get("map", "")), pair)


def parse_view(text: str) -> View | None:
    """The view in ``zoom/latitude/longitude``, within what the map can show, or None."""
    match = _VIEW.fullmatch(text)
    if not match:
        return None
    zoom, latitude, longitude = (float(part) for part in match.groups())
    if abs(latitude) > 85 or abs(longitude) > 180:
        return None
    return View(min(max(zoom, MIN_ZOOM), MAX_ZOOM), latitude, longitude)
