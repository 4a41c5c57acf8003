"""Work that can wait: rows in PostgreSQL (procrastinate), written in the transaction that wants the work done.

A job is a function ``work(db, **arguments)``, marked with ``@job``; ``defer(db, work, ...)`` promises it. It runs in
the worker process (``mapapp.core.jobs.worker``) with a session of its own, which is committed when it returns.
Arguments are kept in the clear and may come into the log: keys and numbers, never what somebody said of themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import procrastinate
from flask import Flask
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy.orm import Session

from mapapp.core.database import session
from mapapp.errors import described

log = logging.getLogger(__name__)
Work = TypeVar("Work", bound=Callable[..., None])
QUEUE = "default"
_LONGEST_WAIT_SECONDS = 4 * 3600


class JobFailed(Exception):
    """A job failed; the log has said how, without anybody's data."""


@dataclass
class _Running:
    """The application whose jobs this process runs; set once by the worker."""

    app: Flask | None = None


@dataclass
class Registry:
    """Every job by its name (module and function), and the cron lines (UTC) of those that come by the clock."""

    tasks: dict[str, Any] = field(default_factory=dict)
    work: dict[str, Callable[..., None]] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    periodic: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Backoff(BaseRetryStrategy):
    """Tries again after 4, 16, 64 ... seconds, never more than four hours, until ``attempts`` were made."""

    attempts: int

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None when it was tried often enough."""
        made = job.attempts + 1
        return RetryDecision(retry_in={"seconds": wait_seconds(made)}) if made < self.attempts else None


running = _Running()
registry = Registry()
procrastination = procrastinate.App(connector=procrastinate.PsycopgConnector())
_manager = JobManager(procrastinate.SyncPsycopgConnector())  # never opened: it writes on the connections it is given


def wait_seconds(attempts: int) -> int:
    """How long to wait after that many attempts failed."""
    return min(int(4 ** min(attempts, 10)), _LONGEST_WAIT_SECONDS)


def job(*, attempts: int = 5, every: str | None = None) -> Callable[[Work], Work]:
    """Marks a function ``work(db, **arguments)`` as a job that is tried again, ever later, up to ``attempts`` times.

    ``every`` is a cron line (UTC) for a job without arguments that comes by the clock. A job must bear being run twice:
    a worker can be killed after the job's transaction and before it is noted as done.
    """

    def mark(work: Work) -> Work:
        name = name_of(work)

        def run(**arguments: Any) -> None:
            arguments.pop("timestamp", None)  # what procrastinate adds to periodic jobs
            _run(name, work, arguments)

        task: Any = procrastination.task(name=name, queue=QUEUE, retry=Backoff(attempts))(run)
        if every:
            procrastination.periodic(cron=every)(task)
            registry.periodic[name] = every
        registry.tasks[name], registry.work[name], registry.attempts[name] = task, work, attempts
        return work

    return mark


def name_of(work: Callable[..., None]) -> str:
    """The name under which a job is kept."""
    return f"{work.__module__}.{work.__qualname__}"


def defer(db: Session, work: Callable[..., None], *, at: datetime | None = None, **arguments: Any) -> None:
    """Promises ``work(**arguments)`` (plain JSON values) once this transaction is committed, at ``at`` or at once."""
    promised = registry.tasks[name_of(work)].configure(schedule_at=at).make_new_job(**arguments)
    _manager.defer_job(promised, connection=db.connection().connection.driver_connection)


def _run(name: str, work: Callable[..., None], arguments: dict[str, Any]) -> None:
    if running.app is None:
        raise RuntimeError("jobs run in the worker, or through drain() in tests")
    try:
        with running.app.app_context():
            work(session(), **arguments)
            session().commit()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is said below and passed on
        log.warning("job %s failed\n%s", name, described(error))
        raise JobFailed(name) from None  # procrastinate logs what it gets, and a cause may name somebody's address
