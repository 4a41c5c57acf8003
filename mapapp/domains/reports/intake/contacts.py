"""Who may be written to about a site, and how their address is forgotten."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mapapp.core.seal import unseal
from mapapp.domains.reports.events import Reporter
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Site


def reporters_of(db: Session, site_id: int) -> tuple[Reporter, ...]:
    """Those who sent something about the site, or about one merged into it, confirmed their address and want news.

    Who sent several things is named once, with the latest.
    """
    joined = select(Site.id).where(or_(Site.id == site_id, Site.merged_into_id == site_id))
    wanted = (
        select(Submission)
        .where(Submission.site_id.in_(joined), Submission.wants.contains(["news"]))
        .where(Submission.confirmed_at.is_not(None), Submission.withdrawn_at.is_(None), Submission.erased_at.is_(None))
        .order_by(Submission.id)
    )
    found = {row.contact_blind: one for row in db.scalars(wanted) if (one := reporter(row)) is not None}
    return tuple(found.values())


def reporter(submission: Submission) -> Reporter | None:
    """The sender of one submission, None when there is no address (any more)."""
    text = unseal(submission.sealed_contact)
    address = str(json.loads(text).get("email") or "") if text else ""
    return Reporter(submission.uuid, address, submission.language) if address else None


def forget(submission: Submission) -> None:
    """Erases name and address at once; what was reported stays."""
    submission.sealed_contact = submission.contact_blind = submission.confirmed_at = None
    submission.wants = [want for want in submission.wants if want != "news"]
    submission.erased_at = submission.erased_at or datetime.now(UTC)
