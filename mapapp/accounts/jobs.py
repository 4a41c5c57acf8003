"""What is forgotten about people by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from mapapp.accounts.logins import LONGEST, now
from mapapp.accounts.models import Invitation, LoginSession
from mapapp.core.jobs import job

_KEPT = timedelta(days=30)  # long enough to look at what happened


@job(every="17 3 * * *")
def forget(db: Session) -> None:
    """Removes log-ins that ended, and invitations that nobody accepted, some weeks after they stopped to count."""
    before = now() - _KEPT
    db.execute(
        delete(LoginSession).where(or_(LoginSession.ended_at < before, LoginSession.created_at < before - LONGEST))
    )
    over = or_(Invitation.expires_at < before, Invitation.withdrawn_at < before, Invitation.accepted_at < before)
    db.execute(delete(Invitation).where(over))
