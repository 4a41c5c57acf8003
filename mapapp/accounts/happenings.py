"""What follows from a log-in, a log-out, a wrong password, a new password: sessions, the audit log, letters."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask import session as cookie
from flask_login import user_logged_out
from flask_security import UserMixin, password_changed, password_reset, user_authenticated, user_failed_authn

from mapapp.accounts import letters, logins
from mapapp.accounts.factor import row
from mapapp.accounts.models import User
from mapapp.accounts.viewer import viewer_of
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.viewer import Viewer

_KEPT = {logins.KEY, "_user_id", "_fresh", "_flashes", "fs_paa"}


def logged_in(_app: Flask, user: UserMixin, authn_via: list[str] | None = None, **_more: Any) -> None:
    """A session of its own under a new random text: what the browser had before counts no more."""
    person = row(user)
    for name in set(cookie) - _KEPT:  # also the token of forms, and the digest of the network address
        cookie.pop(name)
    g.pop("csrf_token", None)
    strange = logins.begin(person)
    if authn_via == ["change"]:
        return
    if strange:
        letters.new_device(session(), person)
    audit.record(session(), viewer_of(person), "login", subject(person))


def logged_out(_app: Flask, user: UserMixin | None = None, **_more: Any) -> None:
    """The browser's log-in is over."""
    logins.end_this()
    if isinstance(user, User):
        audit.record(session(), viewer_of(user), "logout", subject(user))


def failed(_app: Flask, user: UserMixin, auth_type: str = "", **_more: Any) -> None:
    """A wrong password or code for somebody whom we know; addresses of strangers are not kept."""
    audit.record(session(), Viewer(), "login_failed", subject(row(user)), what=auth_type)


def changed(_app: Flask, user: UserMixin, **_more: Any) -> None:
    """A new password ends all other log-ins."""
    person = row(user)
    logins.end(session(), person, but=logins.current_id())
    audit.record(session(), viewer_of(person), "password_changed", subject(person))


def reset(_app: Flask, user: UserMixin, **_more: Any) -> None:
    """A password set through a letter ends all log-ins."""
    person = row(user)
    logins.end(session(), person)
    audit.record(session(), Viewer(), "password_reset", subject(person))


def subject(person: User) -> str:
    """What entries of the audit log call a person."""
    return f"person:{person.id}"


LISTENERS = (
    (user_authenticated, logged_in),
    (user_logged_out, logged_out),
    (user_failed_authn, failed),
    (password_changed, changed),
    (password_reset, reset),
)
