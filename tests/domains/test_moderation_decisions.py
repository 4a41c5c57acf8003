"""Decisions: what they change, what they keep, whom they tell, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mapapp.core import audit, changes, events
from mapapp.core.audit import AuditEntry
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports.events import ReporterNews, SiteNews
from mapapp.domains.reports.intake.models import Message, Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import bulk, deciding, service
from mapapp.domains.reports.moderation.models import Flag, SiteEvent
from mapapp.errors import BadInput, Conflict, Forbidden, NotFound
from tests.factories import reports
from tests.factories.moderation import ADMINISTRATOR, MODERATOR, picture, report, update
from tests.factories.moderation import deciding as begin

ELSEWHERE = Viewer(Role.MODERATOR, 5, oblasts=("KZ10",))
HERE_ONLY = Viewer(Role.MODERATOR, 6, oblasts=("KZ10", "KZ35"))


@pytest.fixture
def news(app: Flask) -> Iterator[list[object]]:
    """What was told, in its order; inside a request."""
    told: list[object] = []
    for kind in (ReporterNews, SiteNews):
        events.listen(app, kind, lambda _db, event: told.append(event))
    with app.test_request_context():
        yield told


def test_accepting_publishes_site_observation_and_photos(news: list[object], db: Session) -> None:
    site, noise = report(db, email="a@example.org"), report(db, "r-noise22")
    photo, kept, other = (picture(db, one) for one in [*site.observations * 2, *noise.observations])
    kept.public = False
    before = changes.versions(db).get("reports", 0)
    event = service.accept(begin(db, site, public_note="Thank you"))
    db.expire_all()
    assert (site.status, site.observations[0].state, photo.public, kept.public) == (
        "published",
        "published",
        True,
        True,
    )
    assert (noise.status, noise.observations[0].state, other.public) == ("new", "new", False)
    assert changes.versions(db)["reports"] == before + 1
    assert event.after["status"] == "published"
    entry = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject, entry.person_id) == ("accepted", f"site:{site.key}", MODERATOR.person_id)
    private, public = news
    assert isinstance(private, ReporterNews)
    assert isinstance(public, SiteNews)
    assert (private.what, private.words, private.reporters[0].address) == ("accepted", "Thank you", "a@example.org")
    assert (public.what, public.site_key, public.status) == ("published", site.key, "published")


@pytest.mark.parametrize("reason", ["false", "duplicate", "not_waste", "personal_data", "other"])
def test_rejecting_keeps_everything_and_says_why(news: list[object], db: Session, reason: str) -> None:
    site = report(db, email="a@example.org")
    photo = picture(db, site.observations[0])
    event = service.reject(begin(db, site, note="seen before", public_note="Sorry"), reason)
    assert (site.status, site.observations[0].state, photo.public) == ("rejected", "rejected", False)
    assert (event.reason, event.note, event.public_note) == (reason, "seen before", "Sorry")
    assert [(one.what, one.reason) for one in news if isinstance(one, ReporterNews)] == [("rejected", reason)]
    assert not [one for one in news if isinstance(one, SiteNews)]


def test_a_reason_that_is_none_is_refused(news: list[object], db: Session) -> None:
    with pytest.raises(BadInput):
        service.reject(begin(db, report(db)), "because")


def test_a_published_report_can_be_taken_down_and_brought_back(news: list[object], db: Session) -> None:
    site = report(db)
    photo = picture(db, site.observations[0])
    db.add(Flag(site_id=site.id, reason="personal_data"))
    service.accept(begin(db, site))
    service.reject(begin(db, site), "personal_data")
    assert (site.status, site.observations[0].state, photo.public) == ("rejected", "published", False)
    assert db.scalars(select(Flag.resolved_by)).all() == [MODERATOR.person_id]
    service.accept(begin(db, site))
    assert (site.status, photo.public) == ("published", True)


def test_a_rejected_report_comes_back_with_what_was_rejected_with_it(news: list[object], db: Session) -> None:
    site = report(db)
    service.reject(begin(db, site), "false")
    service.accept(begin(db, site))
    assert site.observations[0].state == "published"


def test_an_update_is_decided_by_itself(news: list[object], db: Session) -> None:
    site = reports.site(db)
    first, second = update(db, site, email="b@example.org"), update(db, site, "bigger", email="c@example.org")
    service.accept(begin(db, site), first.id)
    assert (first.state, second.state, site.status) == ("published", "new", "published")
    service.reject(begin(db, site), "false", second.id)
    assert second.state == "rejected"
    private = [(one.what, one.reporters[0].address) for one in news if isinstance(one, ReporterNews)]
    assert private == [("accepted", "b@example.org"), ("rejected", "c@example.org")]
    assert [one.what for one in news if isinstance(one, SiteNews)] == ["seen"]


def test_an_observation_of_another_site_cannot_be_decided_here(news: list[object], db: Session) -> None:
    site, noise = reports.site(db), report(db, "r-noise22")
    with pytest.raises(NotFound):
        service.accept(begin(db, site), noise.observations[0].id)
    assert noise.observations[0].state == "new"


def test_what_the_reporter_took_back_is_never_published(news: list[object], db: Session) -> None:
    site = report(db)
    submission = db.scalars(select(Submission).where(Submission.site_id == site.id)).one()
    submission.withdrawn_at = submission.created_at
    with pytest.raises(BadInput, match="took this report back"):
        service.accept(begin(db, site))
    published = reports.site(db)
    taken = update(db, published)
    db.scalars(select(Submission).where(Submission.observation_id == taken.id)).one().withdrawn_at = taken.created_at
    with pytest.raises(BadInput):
        service.accept(begin(db, published), taken.id)


def test_asking_writes_to_the_one_reporter_and_waits(news: list[object], db: Session) -> None:
    site = report(db, email="a@example.org", wants=[])
    service.ask(begin(db, site), site.observations[0].id, " Which side of the road? ")
    assert db.scalars(select(Message.text)).all() == ["Which side of the road?"]
    (private,) = (one for one in news if isinstance(one, ReporterNews))
    assert (private.what, private.words) == ("asked", "Which side of the road?")
    assert site.status == "new"
    event = db.scalars(select(SiteEvent).where(SiteEvent.action == "asked")).one()
    assert "road" not in repr(event.note + event.public_note + str(event.after))


def test_nobody_is_asked_who_cannot_answer(news: list[object], db: Session) -> None:
    imported = reports.site(db)
    with pytest.raises(BadInput):
        service.ask(begin(db, imported), imported.observations[0].id, "Where?")
    site = report(db)
    with pytest.raises(BadInput):
        service.ask(begin(db, site), site.observations[0].id, "   ")


@pytest.mark.parametrize(
    ("told", "photo", "enough"),
    [
        ({"seen": "gone", "state": "published", "observed_on": "2026-06-01"}, "ready", True),
        ({"seen": "gone", "state": "published", "observed_on": "2026-05-03"}, "ready", True),
        ({"seen": "gone", "state": "published", "observed_on": "2026-05-02"}, "ready", False),
        ({"seen": "gone", "state": "published", "observed_on": "2026-06-01"}, "received", False),
        ({"seen": "gone", "state": "published", "observed_on": "2026-06-01"}, "removed", False),
        ({"seen": "gone", "state": "published", "observed_on": "2026-06-01"}, None, False),
        ({"seen": "gone", "state": "new", "observed_on": "2026-06-01"}, "ready", False),
        ({"seen": "gone", "state": "rejected", "observed_on": "2026-06-01"}, "ready", False),
        ({"seen": "smaller", "state": "published", "observed_on": "2026-06-01"}, "ready", False),
    ],
)
def test_cleaned_needs_a_photo_newer_than_the_last_still_there(
    news: list[object], db: Session, told: dict[str, str], photo: str | None, enough: bool
) -> None:
    site = report(db)
    service.accept(begin(db, site))
    update(db, site, "still_there", state="published")
    noise = reports.site(db)
    picture(db, update(db, noise, "gone", state="published", observed_on="2026-07-01"))
    seen = update(db, site, **told)
    if photo:
        picture(db, seen, state=photo)
    if enough:
        service.set_status(begin(db, site), "cleaned")
        assert site.status == "cleaned"
        assert [one.what for one in news if isinstance(one, SiteNews)][-1] == "cleaned"
    else:
        with pytest.raises(BadInput, match="no photo"):
            service.set_status(begin(db, site), "cleaned")


def test_a_photo_attached_to_the_decision_shows_it_too(news: list[object], db: Session) -> None:
    site = report(db)
    service.accept(begin(db, site))
    attached = update(db, site, "gone", state="published", observed_on="2026-06-01")
    picture(db, attached, state="received")
    service.set_status(begin(db, site), "cleaned", attached=attached)
    assert site.status == "cleaned"


def test_what_was_cleaned_can_come_back(news: list[object], db: Session) -> None:
    site = report(db, status="cleaned")
    service.set_status(begin(db, site), "came_back")
    assert site.status == "came_back"
    assert [one.what for one in news if isinstance(one, SiteNews)] == ["came_back"]


def test_number_and_date_of_the_letter_are_kept(news: list[object], db: Session) -> None:
    site = report(db, status="verified")
    event = service.set_status(begin(db, site), "sent_to_authority", service.Letter("12-3", "2026-05-20"))
    assert event.after == {"status": "sent_to_authority", "letter_number": "12-3", "letter_date": "2026-05-20"}


def test_leaving_it_settles_objections(news: list[object], db: Session) -> None:
    site, noise = reports.site(db), reports.site(db, "s-noise")
    for one in (site, noise):
        db.add(Flag(site_id=one.id, reason="false"))
    service.leave(begin(db, site))
    open_ones = db.scalars(select(Flag.site_id).where(Flag.resolved_at.is_(None))).all()
    assert open_ones == [noise.id]
    assert site.status == "published"


@pytest.mark.parametrize("status", ["new", "rejected", "published"])
@pytest.mark.parametrize(
    ("who", "allowed"),
    [(MODERATOR, True), (ADMINISTRATOR, True), (HERE_ONLY, True), (ELSEWHERE, False), (Viewer(Role.MEMBER, 9), False)],
)
def test_only_those_who_look_after_the_oblast_decide(
    news: list[object], db: Session, status: str, who: Viewer, allowed: bool
) -> None:
    site = report(db, status=status)
    if allowed:
        service.leave(begin(db, site, who))
    else:
        with pytest.raises(Forbidden if status == "published" else NotFound):
            begin(db, site, who)


def test_a_place_in_no_oblast_is_for_those_who_look_after_the_whole_country(news: list[object], db: Session) -> None:
    site = report(db, oblast=None)
    service.leave(begin(db, site, MODERATOR))
    with pytest.raises(NotFound):
        begin(db, site, HERE_ONLY)


def test_an_old_version_is_a_conflict(news: list[object], db: Session) -> None:
    site = report(db)
    seen = deciding.Sheet(site.key, site.version)
    service.accept(deciding.begin(db, MODERATOR, seen))
    with pytest.raises(Conflict):
        deciding.begin(db, ADMINISTRATOR, seen)


def test_many_at_once_each_with_its_own_result(news: list[object], db: Session) -> None:
    fine, stale, strange = report(db, "r-fine22"), report(db, "r-stale2"), report(db, "r-strang", oblast="KZ99")
    published = reports.site(db)
    seen = update(db, published)
    items = [
        bulk.Item(fine.key, fine.version),
        bulk.Item(stale.key, stale.version + 1),
        bulk.Item(strange.key, strange.version),
        bulk.Item(published.key, published.version, seen.id),
        bulk.Item("no-such", 1),
    ]
    results = bulk.decide_all(db, HERE_ONLY, items, "accept", "", "all fine")
    assert [bool(one.problem) for one in results] == [False, True, True, False, True]
    assert [one.status for one in (fine, stale, strange)] == ["published", "new", "new"]
    assert seen.state == "published"
    assert list(audit.broken(db)) == []


def test_events_are_only_ever_added(news: list[object], db: Session) -> None:
    service.accept(begin(db, report(db)))
    with pytest.raises(IntegrityError, match="only ever added"), db.begin_nested():
        db.execute(text("UPDATE site_event SET note = 'x'"))


def test_versions_grow_by_one_with_each_event(news: list[object], db: Session) -> None:
    site = report(db)
    service.accept(begin(db, site))
    service.set_status(begin(db, site), "verified")
    update(db, site)
    versions = db.scalars(select(SiteEvent.version).where(SiteEvent.site_id == site.id).order_by(SiteEvent.id)).all()
    assert versions == [1, 2, 3, 4]
    assert db.scalars(select(Site.version).where(Site.id == site.id)).one() == 4
    assert db.scalars(select(Observation.version).where(Observation.site_id == site.id)).all() == [1, 1]
