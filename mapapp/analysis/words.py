"""Distances in words: no more of them than the places bear."""

from __future__ import annotations

from flask_babel import gettext as _

from mapapp.analysis.whereabouts import Span
from mapapp.core import figures
from mapapp.core.i18n import Words


def distance(found: Span) -> Words:
    """The distance, as a range or with "about" where that is all there is."""
    if found.exact:
        return figures.metres(round(found.low))
    far = figures.metres(found.high)
    if found.about:
        return (
            _("less than about %(distance)s", distance=far) if not found.low else _("about %(distance)s", distance=far)
        )
    if not found.low:
        return _("at most %(distance)s", distance=far)
    return _("%(near)s to %(far)s", near=figures.metres(found.low), far=far)
