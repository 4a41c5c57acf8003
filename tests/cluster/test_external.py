"""A PostGIS that somebody else runs: each thing that keeps mapapp from using it is one clear line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mapapp.cluster import Cluster, external
from mapapp.config import ConfigError, sqlalchemy_url
from mapapp.instance import StartProblem

pytestmark = pytest.mark.cluster
PASSWORD = "pass-word"


@pytest.fixture(scope="module")
def elsewhere(instance: Path) -> Iterator[Cluster]:
    """A running server with a role that needs a password and a role that may do nothing."""
    cluster = Cluster(instance, durable=False)
    with cluster.using():
        with psycopg.connect(plain(cluster.superuser()), autocommit=True) as server:
            server.execute(f"CREATE ROLE locked LOGIN PASSWORD '{PASSWORD}'".encode())
            server.execute("CREATE ROLE guest LOGIN")
            server.execute("CREATE DATABASE bare OWNER guest")
            server.execute("CREATE DATABASE readonly TEMPLATE mapapp")
            access = cluster.home / "pgdata" / "pg_hba.conf"
            access.write_text("local all locked scram-sha-256\n" + access.read_text())
            server.execute("SELECT pg_reload_conf()")
        yield cluster


def plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)


def named(cluster: Cluster, user: str, database: str) -> str:
    return cluster.superuser(database).replace("//postgres@", f"//{user}@")


def refusal(url: str, oldest: tuple[int, int] = external.OLDEST_POSTGIS) -> str:
    with pytest.raises(StartProblem) as caught:
        external.check(url, oldest)
    said = str(caught.value)
    assert "\n" not in said
    assert PASSWORD not in said
    return said


def test_a_good_one_passes(elsewhere: Cluster) -> None:
    external.check(named(elsewhere, "mapapp", "mapapp"))


def test_wrong_password(elsewhere: Cluster) -> None:
    said = refusal(named(elsewhere, f"locked:{PASSWORD}x", "mapapp"))
    assert 'password authentication failed for user "locked"' in said


def test_no_such_database(elsewhere: Cluster) -> None:
    assert 'database "absent" does not exist' in refusal(named(elsewhere, "mapapp", "absent"))


def test_nobody_listens() -> None:
    said = refusal("postgresql+psycopg://someone:pass-word@127.0.0.1:1/mapapp")
    assert said.startswith("MAPAPP_DATABASE_URL: no connection to 127.0.0.1:1: ")
    assert "refused" in said


def test_an_address_that_cannot_be_read() -> None:
    assert "cannot be read" in refusal("postgresql+psycopg://h/db?nonsense=1")
    assert "cannot be read" in refusal(f"postgresql+psycopg://user:{PASSWORD}@[::1/db")
    with pytest.raises(ConfigError):
        sqlalchemy_url("mysql://somewhere/db")


def test_without_postgis_and_without_the_right_to_add_it(elsewhere: Cluster) -> None:
    said = refusal(named(elsewhere, "guest", "bare"))
    assert "has no postgis" in said
    assert "CREATE EXTENSION postgis;" in said


def test_adds_postgis_where_it_may(elsewhere: Cluster) -> None:
    with psycopg.connect(plain(elsewhere.superuser()), autocommit=True) as server:
        server.execute("CREATE DATABASE empty")
    external.check(elsewhere.superuser("empty"))


def test_an_old_postgis(elsewhere: Cluster) -> None:
    assert "mapapp needs 99.0 or newer" in refusal(named(elsewhere, "mapapp", "mapapp"), (99, 0))


def test_without_the_right_to_make_tables(elsewhere: Cluster) -> None:
    said = refusal(named(elsewhere, "guest", "readonly"))
    assert "does not let guest make tables" in said
    assert "GRANT CREATE, USAGE ON SCHEMA public TO guest;" in said
