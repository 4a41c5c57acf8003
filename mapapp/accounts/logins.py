"""Log-ins: a row for each browser somebody is logged in with, checked at every request, ended from anywhere.

The browser keeps a random text in its session cookie, the database a digest of it: no address, no user agent.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta

from flask import g, request
from flask import session as cookie
from flask_security import current_user
from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, contains_eager, joinedload

from mapapp.accounts.browsers import label
from mapapp.accounts.models import LoginSession, User
from mapapp.core.database import session

KEY = "login"  # where the random text is in the session cookie
LONGEST_IDLE, LONGEST = timedelta(days=14), timedelta(days=60)


def person() -> User | None:
    """The person who is logged in with this request; nobody when the database does not answer."""
    found = current_user._get_current_object()
    return found if isinstance(found, User) else None


def load(identity: str) -> User | None:
    """The person of a session cookie, for Flask-Login.

    None when the log-in was ended, grew old or is not theirs, and when the database does not answer: the page that
    says so is shown to everybody.
    """
    try:
        found = session().scalars(_statement(str(cookie.get(KEY, "")))).unique().one_or_none()
    except OperationalError:
        session().rollback()
        return None
    if found is None or found.user.fs_uniquifier != identity or not found.user.active:
        return None
    if found.seen_at < hour():
        found.seen_at = hour()
    g.login_id, g.fs_authn_via, g.fs_paa = found.id, "session", cookie.get("fs_paa", 0)
    return found.user


def begin(user: User) -> bool:
    """Makes this browser's log-in anew under a fresh random text; whether its kind of browser is new to the person."""
    db = session()
    text = secrets.token_urlsafe(32)
    _forget(db, str(cookie.get(KEY, "")))
    cookie[KEY] = text
    named = label(request.user_agent.string)
    seen = db.scalars(select(LoginSession.label).where(LoginSession.user_id == user.id)).all()
    row = LoginSession(user_id=user.id, digest=digest(text), label=named, created_at=hour(), seen_at=hour())
    db.add(row)
    db.flush()
    g.login_id = row.id
    g.pop("viewer", None)
    return bool(seen) and named not in seen


def end(db: Session, user: User, *, only: int | None = None, but: int | None = None) -> int:
    """Ends the person's log-ins (``only`` one of them, or all ``but`` one) from the next request on; how many."""
    wanted = [LoginSession.user_id == user.id, LoginSession.ended_at.is_(None)]
    if only is not None:
        wanted.append(LoginSession.id == only)
    if but is not None:
        wanted.append(LoginSession.id != but)
    ended = db.scalars(update(LoginSession).where(*wanted).values(ended_at=now()).returning(LoginSession.id))
    return len(ended.all())


def current_id() -> int | None:
    """The id of the log-in that this request came with."""
    found: int | None = g.get("login_id")
    return found


def running(db: Session, user: User) -> list[LoginSession]:
    """The person's log-ins that still count, the newest first."""
    statement = select(LoginSession).where(LoginSession.user_id == user.id, *_counts())
    return list(db.scalars(statement.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())))


def end_this() -> None:
    """Ends the log-in of this browser, whose cookie is being emptied."""
    _forget(session(), str(cookie.pop(KEY, "")))
    g.pop("viewer", None)


def values(user: User, text: str) -> dict[str, object]:
    """What the session cookie of a log-in holds."""
    return {KEY: text, "_user_id": user.fs_uniquifier, "_fresh": True, "fs_paa": time.time()}


def digest(text: str) -> str:
    """What is kept of the random text."""
    return hashlib.sha256(text.encode()).hexdigest()


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def hour() -> datetime:
    """The hour that is now, in UTC: when somebody was here is not known better."""
    return now().replace(minute=0, second=0, microsecond=0)


def _forget(db: Session, text: str) -> None:
    if text:
        ended = update(LoginSession).where(LoginSession.digest == digest(text), LoginSession.ended_at.is_(None))
        db.execute(ended.values(ended_at=now()))


def _statement(text: str) -> Select[LoginSession]:
    return (
        select(LoginSession)
        .join(LoginSession.user)
        .where(LoginSession.digest == digest(text), *_counts())
        .options(contains_eager(LoginSession.user).options(joinedload(User.grants)))
    )


def _counts() -> tuple[ColumnElement[bool], ...]:
    return (
        LoginSession.ended_at.is_(None),
        LoginSession.seen_at > now() - LONGEST_IDLE,
        LoginSession.created_at > now() - LONGEST,
    )
