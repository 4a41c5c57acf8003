"""Who did what, for those who must be able to trust it: entries are only ever added, each sealing the one before.

A trigger in the database (migration 0002) refuses UPDATE, DELETE and TRUNCATE; the chain of digests shows what was
changed behind the database's back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from mapapp.core.database import Base
from mapapp.core.viewer import Viewer

_ONE_AT_A_TIME = 0x61756469  # the advisory lock under which entries are chained


class AuditEntry(Base):
    """One deed. ``subject`` is "kind:key" of what it was done to; ``detail`` holds codes, never a reporter's data."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    person_id: Mapped[int | None] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(default="", index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    digest: Mapped[str]


def record(db: Session, who: Viewer, action: str, subject: str = "", **detail: Any) -> AuditEntry:
    """Adds an entry in this transaction; call it late, others wait for the chain until the transaction ends."""
    db.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    before = db.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)) or ""
    entry = AuditEntry(
        at=datetime.now(UTC), person_id=who.person_id, role=str(who.role), action=action, subject=subject, detail=detail
    )
    entry.digest = _digest(entry, before)
    db.add(entry)
    db.flush()
    return entry


def broken(db: Session) -> Iterator[int]:
    """The ids of entries that do not fit the chain; none when nobody tampered with it."""
    before = ""
    for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if entry.digest != _digest(entry, before):
            yield entry.id
        before = entry.digest


def _digest(entry: AuditEntry, before: str) -> str:
    said = [entry.at.astimezone(UTC).isoformat(), entry.person_id, entry.role, entry.action, entry.subject]
    text = json.dumps([before, *said, entry.detail], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
