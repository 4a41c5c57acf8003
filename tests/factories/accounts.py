"""People with log-ins, and browsers that are logged in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import get_hmac
from passlib.hash import argon2
from passlib.totp import TOTP
from sqlalchemy.orm import Session, object_session

from mapapp.accounts import logins, settings
from mapapp.accounts.models import Grant, LoginSession, Organisation, User
from tests import conftest

PASSWORD = "correct horse battery staple"
TOTP_KEY = "4QOCGJAEMCWDKRXIPUHSDJAUAJQEYSKJ"


def person(
    db: Session,
    role: str | None = "moderator",
    *,
    oblasts: Sequence[str] = (),
    organisation: Organisation | None = None,
    email: str | None = None,
    second_factor: bool = True,
) -> User:
    """Somebody with one grant (``role`` None: without), the password ``PASSWORD`` and codes of ``TOTP_KEY``."""
    user = User(
        email=email or f"{role or 'nobody'}-{uuid4().hex[:6]}@example.org",
        name=f"A {role or 'person'}",
        language="en",
        password=_hashed(),
        fs_uniquifier=uuid4().hex,
        confirmed_at=logins.now(),
        active=True,
    )
    if second_factor:
        user.tf_primary_method, user.tf_totp_secret = "authenticator", TOTP(key=TOTP_KEY).to_json(encrypt=False)
    if role:
        user.grants.append(Grant(role=role, oblasts=list(oblasts), organisation=organisation))
    db.add(user)
    db.flush()
    return user


def log_in(client: FlaskClient, user: User) -> None:
    """Gives the browser a log-in of the person, as if password and code had just been typed."""
    db, text = object_session(user), secrets.token_urlsafe(32)
    assert db is not None
    user.sessions.append(LoginSession(digest=logins.digest(text), label="Firefox, Linux"))
    db.flush()
    with client.session_transaction() as cookie:
        cookie.update(logins.values(user, text))


def organisation(db: Session, key: str = "green-1", **names: str) -> Organisation:
    """An organisation."""
    made = Organisation(key=key, names=names or {"en": f"Organisation {key}"})
    db.add(made)
    db.flush()
    return made


def code() -> str:
    """The code that the app of everybody here shows now."""
    return str(TOTP(key=TOTP_KEY).generate().token)


@cache
def _hashed() -> str:
    """A hash that costs next to nothing, of ``PASSWORD`` under the tests' secret key."""
    app = Flask(__name__)
    app.config.update(settings.values(conftest.SECRET, "tests"))
    with app.app_context():
        mixed = get_hmac(PASSWORD).decode("ascii")
    return str(argon2.using(time_cost=1, memory_cost=8, parallelism=1).hash(mixed))
