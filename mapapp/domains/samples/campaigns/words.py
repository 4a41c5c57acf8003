"""Words of campaigns."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

STATE: Mapping[str, Words] = {
    "planned": _l("planned"),
    "under_way": _l("under way"),
    "done": _l("done"),
    "cancelled": _l("cancelled"),
}
STATE_TONE: Mapping[str, str] = {"planned": "neutral", "under_way": "warn", "done": "good", "cancelled": "neutral"}

VISIBILITY: Mapping[str, Words] = {
    "organisation": _l("only my organisation"),
    "public": _l("everybody"),
}

PROGRESS: Mapping[str, Words] = {
    "planned": _l("not taken yet"),
    "taken": _l("taken"),
    "analysed": _l("analysed"),
}
PROGRESS_TONE: Mapping[str, str] = {"planned": "neutral", "taken": "warn", "analysed": "good"}
