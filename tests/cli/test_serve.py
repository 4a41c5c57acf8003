"""``mapapp serve`` as a person runs it: it answers, it ends in order, and what is in the way is one line."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from mapapp.cli.db import upgrade
from mapapp.cluster import Cluster
from mapapp.core.database import make_engine, open_session
from mapapp.core.jobs import defer
from mapapp.core.throttle import sweep

MAPAPP = Path(sys.executable).with_name("mapapp")
_FRESH = ("env", "--default-signal=HUP")  # when the tests run under nohup, what they start must not ignore SIGHUP


class Served:
    """A running ``mapapp serve``."""

    def __init__(self, instance: Path, log: Path, *before: str, port: str = "0") -> None:
        self.cluster = Cluster(instance)
        self._log = log
        self._process = subprocess.Popen(
            [*(before or _FRESH), MAPAPP, "serve", "--port", port],
            env=environment(MAPAPP_INSTANCE=str(instance)),
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
        )
        self.pid = self._process.pid
        self.address = self._wait_for_address()

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            found = re.search(r"http://\S+", self._log.read_text())
            if found:
                return found.group()
            time.sleep(0.02)
        raise AssertionError(self._log.read_text())

    def health(self) -> dict[str, str]:
        with urllib.request.urlopen(self.address + "healthz", timeout=10) as answer:
            found: dict[str, str] = json.load(answer)
            return found

    def workers(self) -> list[int]:
        """The processes that answer; they are made just after the address is printed, so they are waited for."""
        deadline = time.monotonic() + 20
        while not (found := self._workers()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def _workers(self) -> list[int]:
        return [pid for pid in self._children() if not is_nicer(pid)]

    def job_worker(self) -> int:
        """The process that does the jobs."""
        deadline = time.monotonic() + 20
        while not (found := [pid for pid in self._children() if is_nicer(pid)]):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return found[0]

    def _children(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"\0serve\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def end(self, number: int) -> int:
        self._process.send_signal(number)
        return self._process.wait(40)

    def kill_if_running(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def is_nicer(pid: int) -> bool:
    """Whether the process lets this one go first."""
    return os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


def gone(pids: list[int], seconds: float = 10) -> bool:
    """Whether the processes are gone, soon."""
    deadline = time.monotonic() + seconds
    while [pid for pid in pids if Path(f"/proc/{pid}").exists()]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def environment(**extra: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAPAPP_")}
    return kept | extra


def refused(*arguments: str, **extra: str) -> str:
    done = subprocess.run(
        [MAPAPP, "serve", *arguments], env=environment(**extra), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    """An instance whose database has one dataset, so that serving it loads nothing."""
    folder = Path(tempfile.mkdtemp(prefix="mapapp-serve-"))
    with Cluster(folder).using() as url:
        upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO dataset (slug, titles, publisher, licence, licence_url, attribution, citation, url,"
                    " retrieved_on, kind, file_name, sha256, row_count)"
                    " VALUES ('test', '{}', '', 'CC0', '', '', '', '', '', '', '', '', 0)"
                )
            )
        engine.dispose()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def served(instance: Path, tmp_path: Path) -> Iterator[Served]:
    running = Served(instance, tmp_path / "log")
    yield running
    running.kill_if_running()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_answers_and_ends_in_order(served: Served, number: signal.Signals) -> None:
    assert served.health()["version"]
    workers = [*served.workers(), served.job_worker()]
    assert len(workers) > 1
    assert served.end(number) == 0
    assert not served.cluster.alive()
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_goes_on_without_its_terminal_when_asked_to(instance: Path, tmp_path: Path) -> None:
    running = Served(instance, tmp_path / "log", "nohup")
    try:
        os.kill(running.pid, signal.SIGHUP)
        time.sleep(1)
        assert running.health()
        assert running.end(signal.SIGTERM) == 0
    finally:
        running.kill_if_running()


def test_survives_the_end_of_a_worker(served: Served) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.kill(served.workers()[0], number)
        time.sleep(1.5)
        assert served.health()
    assert served.cluster.alive()


def test_a_killed_job_worker_is_started_again(served: Served) -> None:
    first = served.job_worker()
    os.kill(first, signal.SIGKILL)
    assert gone([first])
    assert served.job_worker() != first
    assert served.health()
    assert served.end(signal.SIGTERM) == 0


def test_nothing_outlives_a_killed_server_and_the_next_one_finds_the_port_free(
    served: Served, instance: Path, tmp_path: Path
) -> None:
    processes = [*served.workers(), served.job_worker()]
    os.kill(served.pid, signal.SIGKILL)
    assert gone(processes)
    port = served.address.rstrip("/").rpartition(":")[2]
    again = Served(instance, tmp_path / "again", port=port)
    try:
        assert again.health()
        assert again.end(signal.SIGTERM) == 0
    finally:
        again.kill_if_running()
    assert not again.cluster.alive()


def test_a_promised_job_is_done_while_it_serves(served: Served) -> None:
    with served.cluster.using() as url:
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO request_counter VALUES ('over', 1, now() - interval '1 hour'), ('on', 1, 'infinity')")
            )
        with open_session(engine) as db:
            defer(db, sweep)
            db.commit()
        deadline = time.monotonic() + 15
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            while connection.scalars(text("SELECT key FROM request_counter ORDER BY key")).all() != ["on"]:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            connection.execute(text("DELETE FROM request_counter"))
        engine.dispose()


def test_ends_when_its_database_is_killed(served: Served) -> None:
    os.kill(int((served.cluster.home / "pgdata" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    assert served._process.wait(20) == 1
    assert "The database stopped." in served._log.read_text()


def test_a_malformed_request_leaves_no_address_in_the_log(served: Served) -> None:
    port = int(served.address.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nbroken header\r\n\r\n")
        client.recv(100)
    served.health()
    assert served.end(signal.SIGTERM) == 0
    assert "Invalid request" in served._log.read_text()
    assert "127.0.0.1" not in served._log.read_text().replace(served.address, "")


def test_a_used_port(served: Served) -> None:
    port = served.address.rstrip("/").rpartition(":")[2]
    assert f"Cannot serve at 127.0.0.1 port {port}: address already in use." in refused("--port", port)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MAPAPP_DATABASE_URL", "mysql://somewhere/db", "must look like postgresql://"),
        ("MAPAPP_DATABASE_URL", "postgresql://user:pw@127.0.0.1:1/db", "refused"),
        ("MAPAPP_INSTANCE", "/dev/null/instance", "Cannot write to /dev/null/instance: Not a directory."),
    ],
)
def test_what_is_in_the_way_is_one_line(setting: str, value: str, said: str) -> None:
    assert said in refused("--port", "0", **{setting: value})


def test_a_setting_that_cannot_be_used_is_one_line_and_leaves_nothing_running(instance: Path) -> None:
    assert "MAPAPP_TILE_URL" in refused("--port", "0", MAPAPP_INSTANCE=str(instance), MAPAPP_TILE_URL="x")
    assert not Cluster(instance).alive()


def test_a_newer_database_is_one_line(instance: Path) -> None:
    with Cluster(instance).using() as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            made = connection.scalar(text("SELECT version_num FROM alembic_version"))
            connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
        assert "newer mapapp" in refused("--port", "0", MAPAPP_INSTANCE=str(instance))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :made"), {"made": made})
        engine.dispose()
