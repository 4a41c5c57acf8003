"""Which norm set a page shows: the one in the address, else the setting's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, has_app_context, has_request_context, request

from mapapp.core.i18n import Words
from mapapp.domains.samples import words
from mapapp.domains.samples.comparison import DEFAULT_SET, NORM_SETS

PARAMETER = "norms"


@dataclass(frozen=True, slots=True)
class Picker:
    """What the form that chooses a norm set needs: the sets in words, and the rest of the address to be kept."""

    chosen: str
    sets: tuple[tuple[str, Words], ...]
    kept: tuple[tuple[str, str], ...]


def default_norm_set() -> str:
    """The norm set of the setting MAPAPP_NORM_SET; the country's where there is no application (command line)."""
    found: str = current_app.config.get("NORM_SET", DEFAULT_SET) if has_app_context() else DEFAULT_SET
    return found if found in NORM_SETS else DEFAULT_SET


def norm_set() -> str:
    """The norm set that the address asks for with ``?norms=CODE``; the default when it asks for none or another."""
    asked = request.args.get(PARAMETER, "") if has_request_context() else ""
    return asked if asked in NORM_SETS else default_norm_set()


def picker() -> Picker:
    """The picker of this page."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    return Picker(norm_set(), tuple((code, words.NORM_SET[code]) for code in NORM_SETS), tuple(kept))
