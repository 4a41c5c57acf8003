"""The process that does the jobs, and the loop that does them in tests."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from datetime import UTC, datetime

import procrastinate
from flask import Flask, g
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from sqlalchemy import or_, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import column, table

from mapapp.core.database import open_session
from mapapp.core.jobs import QUEUE, procrastination, registry, running

log = logging.getLogger(__name__)
_NICENESS = 10  # people who wait for an answer go first
_BEAT_SECONDS, _STALLED_SECONDS = 3, 15
_GRACE_SECONDS = 8  # what a running job gets to finish in when the worker is told to end
_LONGEST_PAUSE_SECONDS = 30.0
_SWEEP_SECONDS, _KEPT_HOURS = 3600, 30 * 24
_COLUMNS = ("id", "task_name", "args", "status", "scheduled_at")
_JOBS = table("procrastinate_jobs", *(column(name) for name in _COLUMNS))


def run(app: Flask, url: str, at_once: int | None = None) -> None:
    """Does jobs, ``at_once`` at a time (default: as many as there are cores, at most 4), until SIGTERM or SIGINT.

    ``url`` is the address as SQLAlchemy writes it (``postgresql+psycopg://...``). A database that does not answer is
    waited for; jobs that a killed worker left half done are taken up again after 15 to 20 seconds.
    """
    os.nice(_NICENESS)
    running.app = app
    asyncio.run(_until_told(url.replace("+psycopg", "", 1), at_once or min(os.cpu_count() or 1, 4)))


async def _until_told(url: str, at_once: int) -> None:
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    told, pause = asyncio.create_task(ending.wait()), 1.0
    while not ending.is_set():
        started = time.monotonic()
        working = asyncio.create_task(_work(url, at_once))
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        if ending.is_set():
            # A job that does not finish in time is left as it is: it will be taken up again.
            asyncio.get_running_loop().call_later(_GRACE_SECONDS, os._exit, 1)
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            return
        error = working.exception()
        log.warning("jobs wait %.0f s: %s", pause, type(error).__name__ if error else "the database went away")
        await asyncio.wait({told}, timeout=pause)
        pause = 1.0 if time.monotonic() - started > _LONGEST_PAUSE_SECONDS else min(pause * 2, _LONGEST_PAUSE_SECONDS)


async def _work(url: str, at_once: int) -> None:
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=4)
    with procrastination.replace_connector(connector) as app:
        async with app.open_async():
            rescuer = asyncio.create_task(_rescue(app))
            try:
                await app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=at_once,
                    fetch_job_polling_interval=5,
                    update_heartbeat_interval=_BEAT_SECONDS,
                    stalled_worker_timeout=_STALLED_SECONDS,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
            finally:
                rescuer.cancel()


async def _rescue(app: procrastinate.App) -> None:
    """Puts back the jobs of workers that are gone, and forgets what failed long ago."""
    swept = float("-inf")
    while True:
        try:
            for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
                await _put_back(app, stalled)
            if time.monotonic() - swept > _SWEEP_SECONDS:
                await app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, queue=QUEUE, include_failed=True)
                swept = time.monotonic()
        except ConnectorException:
            log.warning("could not look for the jobs of workers that are gone")
        await asyncio.sleep(_BEAT_SECONDS)


async def _put_back(app: procrastinate.App, stalled: Job) -> None:
    """Lets a job be done again, unless it is one that has killed its worker each time."""
    if stalled.id is not None and stalled.attempts + 1 >= registry.attempts.get(stalled.task_name, 1):
        log.error("job %s [%d] ended its worker each time; it is given up", stalled.task_name, stalled.id)
        await app.job_manager.finish_job(stalled, Status.FAILED, delete_job=False)
    else:
        await app.job_manager.retry_job(stalled)


def drain(app: Flask, db: Session, *, until: datetime | None = None, most: int = 1000) -> int:
    """Does the jobs that are due at ``until`` (default: now), in this transaction; how many were done. For tests.

    An error in a job comes out as it is.
    """
    db.flush()
    due = or_(_JOBS.c.scheduled_at.is_(None), _JOBS.c.scheduled_at <= (until or datetime.now(UTC)))
    waiting = select(_JOBS).where(_JOBS.c.status == text("'todo'"), due).order_by(_JOBS.c.id).limit(1)
    for done in range(most):
        row = db.execute(waiting).mappings().first()
        if row is None:
            return done
        _note(db, row["id"], "doing")
        with app.app_context():
            g.session = open_session(db.connection())
            registry.work[row["task_name"]](g.session, **row["args"])
            g.session.commit()
        _note(db, row["id"], "succeeded")
        db.expire_all()
    return most


def _note(db: Session, job_id: int, status: str) -> None:
    db.execute(update(_JOBS).where(_JOBS.c.id == job_id).values(status=text(f"'{status}'")))
