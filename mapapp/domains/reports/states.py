"""How the status of a site may change, and who may change it: one table."""

from __future__ import annotations

from collections.abc import Mapping

from mapapp.core.viewer import Role

_OPEN = ("published", "verified", "sampled", "sent_to_authority", "came_back")
_CHECKS = ("verified", "sampled", "sent_to_authority")


def _table() -> Mapping[tuple[str, str], Role]:
    moves = {
        ("new", "published"): Role.MODERATOR,
        ("new", "rejected"): Role.MODERATOR,
        ("rejected", "published"): Role.MODERATOR,
        ("cleaned", "came_back"): Role.MODERATOR,
        ("cleaned", "rejected"): Role.MODERATOR,
    }
    for now in _OPEN:
        moves[now, "rejected"] = moves[now, "cleaned"] = Role.MODERATOR
        moves.update({(now, then): Role.MODERATOR for then in _CHECKS if then != now})
    # To say that a check never was takes back what others may have relied on.
    moves.update({(now, "published"): Role.ADMINISTRATOR for now in (*_CHECKS, "cleaned", "came_back")})
    return moves


MOVES = _table()
_TRUST = list(Role)
PUBLIC = tuple(status for status in (*_OPEN, "cleaned"))


def may(role: Role, now: str, then: str) -> bool:
    """Whether somebody of that role may change the status from ``now`` to ``then``."""
    least = MOVES.get((now, then))
    return least is not None and _TRUST.index(role) >= _TRUST.index(least)


def following(role: Role, now: str) -> tuple[str, ...]:
    """The statuses that somebody of that role may set next, in the order of the table."""
    return tuple(then for (first, then) in MOVES if first == now and may(role, now, then))
