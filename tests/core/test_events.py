"""What happened is told inside the transaction, to those who listen for that very thing; changes are counted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mapapp.core.changes import touch, versions
from mapapp.core.events import emit, listen


@dataclass(frozen=True)
class Cleaned:
    key: str


@dataclass(frozen=True)
class VeryCleaned(Cleaned):
    pass


def test_listeners_hear_events_of_their_class_in_order(app: Flask, db: Session) -> None:
    heard: list[str] = []
    listen(app, Cleaned, lambda _db, event: heard.append(f"first {event.key}"))
    listen(app, Cleaned, lambda _db, event: heard.append(f"second {event.key}"))
    with app.app_context():
        emit(db, Cleaned("a"))
        emit(db, VeryCleaned("b"))
        emit(db, object())
    assert heard == ["first a", "second a"]


def test_what_a_listener_writes_is_undone_with_the_rest(app: Flask, db: Session) -> None:
    listen(app, Cleaned, lambda inner, event: touch(inner, event.key))
    with app.app_context(), db.begin_nested() as part:
        emit(db, Cleaned("a"))
        assert versions(db) == {"a": 1}
        part.rollback()
    assert versions(db) == {}


def test_a_listener_that_fails_stops_what_happened(app: Flask, db: Session) -> None:
    def fail(_db: Session, _event: Cleaned) -> None:
        raise ValueError("no")

    listen(app, Cleaned, fail)
    with app.app_context(), pytest.raises(ValueError, match="no"):
        emit(db, Cleaned("a"))


def test_each_change_of_a_layer_makes_its_number_grow(db: Session) -> None:
    for layer in ("reports", "samples", "reports", "reports"):
        touch(db, layer)
    assert versions(db) == {"reports": 3, "samples": 1}
