"""What stops programs from sending forms, and people hardly notice: a hidden field, a little time, and some work.

A ticket is given out with a form and sent back with it. While MAPAPP_UNDER_ATTACK is on, the page's script also has to
find a nonce for which SHA-256(ticket + nonce) begins with that many zero bits; whoever has no scripts waits instead.
"""

from __future__ import annotations

import hashlib
import secrets
import time

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext

from mapapp.core import throttle
from mapapp.core.tokens import make_timed, read_timed
from mapapp.errors import BadInput

_PURPOSE = "form"
_LONGEST_SECONDS = 7 * 24 * 3600  # a report may wait on a phone until there is a network
_LEAST_SECONDS, _LEAST_SECONDS_UNDER_ATTACK = 3, 20
_BITS = 16  # a second or two on a cheap phone
_USES = "20 per 7 days"  # the same form may be sent again when an answer got lost
_LONGEST_NONCE = 64


def ticket() -> str:
    """A signed ticket for one form, which knows when it was given out and how much work it asks for."""
    bits = _BITS if _under_attack() else 0
    return make_timed(_PURPOSE, f"{secrets.token_urlsafe(9)}:{bits}")


def challenge(given: str) -> dict[str, int] | None:
    """The work that a ticket asks the page's script for, as {"bits": 16}; None when it asks for none."""
    found = read_timed(_PURPOSE, given, _LONGEST_SECONDS)
    bits = _bits(found[0]) if found else 0
    return {"bits": bits} if bits else None


def check(given: str, honeypot: str, work: str | None = None) -> None:
    """Raises BadInput when the form seems to come from a program.

    ``honeypot`` is the content of the field that people do not see; ``work`` the nonce that was found, by default the
    form's field of that name.
    """
    if honeypot.strip():
        raise BadInput(
            _("This looks as if a program had sent it."), _("Load the page again and fill in only what you see.")
        )
    found = read_timed(_PURPOSE, given, _LONGEST_SECONDS)
    if found is None:
        raise BadInput(_("This page was open for too long."), _("Load the page again and send the form once more."))
    what, made = found
    nonce = request.form.get("work", "") if work is None else work
    asked = _under_attack() or _bits(what)
    worked = asked and _is_solved(given, nonce, _bits(what))
    least = _LEAST_SECONDS_UNDER_ATTACK if asked and not worked else _LEAST_SECONDS
    # Tickets count whole seconds, so that one of them can be missing from an age.
    wait = least - int(time.time() - made)
    if wait > 0:
        raise BadInput(
            _("That was too quick for us to tell you from a program."),
            ngettext("Wait %(num)s second, then send it again.", "Wait %(num)s seconds, then send it again.", wait),
        )
    if not throttle.spend(given, _USES):
        raise BadInput(_("This form was sent too often."), _("Load the page again and send the form once more."))


def _under_attack() -> bool:
    return bool(current_app.config["UNDER_ATTACK"])


def _bits(what: str) -> int:
    return int(what.rpartition(":")[2])


def _is_solved(given: str, nonce: str, bits: int) -> bool:
    if not bits or not nonce or len(nonce) > _LONGEST_NONCE:
        return False
    digest = hashlib.sha256((given + nonce).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0
