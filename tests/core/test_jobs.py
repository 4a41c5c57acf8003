"""A job is promised by the transaction that wants it, done once, and tried again when it fails."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from mapapp.core.changes import touch, versions
from mapapp.core.database import open_session, session
from mapapp.core.jobs import JobFailed, defer, job, name_of, procrastination, registry, running, wait_seconds
from mapapp.core.jobs.worker import drain


@job(attempts=3)
def count_up(db: Session, layer: str, fail: bool = False) -> None:
    touch(db, layer)
    if fail:
        raise ValueError("not today")


@job()
def needs_the_application(db: Session) -> None:
    assert current_app.config["SITE_NAME"]
    assert session() is db
    touch(db, "inside")


@job(every="*/5 * * * *")
def by_the_clock(db: Session) -> None:
    touch(db, "clock")


def waiting(db: Session | Connection) -> int:
    return int(db.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")).scalar_one())


def test_a_promised_job_is_done_once(app: Flask, db: Session) -> None:
    defer(db, count_up, layer="a")
    assert drain(app, db) == 1
    assert drain(app, db) == 0
    assert versions(db) == {"a": 1}


def test_a_job_of_a_transaction_that_is_undone_never_was(app: Flask, db: Session) -> None:
    with db.begin_nested() as part:
        defer(db, count_up, layer="a")
        assert waiting(db) == 1
        part.rollback()
    assert waiting(db) == 0
    assert drain(app, db) == 0


def test_a_job_for_later_waits(app: Flask, db: Session) -> None:
    later = datetime.now(UTC) + timedelta(days=60)
    defer(db, count_up, at=later, layer="later")
    defer(db, count_up, layer="now")
    assert drain(app, db) == 1
    assert versions(db) == {"now": 1}
    assert drain(app, db, until=later) == 1


def test_a_job_runs_in_the_application_on_its_own_session(app: Flask, db: Session) -> None:
    defer(db, needs_the_application)
    assert drain(app, db) == 1
    assert versions(db) == {"inside": 1}


def test_an_error_in_a_test_comes_out_as_it_is(app: Flask, db: Session) -> None:
    defer(db, count_up, layer="a", fail=True)
    with pytest.raises(ValueError, match="not today"):
        drain(app, db)


def test_promising_needs_no_second_connection_and_is_seen_only_after_commit(engine: Engine) -> None:
    """On a committed database, with an account of one single connection in sight."""
    count = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    with engine.connect() as outside, open_session(engine) as db:
        db.execute(text("SELECT 1"))
        before = outside.execute(count).scalar_one()
        outside.commit()
        defer(db, count_up, layer="a")
        assert outside.execute(count).scalar_one() == before
        assert waiting(outside) == 0
        outside.commit()
        db.commit()
        assert waiting(outside) == 1
        outside.execute(text("DELETE FROM procrastinate_jobs"))
        outside.commit()


def test_promising_works_while_the_worker_is_connected() -> None:
    """Inside a worker the library's own connector is asynchronous: jobs that promise jobs must not use it."""
    from mapapp.core.jobs import _manager

    assert _manager.connector is not procrastination.connector


def test_waiting_grows_up_to_four_hours() -> None:
    assert [wait_seconds(attempt) for attempt in (1, 2, 3, 4)] == [4, 16, 64, 256]
    assert wait_seconds(8) == wait_seconds(10**6) == 4 * 3600


def test_a_job_is_tried_as_often_as_it_says() -> None:
    from procrastinate.jobs import Job

    strategy = procrastination.tasks[name_of(count_up)].retry_strategy
    assert strategy is not None
    made = [Job(id=1, task_name="x", queue="q", lock=None, queueing_lock=None, attempts=n) for n in range(3)]
    decisions = [strategy.get_retry_decision(exception=ValueError(), job=one) for one in made]
    assert [decision is not None for decision in decisions] == [True, True, False]


def test_jobs_by_the_clock_are_known_to_the_worker() -> None:
    names = {name for name, _identity in procrastination.periodic_registry.periodic_tasks}
    assert name_of(by_the_clock) in names
    assert set(registry.periodic) == names
    assert {"mapapp.core.throttle.sweep", "mapapp.core.outbox.forget"} <= names


def test_the_command_knows_every_job_by_the_clock() -> None:
    """What registers jobs is imported by the application, not by chance by a test."""
    code = (
        "import mapapp.contents; from mapapp.core.jobs import procrastination as p;"
        "print(sorted(n for n, _ in p.periodic_registry.periodic_tasks))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "mapapp.core.throttle.sweep" in printed
    assert "mapapp.core.outbox.forget" in printed


@pytest.fixture
def in_the_worker(app: Flask) -> Iterator[None]:
    running.app = app
    yield
    running.app = None


@pytest.mark.usefixtures("in_the_worker")
def test_a_job_that_fails_leaves_nothing_and_says_why_in_the_log(db: Session, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(JobFailed) as caught:
        registry.tasks[name_of(count_up)](layer="a", fail=True)
    assert versions(db) == {}
    assert "ValueError: not today" in caplog.text
    assert caught.value.__suppress_context__


@pytest.mark.usefixtures("in_the_worker")
def test_a_job_by_the_clock_takes_the_time_that_the_library_adds(db: Session) -> None:
    registry.tasks[name_of(by_the_clock)](timestamp=1_700_000_000)
    assert versions(db) == {"clock": 1}
