"""Words for the codes of areas."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

CATEGORY: Mapping[str, Words] = {
    "strict_reserve": _l("Strict nature reserve"),
    "national_park": _l("National park"),
    "regional_park": _l("Regional nature park"),
    "zakaznik": _l("Zakaznik"),
    "reserved_zone": _l("Reserved zone"),
    "monument": _l("Nature monument"),
    "other": _l("Other area"),
}

SCHOOL_KIND: Mapping[str, Words] = {"school": _l("School"), "kindergarten": _l("Kindergarten")}

STATUS: Mapping[str, Words] = {"protected": _l("Protected"), "proposed": _l("Proposed, not protected")}

OUTLINE: Mapping[str, Words] = {
    "polygon": _l("Published border"),
    "circle": _l("Not the border: a circle of the published area around the published centre"),
    "point": _l("Only a centre point was published"),
    "none": _l("No place was published"),
}

LEVEL: Mapping[int, Words] = {0: _l("Country"), 1: _l("Oblast"), 2: _l("Rayon")}
