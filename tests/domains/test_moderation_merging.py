"""Joining and separating: nothing is lost, nothing is shown that should not be, no chains and no rings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core import events
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation import editing, history, merging, pictures, service
from mapapp.domains.reports.moderation.deciding import Sheet
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.domains.reports.queries import is_public, observations_of
from mapapp.errors import BadInput, Conflict, Forbidden, MapappError, NotFound
from mapapp.layers import Filter, count, registry
from tests.factories import reports
from tests.factories.moderation import MODERATOR, deciding, picture, report, update


@pytest.fixture
def asked(app: Flask) -> Iterator[Flask]:
    with app.test_request_context():
        yield app


def sheet(db: Session, site: Site, **said: str) -> Sheet:
    db.refresh(site)
    return Sheet(site.key, site.version, **said)


def join(db: Session, site: Site, into: Site, **values: Any) -> SiteEvent:
    return merging.merge(db, values.pop("who", MODERATOR), sheet(db, site), into.key, **values)


def test_the_other_one_shows_what_was_seen_and_photographed(asked: Flask, db: Session) -> None:
    told: list[Any] = []
    events.listen(asked, ReporterNews, lambda _db, event: told.append(event))
    site, target, noise = report(db, email="a@example.org"), reports.site(db), reports.site(db, "s-noise")
    photo = picture(db, site.observations[0])
    join(db, site, target, publish=True)
    layer = registry()["reports"]
    record = layer.record(db, target.key, Viewer(), "en")
    assert record is not None
    assert photo.public
    assert len(record.pictures) == 1
    assert [len(observations_of(db, one)) for one in (target, noise)] == [2, 1]
    assert count(db, layer, Filter(), Viewer()) == 2
    assert [(one.what, one.site_key) for one in told] == [("merged", target.key)]


def test_without_publishing_what_waits_keeps_waiting(asked: Flask, db: Session) -> None:
    site, target = report(db), reports.site(db)
    photo = picture(db, site.observations[0])
    join(db, site, target)
    assert (site.status, site.observations[0].state, photo.public) == ("new", "new", False)
    assert len(observations_of(db, target)) == 1
    service.accept(deciding(db, target), site.observations[0].id)
    assert photo.public
    assert len(observations_of(db, target)) == 2


def test_separating_restores_exactly(asked: Flask, db: Session) -> None:
    site, target = report(db), reports.site(db)
    photo = picture(db, site.observations[0])
    rows: list[Any] = [site, *site.observations, target, *target.observations]
    before = [history.snapshot(row) for row in rows]
    join(db, site, target)
    merging.unmerge(db, MODERATOR, sheet(db, site))
    assert [history.snapshot(row) for row in rows] == before
    assert (site.merged_into_id, photo.public) == (None, False)


def test_a_published_site_keeps_its_photos_through_joining_and_separating(asked: Flask, db: Session) -> None:
    site, target = report(db), reports.site(db)
    photo = picture(db, site.observations[0])
    service.accept(deciding(db, site))
    join(db, site, target)
    shown = [photo.public]
    for deed in (editing.hide, editing.show):
        deed(deciding(db, target))
        shown.append(photo.public)
    assert shown == [True, False, True]
    merging.unmerge(db, MODERATOR, sheet(db, site))
    assert photo.public
    assert is_public(site)


def test_chains_and_rings_cannot_be_made(asked: Flask, db: Session) -> None:
    first, second, third = (reports.site(db, f"s-{number}") for number in (1, 2, 3))
    with pytest.raises(BadInput):
        join(db, first, first)
    join(db, first, second)
    for site, target in ((second, first), (second, third), (third, first), (first, third), (first, second)):
        with pytest.raises(BadInput):
            join(db, site, target)
    join(db, third, second)
    assert {one.merged_into_id for one in (first, third)} == {second.id}


@pytest.mark.parametrize("values", [{"status": "rejected"}, {"visibility": "hidden"}])
def test_what_nobody_may_see_is_not_joined(asked: Flask, db: Session, values: dict[str, Any]) -> None:
    one, other = report(db, **values), reports.site(db)
    for site, target in ((one, other), (other, one)):
        with pytest.raises(BadInput, match="rejected or hidden"):
            join(db, site, target)


def test_both_must_lie_in_the_oblasts_looked_after(asked: Flask, db: Session) -> None:
    site, target, hidden = report(db), reports.site(db), report(db, "r-hidden", oblast="KZ10")
    target.oblast = "KZ10"
    db.flush()
    limited = Viewer(Role.MODERATOR, 5, oblasts=("KZ35",))
    with pytest.raises(Forbidden):
        join(db, site, target, who=limited)
    with pytest.raises(NotFound):
        join(db, site, hidden, who=limited)
    with pytest.raises(NotFound):
        merging.merge(db, MODERATOR, sheet(db, site), "no-such-key")


def test_joining_is_seen_by_whoever_decides_about_the_other_one(asked: Flask, db: Session) -> None:
    site, target = report(db), reports.site(db)
    old = sheet(db, target)
    join(db, site, target)
    with pytest.raises(Conflict):
        merging.unmerge(db, MODERATOR, old)
    assert db.scalars(select(SiteEvent.action).where(SiteEvent.site_id == target.id)).all() == ["merged"]


def test_the_address_of_a_joined_one_leads_to_the_other(
    app: Flask, client: FlaskClient, asked: Flask, db: Session
) -> None:
    site, target = reports.site(db, "s-old"), reports.site(db, "s-target")
    join(db, site, target)
    answer = client.get("/reports/s-old?lang=ru")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/reports/s-target?lang=ru")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get("/reports/s-old/popup").headers["Location"] == "/reports/s-target/popup"
    assert "s-old" not in client.get("/maps/reports.json").text
    editing.hide(deciding(db, target))
    assert client.get("/reports/s-old").status_code == 404
    editing.show(deciding(db, target))
    service.reject(deciding(db, target), "false")
    assert client.get("/reports/s-old").status_code == 404


SITES = 4
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "publish", "unmerge", "revert", "hide", "show", "reject", "accept"]),
        st.integers(0, SITES - 1),
        st.integers(0, SITES - 1),
    ),
    max_size=14,
)


def act(db: Session, deed: str, site: Site, other: Site) -> None:
    db.refresh(site)
    if deed in ("merge", "publish"):
        join(db, site, other, publish=deed == "publish")
    elif deed == "unmerge":
        merging.unmerge(db, MODERATOR, sheet(db, site))
    elif deed == "revert":
        editing.revert(deciding(db, site), max(1, site.version - 1 - other.id % 3))
    elif deed in ("hide", "show"):
        getattr(editing, deed)(deciding(db, site))
    elif deed == "reject":
        service.reject(deciding(db, site), "false")
    else:
        service.accept(deciding(db, site))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_decisions_breaks_what_must_hold(asked: Flask, db: Session, steps: list[Any]) -> None:
    with db.begin_nested() as example:
        sites = [report(db, f"r-site{number}", status="published") for number in range(SITES)]
        shots = {}
        for site in sites:
            seen = update(db, site, state="published")
            shots[site.id] = picture(db, seen)
            picture(db, site.observations[0])
            pictures.let_out(db, site)
        observations = {one.id: one.site_id for site in sites for one in site.observations}
        for deed, first, second in steps:
            try:
                with db.begin_nested():
                    act(db, deed, sites[first], sites[second])
            except MapappError:
                continue
            _check(db, sites, observations, shots)
        example.rollback()


def _check(db: Session, sites: list[Site], observations: dict[int, int], shots: dict[int, Any]) -> None:
    db.expire_all()
    targets = {one.merged_into_id for one in sites} - {None}
    assert not [one for one in sites if one.id in targets and one.merged_into_id is not None]
    assert {row.id: row.site_id for site in sites for row in site.observations} == observations
    for site in sites:
        root = site.merged_into or site
        speaks = site is root or (site.visibility == "public" and site.status != "rejected")
        seen = next(one for one in site.observations if one.photos and one.photos[0].photo_id == shots[site.id].id)
        assert shots[site.id].public is (is_public(root) and speaks and seen.state == "published")
        versions = db.scalars(select(SiteEvent.version).where(SiteEvent.site_id == site.id)).all()
        assert sorted(versions) == list(range(1, site.version + 1))
