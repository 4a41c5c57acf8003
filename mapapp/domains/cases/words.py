"""Words for the codes of cases."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

EVENT: Mapping[str, Words] = {
    "": _l("Event"),
    "letter": _l("Letter"),
    "answer": _l("Answer of an authority"),
    "permit": _l("Permit"),
    "hearing": _l("Hearing or meeting"),
    "petition": _l("Petition"),
    "study": _l("Study"),
    "court": _l("Court"),
    "press": _l("Press"),
    "works": _l("Works on the ground"),
    "other": _l("Event"),
}
