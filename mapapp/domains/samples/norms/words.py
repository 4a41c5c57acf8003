"""Words for the columns of a norm."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words
from mapapp.domains.samples import words

COLUMN: Mapping[str, Words] = {
    "medium": _l("Medium"),
    "jurisdiction": _l("Whose limit"),
    "value": _l("Value"),
    "unit": _l("Unit"),
    "kind": _l("Kind"),
    "averaging": _l("Averaging time"),
    "form": _l("Form"),
    "land_use": _l("Use of the land"),
    "allowed_exceedances": _l("Allowed exceedances a year"),
    "act": _l("Act"),
    "in_force_from": _l("In force from"),
    "in_force_to": _l("In force until"),
    "seen_in": _l("Where the value was read"),
    "source_url": _l("Web address of the act"),
    "verification": _l("How it was checked"),
    "note": _l("Note"),
    "citation": _l("Citation"),
}
# The columns whose values are codes, each with their words.
CODES: Mapping[str, Mapping[str, Words]] = {
    "medium": words.MEDIUM,
    "jurisdiction": words.JURISDICTION,
    "kind": words.LIMIT_KIND,
    "averaging": {**words.AVERAGING, "none": _l("none")},
    "form": words.FORM,
    "verification": words.VERIFICATION,
}
