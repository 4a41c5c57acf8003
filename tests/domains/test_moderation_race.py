"""Two moderators at the very same moment, each with a connection of their own: one decides, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, Select, delete, func, select
from sqlalchemy.orm import Session

from mapapp.core.database import open_session
from mapapp.core.datasets import Dataset
from mapapp.core.viewer import Viewer
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation import history
from mapapp.domains.reports.moderation.deciding import Sheet, begin, lock
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.errors import Conflict
from tests.factories.moderation import ADMINISTRATOR, MODERATOR, report


@pytest.fixture
def keys(app: Flask, engine: Engine) -> Iterator[list[str]]:
    """Two committed reports, taken away after the test."""
    with app.test_request_context(), open_session(engine) as db:
        found = [report(db, key).key for key in ("r-race22", "r-race33")]
        db.commit()
    yield found
    with open_session(engine) as db:
        db.execute(delete(Site).where(Site.key.in_(found)))
        db.execute(delete(Dataset).where(Dataset.slug == "people"))
        db.commit()


def test_of_two_at_once_one_decides_and_the_other_is_told(app: Flask, engine: Engine, keys: list[str]) -> None:
    started, results = threading.Barrier(2), []

    def decide(who: Viewer) -> None:
        with app.test_request_context(), open_session(engine) as db:
            started.wait()
            try:
                decision = begin(db, who, Sheet(keys[0], 1))
            except Conflict:
                results.append("told")
                return
            history.add(db, decision.site, "checked", who)
            db.commit()
            results.append("decided")

    _together([threading.Thread(target=decide, args=(who,)) for who in (MODERATOR, ADMINISTRATOR)])
    assert sorted(results) == ["decided", "told"]
    with open_session(engine) as db:
        assert db.scalar(_events(keys[0])) == 2  # sent in, looked at


def test_sites_are_held_in_one_order_so_that_nobody_waits_in_a_ring(
    app: Flask, engine: Engine, keys: list[str]
) -> None:
    done = []

    def hold(order: list[str]) -> None:
        for _each in range(20):
            with open_session(engine) as db:
                assert set(lock(db, order)) == set(keys)
                db.commit()
        done.append(order)

    _together([threading.Thread(target=hold, args=(order,)) for order in (keys, keys[::-1])])
    assert len(done) == 2


def _together(threads: list[threading.Thread]) -> None:
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
        assert not one.is_alive()


def _events(key: str) -> Select[int]:
    return select(func.count()).select_from(SiteEvent).join(Site, Site.id == SiteEvent.site_id).where(Site.key == key)


def test_what_is_waited_for_is_seen_as_it_became(app: Flask, engine: Engine, keys: list[str]) -> None:
    with app.test_request_context(), open_session(engine) as first, open_session(engine) as second:
        stale = _kind(second, keys[0])
        begin(first, MODERATOR, Sheet(keys[0], 1)).site.kind = "oil_spill"
        first.commit()
        assert (stale, lock(second, keys)[keys[0]].kind) == ("dump", "oil_spill")


def _kind(db: Session, key: str) -> str:
    return db.scalars(select(Site).where(Site.key == key)).one().kind
