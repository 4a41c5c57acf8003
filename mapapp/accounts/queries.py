"""What pages about people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, column, func, select, table
from sqlalchemy.orm import Session

from mapapp.accounts.grants import Trust, held
from mapapp.accounts.models import Organisation, User
from mapapp.core.audit import AuditEntry
from mapapp.core.i18n import Text, language, localize
from mapapp.core.paging import Page, page

# The oblasts belong to a domain, which this package does not know; only their names are read here.
_UNITS = table("admin_unit", column("key"), column("names", JSON), column("level"))
_OBLASTS = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of the audit log are asked for; empty means all."""

    action: str = ""
    person: int | None = None


def oblasts(db: Session) -> list[tuple[str, Text]]:
    """The P-codes and names of all oblasts, by name."""
    rows = db.execute(select(_UNITS.c.key, _UNITS.c.names).where(_UNITS.c.level == _OBLASTS))
    named = [(row.key, localize(row.names, language())) for row in rows]
    return sorted(named, key=lambda one: one[1].value.casefold())


def organisations(db: Session) -> list[Organisation]:
    """All organisations, by name."""
    found = db.scalars(select(Organisation))
    return sorted(found, key=lambda one: localize(one.names, language()).value.casefold())


def names_of(db: Session) -> dict[int, str]:
    """The name, else the address, of everybody by id."""
    return {row.id: row.name or row.email for row in db.execute(select(User.id, User.name, User.email))}


def grantable_roles(who: User) -> list[str]:
    """The roles that somebody may give, the weakest first."""
    return ["member", "moderator", "administrator"] if _powers(who) else []


def grantable_oblasts(who: User) -> set[str] | None:
    """The oblasts within which somebody may give roles; None when everywhere."""
    powers = _powers(who)
    return None if any(not one.oblasts for one in powers) else {code for one in powers for code in one.oblasts}


def grantable_organisations(who: User) -> set[int] | None:
    """The organisations for which somebody may give roles; None when any."""
    found = {one.organisation_id for one in _powers(who)}
    return None if None in found else {one for one in found if one is not None}


def entries(db: Session, wanted: Wanted, asked: str | None) -> tuple[Page, Sequence[AuditEntry]]:
    """One page of the audit log, the newest first."""
    conditions = []
    if wanted.action:
        conditions.append(AuditEntry.action == wanted.action)
    if wanted.person is not None:
        subject = AuditEntry.subject == f"person:{wanted.person}"
        conditions.append((AuditEntry.person_id == wanted.person) | subject)
    total = db.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    shown = page(asked, total)
    statement = select(AuditEntry).where(*conditions).order_by(AuditEntry.id.desc())
    return shown, db.scalars(statement.offset(shown.offset).limit(shown.size)).all()


def actions(db: Session) -> list[str]:
    """What the audit log has entries of."""
    return sorted(db.scalars(select(AuditEntry.action).distinct()))


def _powers(who: User) -> list[Trust]:
    return [one for one in held(who) if one.role == "administrator"]
