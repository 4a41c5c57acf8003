"""Jobs that take their time, and a worker that knows them."""

from __future__ import annotations

import logging
import os
import signal
import time

from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.core.changes import touch
from mapapp.core.jobs import job, worker


@job()
def slow(db: Session, layer: str, seconds: float) -> None:
    touch(db, layer)
    print("begun", layer, flush=True)  # noqa: T201 -- the test waits for it
    time.sleep(seconds)


@job(attempts=2)
def deadly(db: Session, layer: str) -> None:
    touch(db, layer)
    os.kill(os.getpid(), signal.SIGKILL)


def work(url: str) -> None:
    """The worker of this application's jobs and of those above, on the database at ``url``."""
    logging.basicConfig(level=logging.WARNING)
    worker.run(create_app(Config(url, "only-for-tests-0123456789")), url)
