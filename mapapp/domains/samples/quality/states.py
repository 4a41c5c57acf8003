"""What may be done with a result in which state, and what state it is in then: one table."""

from __future__ import annotations

from collections.abc import Mapping

# Deed -> the states in which it can be done. Checking needs somebody else than who entered the value (see ``access``).
MOVES: Mapping[str, tuple[str, ...]] = {
    "check": ("draft",),
    "correct": ("as_published", "draft", "checked"),
    "withdraw": ("as_published", "draft", "checked"),
    "restore": ("withdrawn",),
    "flag": ("as_published", "draft", "checked", "withdrawn"),
    "unflag": ("as_published", "draft", "checked", "withdrawn"),
}


def possible(deed: str, state: str) -> bool:
    """Whether ``deed`` can be done with a result in ``state``, whoever asks."""
    return state in MOVES[deed]
