"""Ways in for people who have no account yet; the link is signed, works once and is kept by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mapapp.accounts import logins
from mapapp.accounts.grants import Trust, may_grant, trust_of
from mapapp.accounts.models import Grant, Invitation, User
from mapapp.accounts.service import codes, create, find
from mapapp.accounts.viewer import viewer_of
from mapapp.core import audit
from mapapp.core.tokens import make_timed, read_timed
from mapapp.errors import Conflict, Forbidden, NotFound

INVITED_FOR = timedelta(days=7)
_PURPOSE = "invitation"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to be invited."""

    email: str
    name: str
    language: str
    trust: Trust


def invite(db: Session, who: User, guest: Guest) -> tuple[Invitation, str]:
    """An invitation and the token of its link; an earlier one to the same address is withdrawn."""
    if not may_grant(who, guest.trust):
        raise Forbidden(_("You cannot grant more than you have."))
    if find(db, guest.email):
        raise Conflict(_("This address has an account already."))
    open_ones = select(Invitation).where(Invitation.email == guest.email, *_open())
    for earlier in db.scalars(open_ones):
        earlier.withdrawn_at = logins.now()
    made = Invitation(
        email=guest.email,
        name=guest.name,
        language=guest.language,
        role=guest.trust.role,
        organisation_id=guest.trust.organisation_id,
        oblasts=list(guest.trust.oblasts),
        invited_by=who.id,
        expires_at=logins.now() + INVITED_FOR,
    )
    db.add(made)
    db.flush()
    audit.record(db, viewer_of(who), "invited", f"invitation:{made.id}", **codes(guest.trust))
    return made, make_timed(_PURPOSE, str(made.id))


def withdraw(db: Session, who: User, invitation: Invitation) -> None:
    """The link of an invitation works no more."""
    if not may_grant(who, trust_of(invitation)):
        raise Forbidden(_("You cannot change this person."))
    if invitation.withdrawn_at is None and invitation.accepted_at is None:
        invitation.withdrawn_at = logins.now()
        audit.record(db, viewer_of(who), "invitation_withdrawn", f"invitation:{invitation.id}")


def waiting(db: Session, who: User) -> list[Invitation]:
    """The invitations that nobody has answered yet and that this person may withdraw, the newest first."""
    found = db.scalars(select(Invitation).where(*_open()).order_by(Invitation.id.desc()))
    return [one for one in found if may_grant(who, trust_of(one))]


def invited(db: Session, token: str) -> Invitation:
    """The invitation of a link, nobody else's until this transaction ends; NotFound when it does not count any more."""
    read = read_timed(_PURPOSE, token, int(INVITED_FOR.total_seconds()))
    found = db.get(Invitation, int(read[0]), with_for_update=True) if read else None
    if found is None or found.withdrawn_at or found.accepted_at or found.expires_at <= logins.now():
        raise NotFound(_("This invitation does not work any more."), _("Ask the person who invited you for a new one."))
    return found


def accept(db: Session, invitation: Invitation, name: str, password: str, language: str) -> User:
    """The account of somebody who was invited, with what the invitation says."""
    user = create(db, invitation.email, name, password, invitation.language or language)
    trust = trust_of(invitation)
    user.grants.append(
        Grant(
            role=trust.role,
            organisation_id=trust.organisation_id,
            oblasts=list(trust.oblasts),
            granted_by=invitation.invited_by,
        )
    )
    invitation.accepted_at = logins.now()
    db.flush()
    audit.record(db, viewer_of(user), "invitation_accepted", f"person:{user.id}", invitation=invitation.id)
    return user


def _open() -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > logins.now(),
    )
