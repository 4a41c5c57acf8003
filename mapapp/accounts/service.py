"""What changes people and what they are trusted with; each change leaves an entry in the audit log."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import gettext as _
from flask_security import hash_password
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mapapp.accounts import logins
from mapapp.accounts.grants import Trust, held, leaves_nobody, may_grant, may_manage, trust_of, unlimited
from mapapp.accounts.models import Grant, User
from mapapp.accounts.viewer import viewer_of
from mapapp.core import audit
from mapapp.core.viewer import Viewer
from mapapp.errors import Conflict, Forbidden, NotFound


def create(db: Session, email: str, name: str, password: str, language: str = "") -> User:
    """A person with a log-in and no grants; Conflict when the address has one already."""
    user = User(
        email=email.strip().lower(),
        name=name.strip(),
        language=language,
        password=hash_password(password),
        fs_uniquifier=uuid4().hex,
        confirmed_at=logins.now(),
        active=True,
    )
    try:
        with db.begin_nested():
            db.add(user)
    except IntegrityError as error:
        raise Conflict(_("This address has an account already.")) from error
    return user


def find(db: Session, email: str) -> User | None:
    """The person with this address."""
    return db.scalars(select(User).where(func.lower(User.email) == email.strip().lower())).one_or_none()


def grant(db: Session, who: User | None, user: User, trust: Trust) -> Grant:
    """Trusts somebody with something; Forbidden when the granter has less (None is the command line)."""
    if who is not None and not may_grant(who, trust):
        raise Forbidden(_("You cannot grant more than you have."))
    if trust in held(user):
        raise Conflict(_("This person has this role already."))
    made = Grant(
        role=trust.role,
        organisation_id=trust.organisation_id,
        oblasts=list(trust.oblasts),
        granted_by=who.id if who else None,
    )
    user.grants.append(made)
    db.flush()
    _record(db, who, "role_granted", user, trust)
    return made


def revoke(db: Session, who: User, user: User, grant_id: int) -> None:
    """Takes a grant back; Conflict for the last who may grant anything."""
    found = next((one for one in user.grants if one.id == grant_id), None)
    if found is None:
        raise NotFound(_("This role was taken back already."))
    trust = trust_of(found)
    if not may_grant(who, trust):
        raise Forbidden(_("You cannot take back more than you have."))
    if trust.unlimited:
        _keep_one(db, user)
    user.grants.remove(found)
    db.flush()
    _record(db, who, "role_revoked", user, trust)


def set_active(db: Session, who: User | None, user: User, active: bool) -> None:
    """Lets somebody in again, or puts them out at once, on all devices."""
    if who is not None and not may_manage(who, held(user)):
        raise Forbidden(_("You cannot change this person."))
    if user.active == active:
        return
    if not active:
        if unlimited(user):
            _keep_one(db, user)
        logins.end(db, user)
    user.active = active
    db.flush()
    _record(db, who, "person_activated" if active else "person_deactivated", user)


def set_password(db: Session, user: User, password: str) -> None:
    """A new password from the terminal; all log-ins end."""
    user.password = hash_password(password)
    user.fs_uniquifier = uuid4().hex
    logins.end(db, user)
    _record(db, None, "password_set", user)


def remove_second_factor(db: Session, user: User) -> None:
    """The person sets it up anew at the next log-in; all log-ins end."""
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    user.fs_uniquifier = uuid4().hex
    logins.end(db, user)
    _record(db, None, "second_factor_reset", user)


def codes(trust: Trust) -> dict[str, object]:
    """A trust as the audit log writes it."""
    return {"role": trust.role, "organisation": trust.organisation_id, "oblasts": list(trust.oblasts)}


def _keep_one(db: Session, user: User) -> None:
    if leaves_nobody(db, user):
        raise Conflict(_("This is the last administrator who may do everything."), _("Make somebody else one first."))


def _record(db: Session, who: User | None, action: str, user: User, trust: Trust | None = None) -> None:
    by = viewer_of(who) if who else Viewer()
    audit.record(db, by, action, f"person:{user.id}", **(codes(trust) if trust else {}))
