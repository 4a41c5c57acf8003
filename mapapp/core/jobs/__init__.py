"""Work that can wait: rows in PostgreSQL (procrastinate), written in the transaction that wants the work done.

A job is a function ``work(db, **arguments)``, marked with ``@job``; ``defer(db, work, ...)`` promises it. It runs in
the worker process (``mapapp.core.jobs.worker``) with a session of its own, which is committed when it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import procrastinate
from flask import Flask
from procrastinate import RetryStrategy
from sqlalchemy.orm import Session

from mapapp.core.database import session

Work = TypeVar("Work", bound=Callable[..., None])
QUEUE = "default"


@dataclass
class _Running:
    """The application whose jobs this process runs; set once by the worker."""

    app: Flask | None = None


@dataclass(frozen=True)
class Periodic:
    """A job that comes by the clock: ``cron`` has five fields, in UTC."""

    work: Callable[..., None]
    cron: str


@dataclass
class Registry:
    """Every job by its name (module and function), and those that come by the clock."""

    tasks: dict[str, Any] = field(default_factory=dict)
    work: dict[str, Callable[..., None]] = field(default_factory=dict)
    periodic: list[Periodic] = field(default_factory=list)


running = _Running()
registry = Registry()
procrastination = procrastinate.App(connector=procrastinate.PsycopgConnector())


def job(*, attempts: int = 5, every: str | None = None) -> Callable[[Work], Work]:
    """Marks a function ``work(db, **arguments)`` as a job that is tried again, ever later, up to ``attempts`` times.

    ``every`` is a cron line (UTC) for a job without arguments that comes by the clock. A job must bear being run twice.
    """

    def mark(work: Work) -> Work:
        name = name_of(work)

        def run(**arguments: Any) -> None:
            arguments.pop("timestamp", None)  # what procrastinate adds to periodic jobs
            if running.app is None:
                raise RuntimeError("jobs run in the worker, or through drain() in tests")
            with running.app.app_context():
                work(session(), **arguments)
                session().commit()

        retry = RetryStrategy(max_attempts=attempts, exponential_wait=4)
        task: Any = procrastination.task(name=name, queue=QUEUE, retry=retry)(run)
        if every:
            procrastination.periodic(cron=every)(task)
            registry.periodic.append(Periodic(work, every))
        registry.tasks[name], registry.work[name] = task, work
        return work

    return mark


def name_of(work: Callable[..., None]) -> str:
    """The name under which a job is kept."""
    return f"{work.__module__}.{work.__qualname__}"


def defer(db: Session, work: Callable[..., None], *, at: datetime | None = None, **arguments: Any) -> None:
    """Promises ``work(**arguments)`` (plain JSON values) once this transaction is committed, at ``at`` or at once."""
    raw = db.connection().connection.driver_connection
    task = registry.tasks[name_of(work)]
    task.configure(schedule_at=at, connection=raw).defer(**arguments)
