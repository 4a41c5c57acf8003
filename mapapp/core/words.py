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
