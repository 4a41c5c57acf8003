"""One throwaway PostGIS for a whole test run, shared by its workers; each worker has a database of its own.

The server starts when the first test asks for it and is gone, with its files, when the run ends.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_FOLDER = "MAPAPP_TEST_CLUSTER"  # set by the process that starts the run, inherited by its workers
_PREFIX = "mapapp-test-"


def pytest_configure(config: pytest.Config) -> None:
    """Names the folder of the run's server, once."""
    if _FOLDER not in os.environ:
        _sweep()
        folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
        os.environ[_FOLDER] = folder
        config.add_cleanup(lambda: _remove(folder))


def _sweep() -> None:
    """Ends the servers of runs that were killed before they could do so."""
    from mapapp.cluster import Cluster

    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if folder.stat().st_uid == os.geteuid() and not Path("/proc", pid).exists():
            cluster = Cluster(folder, durable=False)
            if cluster.alive():
                with cluster.using():  # the last to leave stops it
                    pass
            shutil.rmtree(folder, ignore_errors=True)


def _remove(folder: str) -> None:
    del os.environ[_FOLDER]
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> Iterator[str]:
    """The address of an empty database with PostGIS, this worker's alone."""
    from mapapp.cluster import Cluster
    from mapapp.cluster.cluster import NAME

    cluster = Cluster(Path(os.environ[_FOLDER]), durable=False)
    name = f"test_{worker_id}"
    with cluster.using() as template:
        with psycopg.connect(cluster.superuser().replace("+psycopg", "", 1), autocommit=True) as server:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
            server.execute(made.format(sql.Identifier(name), sql.Identifier(NAME), sql.Identifier(NAME)))
        yield template.replace(f"/{NAME}?", f"/{name}?", 1)
