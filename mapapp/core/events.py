"""What happened in a domain, told to those who listen, inside the transaction in which it happened.

Listeners only write rows (jobs, letters of the outbox): these appear when the transaction commits, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app
from sqlalchemy.orm import Session

E = TypeVar("E")
_KEY = "mapapp.events"


def listen(app: Flask, kind: type[E], listener: Callable[[Session, E], None]) -> None:
    """``listener(db, event)`` is called for every event of that very class."""
    app.extensions.setdefault(_KEY, {}).setdefault(kind, []).append(listener)


def emit(db: Session, event: object) -> None:
    """Tells everybody who listens to events of this class."""
    for listener in current_app.extensions.get(_KEY, {}).get(type(event), ()):
        listener(db, event)
