"""A folder that the server's account may enter, and a server of its own for tests that hurt it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapapp.cluster import Cluster


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    """An instance folder for one module of tests: making a cluster takes two seconds."""
    folder = Path(tempfile.mkdtemp(prefix="mapapp-instance-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(instance: Path) -> Cluster:
    """A cluster that is stopped."""
    made = Cluster(instance, durable=False)
    assert not made.alive()
    return made
