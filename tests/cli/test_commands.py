"""``mapapp jobs`` and ``mapapp audit`` on a database of their own."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from mapapp.cli.db import upgrade
from mapapp.cluster import Cluster
from mapapp.core.audit import record
from mapapp.core.database import make_engine, open_session
from mapapp.core.jobs import defer
from mapapp.core.throttle import sweep
from mapapp.core.viewer import Viewer
from tests.cli.test_serve import MAPAPP, environment


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    """A folder with a cluster that runs while the tests do."""
    folder = Path(tempfile.mkdtemp(prefix="mapapp-commands-"))
    with Cluster(folder).using() as url:
        upgrade(url)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def engine(instance: Path) -> Iterator[Engine]:
    """An engine on that cluster."""
    with Cluster(instance).using() as url:
        made = make_engine(url)
        yield made
        made.dispose()


def run(instance: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MAPAPP, *arguments],
        env=environment(MAPAPP_INSTANCE=str(instance)),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_jobs_are_listed_and_done(instance: Path, engine: Engine) -> None:
    assert run(instance, "jobs", "list").stdout == "No job waits.\n"
    with open_session(engine) as db:
        defer(db, sweep)
        db.commit()
    with engine.begin() as connection:
        columns = "queue_name, task_name, status, attempts"
        connection.execute(text(f"INSERT INTO procrastinate_jobs ({columns}) VALUES ('default', 'x', 'failed', 5)"))
    listed = run(instance, "jobs", "list").stdout
    assert "core.throttle.sweep: waits\n" in listed
    assert "x: failed, tried 5 times\n" in listed

    log = instance / "work.log"
    with log.open("w") as output:
        command = [str(MAPAPP), "jobs", "work", "--at-once", "2"]
        worker = subprocess.Popen(command, env=environment(MAPAPP_INSTANCE=str(instance)), stdout=output, stderr=output)
    try:
        for _ in range(300):
            if "sweep" not in run_quickly(engine):
                break
            assert worker.poll() is None, log.read_text()
            signal.sigtimedwait([], 0.2)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(20) == 0, log.read_text()
    finally:
        worker.kill()
    assert run_quickly(engine) == "x"
    assert (instance / "secret_key").stat().st_mode & 0o777 == 0o600


def run_quickly(engine: Engine) -> str:
    """The names of the jobs that are left."""
    with engine.connect() as connection:
        return " ".join(connection.scalars(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")))


def test_tampering_with_the_audit_log_is_found(instance: Path, engine: Engine) -> None:
    with open_session(engine) as db:
        for number in range(3):
            record(db, Viewer(), "accepted", f"site:{number}")
        db.commit()
    done = run(instance, "audit", "verify")
    assert done.returncode == 0
    assert done.stdout.startswith("3 entries, each fits the one before it. Last: 3 ")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER only_added"))
        connection.execute(text("UPDATE audit_entry SET subject = 'site:other' WHERE id = 2"))
        connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER only_added"))
    done = run(instance, "audit", "verify")
    assert done.returncode == 1
    assert "Entry 2 does not fit" in done.stdout
    assert "Somebody changed the record." in done.stderr
