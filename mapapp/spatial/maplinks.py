"""Links that people copy from 2GIS, Google, Yandex, OpenStreetMap and phones: the place that stands in their text."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from mapapp.spatial.spots import Spot, Unclear

_LINK = re.compile(
    r"(?i)(?:https?://|geo:|www\.)\S+|(?:[\w-]+\.)*(?:2gis|google|yandex|goo|openstreetmap)\.[a-z.]+/\S+"
)
_PAIR = r"(-?\d{1,3}(?:\.\d{1,20})?)\s*,\s*\+?\s*(-?\d{1,3}(?:\.\d{1,20})?)"
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,20})?)"

# Patterns by service, the pin before the middle of the view; True: longitude stands first.
_GEO = ((rf"[?&]q={_PAIR}", False), (rf"^geo:{_PAIR}", False))
_GOOGLE = (
    (rf"!3d{_NUMBER}!4d{_NUMBER}", False),
    (rf"[?&](?:q|query|ll|destination|daddr|center|viewpoint)=(?:loc:)?{_PAIR}", False),
    (rf"/(?:place|search|dir)/(?:[^@]*/)?{_PAIR}", False),
    (rf"@{_PAIR}", False),
)
_YANDEX = (
    (rf"[?&]whatshere\[point\]={_PAIR}", True),
    (rf"[?&]pt={_PAIR}", True),
    (rf"[?&](?:text|rtext)=~?{_PAIR}", False),
    (rf"[?&]ll={_PAIR}", True),
)
_TWO_GIS = (
    (rf"/(?:geo|firm|inside|directions)/[^?]*?{_PAIR}", True),
    (rf"[?&](?:m|center|queryState)=(?:center/)?{_PAIR}", True),
)
_OSM = (
    (rf"[?&]mlat={_NUMBER}&(?:.*&)?mlon={_NUMBER}", False),
    (rf"#map=[\d.]+/{_NUMBER}/{_NUMBER}", False),
    (rf"[?&](?:ll|q|coordinate)={_PAIR}", False),
)
_SERVICES = (("yandex", _YANDEX), ("2gis", _TWO_GIS), ("google", _GOOGLE), ("openstreetmap", _OSM), ("osm", _OSM))
_SHORT_HOSTS = ("goo.gl", "go.2gis.com")
_FEW = 30.0  # metres: somebody pointed in a map; the digits tell nothing, links leave out zeros at the end


def is_link(text: str) -> bool:
    """Whether there is a web address or a geo: address in ``text``."""
    return _LINK.search(text) is not None


def parse_link(text: str) -> Spot:
    """The place in the first address of ``text``. Raises Unclear where it stands nowhere in the address."""
    match = _LINK.search(text)
    if match is None:
        raise Unclear("unknown_link")
    address = unquote(unquote(match[0]))  # some phones encode twice
    for pattern, turned in _patterns(address):
        found = re.search(pattern, address)
        if found:
            return _spot(found[1], found[2], turned)
    short = any(one in _host(address) for one in _SHORT_HOSTS) or "/maps/-/" in address
    raise Unclear("short_link" if short else "unknown_link")


def _patterns(address: str) -> tuple[tuple[str, bool], ...]:
    if address.lower().startswith("geo:"):
        return _GEO
    labels = _host(address).split(".")
    return next((patterns for name, patterns in _SERVICES if name in labels), ())


def _host(address: str) -> str:
    try:
        return (urlsplit(address if "://" in address else f"https://{address}").hostname or "").lower()
    except ValueError:
        return ""


def _spot(first: str, second: str, turned: bool) -> Spot:
    lon_text, lat_text = (first, second) if turned else (second, first)
    longitude, latitude = float(lon_text), float(lat_text)
    return Spot(round(longitude, 7), round(latitude, 7), _FEW)
