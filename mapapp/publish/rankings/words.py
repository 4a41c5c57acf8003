"""Words of the ranking: its criteria, how each is reckoned, how sure we are."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mapapp.analysis import ranking
from mapapp.core import figures
from mapapp.core.i18n import Words

CRITERION: Mapping[str, Words] = {
    "exceedance": _l("Worst exceedance"),
    "substances": _l("Substances over the norm"),
    "area": _l("Area"),
    "growth": _l("Growth"),
    "people_1km": _l("People within 1 km"),
    "people_5km": _l("People within 5 km"),
    "water": _l("Distance to water"),
    "protected": _l("Distance to a protected area"),
}

SURE: Mapping[str, Words] = {
    "place": _l("place"),
    "verified": _l("visited"),
    "checked": _l("results checked"),
    "photos": _l("photos"),
    "recent": _l("recent news"),
}

DOUBT: Words = _l("What doubt takes away, percent")
MANY: Words = _l("How many sites")
NORMS: Words = _l("Whose norms")
OBLAST: Words = _l("Region")
KINDS: Words = _l("Kinds of sites")
JOIN: Words = _l("Samples count to a site within, m")


def formula(name: str) -> Words:
    """How the part of a criterion is reckoned, in one sentence."""
    short = figures.metres
    return {
        "exceedance": _(
            "0 at the norm, 1 at %(times)s times the norm or more, by the logarithm between.",
            times=f"{ranking.WORST_TIMES:g}",
        ),
        "substances": _("1 for %(n)s substances or more, evenly below.", n=f"{ranking.MANY_SUBSTANCES:g}"),
        "area": _(
            "0 up to %(small)s, 1 from %(large)s, by the logarithm between; as published, else by the drawn outline.",
            small=figures.area(ranking.SMALLEST_M2),
            large=figures.area(ranking.LARGEST_M2),
        ),
        "growth": _(
            "0 without growth, 1 when %(n)s times as large as at first; "
            "told to be bigger without measures counts as twice, told so more than once as four times.",
            n=f"{ranking.MUCH_GROWTH:g}",
        ),
        "people_1km": _people("people_1km"),
        "people_5km": _people("people_5km"),
        "water": _(
            "1 up to %(near)s, 0 from %(far)s, by the logarithm between; rivers and lakes of a map at 1:10 million.",
            near=short(ranking.NEAR_WATER_M),
            far=short(ranking.FAR_WATER_M),
        ),
        "protected": _(
            "1 inside or up to %(near)s, 0 from %(far)s, by the logarithm between; only to published borders.",
            near=short(ranking.NEAR_AREA_M),
            far=short(ranking.FAR_AREA_M),
        ),
    }[name]


def _people(name: str) -> Words:
    many = figures.number(int(ranking.MANY_PEOPLE[name]))
    return _(
        "0 for nobody, 1 for %(many)s people, by the logarithm between; "
        "people of the settlements of the gazetteer whose middle lies so near.",
        many=many,
    )
