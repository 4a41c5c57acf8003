"""The worker as a process on a database of its own: it loses nothing when it is killed, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from mapapp.core.database import open_session
from mapapp.core.jobs import defer
from tests.core.slow_jobs import deadly, slow

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start(engine: Engine, tmp_path: Path) -> Iterator[Start]:
    """Starts workers on the committed database; ends them, and removes what they wrote."""
    url = engine.url.render_as_string(hide_password=False)
    started: list[subprocess.Popen[str]] = []

    def make() -> subprocess.Popen[str]:
        log = (tmp_path / f"log{len(started)}").open("w")
        command = [sys.executable, "-c", f"from tests.core.slow_jobs import work; work({url!r})"]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True))
        return started[-1]

    yield make
    for one in started:
        one.kill()
        one.wait()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))
        connection.execute(text("DELETE FROM procrastinate_workers"))
        connection.execute(text("DELETE FROM layer_change"))


def promise(engine: Engine, layer: str, seconds: float) -> None:
    with open_session(engine) as db:
        defer(db, slow, layer=layer, seconds=seconds)
        db.commit()


def done(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.layer: row.version for row in connection.execute(text("SELECT layer, version FROM layer_change"))}


def jobs(engine: Engine) -> list[str]:
    """The states of our jobs; those by the clock come in between."""
    ours = "SELECT status::text FROM procrastinate_jobs WHERE task_name LIKE 'tests.%' ORDER BY id"
    with engine.connect() as connection:
        return list(connection.scalars(text(ours)))


def wait(condition: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.1)
    return time.monotonic() - began


def begun(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_job_of_a_killed_worker_is_done_once_by_the_next(engine: Engine, start: Start) -> None:
    promise(engine, "a", 1.5)
    first = start()
    assert begun(first) == "begun a"
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (done(engine), jobs(engine)) == ({}, ["doing"])
    second = start()
    promise(engine, "b", 0)
    assert wait(lambda: not jobs(engine), 40) < 30
    assert done(engine) == {"a": 1, "b": 1}
    assert begun(second) == "begun b"  # the others did not wait for it


def test_a_job_that_kills_its_worker_is_given_up(engine: Engine, start: Start) -> None:
    with open_session(engine) as db:
        defer(db, deadly, layer="deadly")
        db.commit()
    for _ in range(2):
        assert start().wait(60) == -signal.SIGKILL
    survivor = start()
    wait(lambda: jobs(engine) == ["failed"], 40)
    assert survivor.poll() is None
    assert done(engine) == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_end_finishes_what_it_does(
    engine: Engine, start: Start, number: signal.Signals
) -> None:
    promise(engine, "a", 2)
    worker = start()
    begun(worker)
    worker.send_signal(number)
    assert worker.wait(9) == 0
    assert (done(engine), jobs(engine)) == ({"a": 1}, [])


def test_a_worker_with_nothing_to_do_ends_at_once_and_is_polite(engine: Engine, start: Start) -> None:
    worker = start()
    promise(engine, "a", 0)
    begun(worker)
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    wait(lambda: not jobs(engine), 5)
    worker.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert worker.wait(9) == 0
    assert time.monotonic() - began < 3


def test_a_job_that_takes_too_long_does_not_hold_the_end_up(engine: Engine, start: Start) -> None:
    promise(engine, "a", 60)
    worker = start()
    begun(worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) != 0
    assert done(engine) == {}


def test_a_worker_outlives_the_loss_of_its_connections(engine: Engine, start: Start) -> None:
    worker = start()
    promise(engine, "a", 0)
    begun(worker)
    wait(lambda: not jobs(engine), 5)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for layer in ("b", "c"):
        with engine.connect() as connection:
            connection.execute(text(cut))
        engine.dispose()
        promise(engine, layer, 0)
        wait(lambda: not jobs(engine), 30)
    assert worker.poll() is None
    assert done(engine) == {"a": 1, "b": 1, "c": 1}
