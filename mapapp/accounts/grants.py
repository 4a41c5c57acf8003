"""Who may grant what: never more than one has, and never away from the last who may grant anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from mapapp.accounts.models import Grant, Invitation, User


@dataclass(frozen=True, slots=True)
class Trust:
    """A role, for an organisation (None: any) and in oblasts (P-codes; none: everywhere)."""

    role: str
    organisation_id: int | None = None
    oblasts: tuple[str, ...] = ()

    @property
    def unlimited(self) -> bool:
        """Whether it is an administrator's, for everybody and everywhere."""
        return self.role == "administrator" and self.organisation_id is None and not self.oblasts

    def covers(self, other: Trust) -> bool:
        """Whether an administrator trusted with this may give or take the other."""
        return (
            self.role == "administrator"
            and self.organisation_id in (None, other.organisation_id)
            and (not self.oblasts or (bool(other.oblasts) and set(other.oblasts) <= set(self.oblasts)))
        )


def trust_of(row: Grant | Invitation) -> Trust:
    """What a grant or an invitation says."""
    return Trust(row.role, row.organisation_id, tuple(sorted(row.oblasts)))


def held(user: User) -> tuple[Trust, ...]:
    """All that somebody is trusted with."""
    return tuple(trust_of(one) for one in user.grants)


def unlimited(user: User) -> bool:
    """Whether somebody may grant anything to anybody."""
    return any(one.unlimited for one in held(user))


def may_grant(user: User, trust: Trust) -> bool:
    """Whether somebody may give or take this trust."""
    return any(own.covers(trust) for own in held(user))


def may_manage(user: User, trusts: Iterable[Trust]) -> bool:
    """Whether somebody may change a person who is trusted with all this; of people without any only the unlimited."""
    known = tuple(trusts)
    return all(may_grant(user, one) for one in known) if known else unlimited(user)


def leaves_nobody(db: Session, without: User) -> bool:
    """Whether nobody who may grant anything would be left without this person.

    Others who ask the same at the same time wait until this transaction ends.
    """
    statement = (
        select(Grant)
        .join(Grant.user)
        .where(
            Grant.role == "administrator",
            Grant.organisation_id.is_(None),
            func.cardinality(Grant.oblasts) == 0,
            User.active,
        )
        .order_by(Grant.id)
        .with_for_update(of=Grant)
    )
    return all(grant.user_id == without.id for grant in db.scalars(statement))


def manageable(db: Session, user: User) -> list[User]:
    """The people whom somebody may change, by name."""
    everybody = db.scalars(select(User).options(joinedload(User.grants).joinedload(Grant.organisation))).unique()
    found = [one for one in everybody if may_manage(user, held(one))]
    return sorted(found, key=lambda one: (not one.active, (one.name or one.email).casefold()))
