"""Entries of the audit log can be added, and nothing else; what is done behind the database's back is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mapapp.core.audit import AuditEntry, broken, record
from mapapp.core.viewer import Role, Viewer

SOMEBODY = Viewer(Role.MODERATOR, person_id=7)


@pytest.fixture
def entries(db: Session) -> list[AuditEntry]:
    """Five entries."""
    return [record(db, SOMEBODY, "accepted", f"site:r-{number}", reason="false", count=number) for number in range(5)]


@pytest.fixture
def behind_the_back(db: Session) -> Callable[..., None]:
    """Runs SQL as somebody would who has taken the trigger off."""

    def run(sql: str, **values: object) -> None:
        db.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER only_added"))
        db.execute(text(sql), values)
        db.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER only_added"))
        db.expire_all()

    return run


def test_an_entry_says_who_did_what(db: Session, entries: list[AuditEntry]) -> None:
    db.expire_all()
    entry = entries[2]
    assert (entry.person_id, entry.role, entry.action, entry.subject) == (7, "moderator", "accepted", "site:r-2")
    assert entry.detail == {"reason": "false", "count": 2}
    assert list(broken(db)) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET action = 'rejected'",
        "UPDATE audit_entry SET action = 'rejected' WHERE false",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
@pytest.mark.usefixtures("entries")
def test_the_database_refuses_to_change_entries(db: Session, sql: str) -> None:
    with pytest.raises(IntegrityError, match="only ever added to"), db.begin_nested():
        db.execute(text(sql))
    assert list(broken(db)) == []


@pytest.mark.parametrize("change", ["action = 'x'", "person_id = 8", "person_id = NULL", "at = at + interval '1 s'"])
def test_a_changed_entry_is_found(
    db: Session, entries: list[AuditEntry], behind_the_back: Callable[..., None], change: str
) -> None:
    behind_the_back(f"UPDATE audit_entry SET {change} WHERE id = :id", id=entries[2].id)
    assert list(broken(db)) == [entries[2].id]


def test_a_changed_detail_is_found(
    db: Session, entries: list[AuditEntry], behind_the_back: Callable[..., None]
) -> None:
    behind_the_back("UPDATE audit_entry SET detail = detail || '{\"count\": 9}' WHERE id = :id", id=entries[0].id)
    assert list(broken(db)) == [entries[0].id]


def test_an_entry_that_was_taken_out_is_found_at_the_next(
    db: Session, entries: list[AuditEntry], behind_the_back: Callable[..., None]
) -> None:
    following, gone = entries[3].id, entries[2].id
    behind_the_back("DELETE FROM audit_entry WHERE id = :id", id=gone)
    assert list(broken(db)) == [following]


def test_the_same_deed_twice_has_two_digests(db: Session) -> None:
    one, two = (record(db, SOMEBODY, "accepted", "site:a") for _ in range(2))
    assert one.digest != two.digest
