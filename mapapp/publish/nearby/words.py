"""How a place and an area stand to one another, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from mapapp.analysis.near import Near
from mapapp.analysis.whereabouts import Whereabouts, span
from mapapp.analysis.words import distance
from mapapp.core import figures
from mapapp.core.i18n import Words

WITHIN_KM = (1, 5, 10, 25)


def relation(near: Near, here: Whereabouts) -> Words:
    """How the place ``here`` and an area stand to one another, in words."""
    if not near.place.has_border:
        return beyond_telling(near, here)
    if near.metres > 0:
        return _apart(near, here)
    if here.slack_m and not here.vague:
        return _("inside, or less than %(distance)s from it", distance=figures.metres(here.slack_m))
    said = _meeting(near)
    return _("%(relation)s, as far as the published place tells", relation=said) if here.vague else said


def _meeting(near: Near) -> Words:
    said = {"inside": _("inside it"), "touches": _("touches its border"), "holds": _("all of it lies here")}
    if near.relation in said:
        return said[near.relation]
    if near.area_m2:
        return _("overlaps it: %(area)s are inside", area=figures.area(near.area_m2))
    return _("crosses it: %(length)s are inside", length=figures.metres(near.length_m))


def beyond_telling(near: Near, here: Whereabouts) -> Words:
    """What can be said of an area whose border nobody published: nothing but how far its centre is."""
    far = distance(span(near.metres, here, rough_m=near.place.slack_m))
    if near.place.border == "point":
        return _("inside or not: not known (only the centre is published; it is %(distance)s away)", distance=far)
    return _("inside or not: not known (only centre and size are published; centre %(distance)s away)", distance=far)


def _apart(near: Near, here: Whereabouts) -> Words:
    far = span(near.metres, here, near.place)
    if far.low:
        return distance(far)
    return _("inside, or %(distance)s", distance=distance(far))
