"""What is forgotten, and what is not yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts import jobs, logins
from mapapp.accounts.models import Invitation, LoginSession
from tests.factories import accounts


def test_old_log_ins_and_unanswered_invitations_are_forgotten(db: Session) -> None:
    user, now = accounts.person(db), logins.now()
    for name, ended in (("running", None), ("just ended", now), ("long ended", now - timedelta(days=31))):
        user.sessions.append(LoginSession(digest=name, ended_at=ended))
    for email, expires in (("new@example.org", now), ("old@example.org", now - timedelta(days=31))):
        db.add(Invitation(email=email, role="member", expires_at=expires))
    db.flush()
    jobs.forget(db)
    assert set(db.scalars(select(LoginSession.digest))) == {"running", "just ended"}
    assert list(db.scalars(select(Invitation.email))) == ["new@example.org"]
