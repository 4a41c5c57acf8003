"""Which passwords are good enough."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil

_LONGEST = 200  # hashing takes longer the more there is
_FEWEST_LETTERS = 5


class Passwords(PasswordUtil):
    """Long ones; not the person's own address or name, not one letter again and again."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with a password (None: nothing), and the password in the form in which it is hashed."""
        wrong, normal = super().validate(password, is_register, **kwargs)
        if wrong:
            return [str(one) for one in wrong], normal
        user = kwargs.get("user")
        own = [str(getattr(user, part, "") or "") for part in ("email", "name")]
        weak = weakness(normal, *own)
        return ([weak], normal) if weak else (None, normal)


def weakness(password: str, *own: str) -> str:
    """What is wrong with a password of sufficient length, given the person's own address and name; empty: nothing."""
    folded = password.casefold().strip()
    if len(password) > _LONGEST:
        return _("Use at most %(most)s characters.", most=_LONGEST)
    if len(set(folded)) < _FEWEST_LETTERS:
        return _("Use more different letters.")
    if any(folded == one.casefold().strip() for one in own if one):
        return _("Do not use your name or your address as the password.")
    return ""
