"""The private cluster: made once, shared, stopped by the last, started again whatever happened to it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from mapapp.cluster import Cluster
from mapapp.instance import StartProblem

pytestmark = pytest.mark.cluster


def ask(url: str, question: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def server_pid(cluster: Cluster) -> int:
    return int((cluster.home / "pgdata" / "postmaster.pid").read_text().splitlines()[0])


def test_has_its_extensions_and_no_network(cluster: Cluster) -> None:
    with cluster.using() as url:
        assert str(ask(url, "SELECT postgis_lib_version()")).startswith("3.")
        assert ask(url, "SELECT similarity('қала', 'қала')") == 1
        assert ask(url, "SELECT unaccent('é')") == "e"
        assert ask(url, "SELECT current_setting('listen_addresses')") == ""
        assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask(url, "SHOW server_encoding") == "UTF8"
    assert not cluster.alive()


def test_only_its_owner_can_reach_it(cluster: Cluster) -> None:
    with cluster.using():
        assert stat.S_IMODE((cluster.home / "pgdata").stat().st_mode) == 0o700
        assert stat.S_IMODE((cluster.home / "run").stat().st_mode) == 0o700


def test_the_last_to_leave_stops_it(cluster: Cluster, instance: Path) -> None:
    other = Cluster(instance, durable=False)
    with other.using() as url:
        with cluster.using() as same:
            assert same == url
        assert ask(url, "SELECT 1") == 1
    assert not cluster.alive()


def test_a_forked_process_does_not_stop_it(cluster: Cluster) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(cluster.using())
        child = os.fork()
        if child == 0:
            try:
                stack.close()  # as a web worker does, which ends by an exception
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert ask(url, "SELECT 1") == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT])
def test_keeps_all_when_its_server_is_killed(instance: Path, number: signal.Signals) -> None:
    cluster = Cluster(instance)
    with cluster.using() as url:
        with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept ()")
        os.kill(server_pid(cluster), number)
    with cluster.using() as url:
        assert ask(url, "SELECT to_regclass('kept')::text") == "kept"


def test_starts_although_another_process_got_the_dead_servers_number(cluster: Cluster) -> None:
    with cluster.using():
        pid_file = cluster.home / "pgdata" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    other = subprocess.Popen(["sleep", "60"])
    try:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        pid_file.chmod(0o600)
        assert not cluster.alive()
        with cluster.using() as url:
            assert ask(url, "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_uses_a_server_that_a_killed_program_left(cluster: Cluster, instance: Path) -> None:
    code = (
        "import os, sys, pathlib; from mapapp.cluster import Cluster\n"
        "with Cluster(pathlib.Path(sys.argv[1]), durable=False).using(): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(instance)], check=False)
    assert cluster.alive()
    left = server_pid(cluster)
    with cluster.using() as url:
        assert ask(url, "SELECT 1") == 1
        assert server_pid(cluster) == left
    assert not cluster.alive()


def test_the_surroundings_do_not_reach_the_server(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGDATA": "/nowhere", "LC_ALL": "xx_XX", "PGHOST": "nowhere"}.items():
        monkeypatch.setenv(name, value)
    with cluster.using() as url:
        assert ask(url, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["with, 'odd' \"signs\" % ", "қазақша", "long" * 40])
def test_works_in_a_folder_of_any_name(instance: Path, name: str) -> None:
    folder = instance / name
    cluster = Cluster(folder, durable=False)
    with cluster.using() as url:
        assert ask(url, "SELECT 1") == 1


def test_a_half_made_database_is_made_anew(instance: Path) -> None:
    folder = instance / "half"
    (folder / "pgdata.new" / "base").mkdir(parents=True)
    with Cluster(folder, durable=False).using() as url:
        assert ask(url, "SELECT 1") == 1
    assert not (folder / "pgdata.new").exists()


def test_a_database_of_another_version_is_one_line(instance: Path) -> None:
    folder = instance / "old"
    (folder / "pgdata").mkdir(parents=True)
    (folder / "pgdata" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(StartProblem, match="made by PostgreSQL 9, which is not installed") as caught,
        Cluster(folder, durable=False).using(),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_a_server_that_cannot_start_says_why(instance: Path) -> None:
    folder = instance / "broken"
    cluster = Cluster(folder, durable=False)
    with cluster.using():
        pass
    settings = folder / "pgdata" / "postgresql.auto.conf"
    settings.write_text("no_such_setting = 1\n")
    with pytest.raises(StartProblem, match="The database did not start: ") as caught, cluster.using():
        pass
    assert "postgres.log" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_place_to_write_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartProblem, match="Cannot make"):
        Cluster(tmp_path / "file" / "instance")
