"""The database that a command works on: mapapp's own, or the one that MAPAPP_DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mapapp.cluster import external
from mapapp.cluster.cluster import Cluster
from mapapp.config import sqlalchemy_url


@dataclass(frozen=True, slots=True)
class Database:
    """A PostGIS that can be used: its SQLAlchemy address, whether it still runs, and where mapapp's own keeps files."""

    url: str
    alive: Callable[[], bool]
    folder: Path | None


@contextmanager
def database(instance: Path) -> Iterator[Database]:
    """A PostGIS that answers while the block runs.

    Raises ConfigError or StartProblem, with one line that says what to do.
    """
    named = os.environ.get("MAPAPP_DATABASE_URL", "").strip()
    if named:
        url = sqlalchemy_url(named)
        external.check(url)
        yield Database(url, lambda: True, None)
        return
    cluster = Cluster(instance)
    with cluster.using() as url:
        yield Database(url, cluster.alive, cluster.home)
