"""Which status may follow which, and who may say so: every pair, for every role."""

from __future__ import annotations

from itertools import product

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports import states
from mapapp.domains.reports.models import STATUSES
from mapapp.domains.reports.moderation import service
from mapapp.errors import BadInput, Forbidden
from tests.factories.moderation import deciding, picture, report, update

CHECKS = {"verified", "sampled", "sent_to_authority"}
OPEN = {"published", "came_back"} | CHECKS


def expected(now: str, then: str) -> Role | None:
    """The table said a second time, in other words."""
    if now == then:
        return None
    if now == "new":
        return Role.MODERATOR if then in ("published", "rejected") else None
    if now == "rejected":
        return Role.MODERATOR if then == "published" else None
    if then == "rejected":
        return Role.MODERATOR
    if then == "published":
        return Role.ADMINISTRATOR
    if then == "came_back":
        return Role.MODERATOR if now == "cleaned" else None
    if now == "cleaned":
        return None
    return Role.MODERATOR if then in CHECKS | {"cleaned"} else None


@pytest.mark.parametrize(("now", "then"), list(product(STATUSES, STATUSES)))
def test_every_pair_for_every_role(now: str, then: str) -> None:
    least = expected(now, then)
    ranks = list(Role)
    for role in Role:
        allowed = least is not None and ranks.index(role) >= ranks.index(least)
        assert states.may(role, now, then) is allowed, (now, then, role)
        assert (then in states.following(role, now)) is allowed


@pytest.mark.parametrize(("now", "then"), [pair for pair in product(STATUSES, STATUSES) if pair[0] != "new"])
@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMINISTRATOR])
def test_setting_a_status_follows_the_table(app: Flask, db: Session, now: str, then: str, role: Role) -> None:
    with app.test_request_context():
        site = report(db, status=now)
        picture(db, update(db, site, "gone", state="published", observed_on="2026-05-09"))
        decision = deciding(db, site, Viewer(role, 7))
        least = expected(now, then)
        by_status = now != "rejected" and then != "rejected"
        if least is None or not by_status:
            with pytest.raises(BadInput):
                service.set_status(decision, then)
        elif not states.may(role, now, then):
            with pytest.raises(Forbidden):
                service.set_status(decision, then)
        else:
            event = service.set_status(decision, then)
            assert (event.before["status"], event.after["status"]) == (now, then)
            assert site.status == then
