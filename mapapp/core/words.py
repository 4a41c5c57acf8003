"""Words for the codes that every kind of record shares."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

PRECISION: Mapping[str, Words] = {
    "exact": _l("Exact place"),
    "within": _l("Place known within some metres"),
    "village": _l("Settlement known, not the exact place"),
    "district": _l("District known, not the exact place"),
    "approximate": _l("Approximate place"),
}

NOT_DRAWN: Mapping[str, Words] = {
    "doubtful_coordinates": _l("Not on the map: the published coordinates are in doubt."),
    "shared_point": _l("Not on the map: the source gives the same point to several places."),
    "no_coordinates": _l("Not on the map: no coordinates were published."),
    "place_unknown": _l("Not on the map: where exactly it is was not published."),
    "aggregate": _l("Not on the map: the figures are for a whole region or company."),
}

NO_PLACE: Words = _l("Not on the map: no coordinates were published.")

# Why a place that somebody wrote cannot be read: by ``spatial.spots.Unclear.why``.
UNCLEAR: Mapping[str, Words] = {
    "halves": _l("Two coordinates are needed. Write them as 49.81234, 73.12345."),
    "letters": _l("Write the letters N and E at both coordinates or at none."),
    "range": _l("There is no such place on Earth. Check the coordinates."),
    "mixed": _l("Write the decimals with a point, as 49.81234, 73.12345: the commas can be read in two ways."),
    "short_link": _l("This short link does not hold the place. Open it and copy the coordinates from the map."),
    "unknown_link": _l("There is no place in this link. Copy the coordinates from the map instead."),
}
