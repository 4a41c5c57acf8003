"""The process that does the jobs, and the loop that does them in tests."""

from __future__ import annotations

import asyncio
import logging
import os

import procrastinate
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import column, table

from mapapp.core.database import open_session
from mapapp.core.jobs import QUEUE, procrastination, registry, running

log = logging.getLogger(__name__)
_NICENESS = 10  # people who wait for an answer go first
_JOBS = table(
    "procrastinate_jobs", column("id"), column("task_name"), column("args"), column("status"), column("queue_name")
)
_STALLED_SECONDS = 60


def run(app: Flask, url: str, concurrency: int = 1) -> None:
    """Does jobs until SIGTERM or SIGINT; jobs that a killed worker left half done are taken up again.

    ``url`` is the address as SQLAlchemy writes it (``postgresql+psycopg://...``).
    """
    os.nice(_NICENESS)
    running.app = app
    connector = procrastinate.PsycopgConnector(conninfo=url.replace("+psycopg", "", 1), min_size=1, max_size=4)
    asyncio.run(_work(procrastination.with_connector(connector), concurrency))


async def _work(app: procrastinate.App, concurrency: int) -> None:
    async with app.open_async():
        rescuer = asyncio.create_task(_rescue(app))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=concurrency,
                fetch_job_polling_interval=5,
                shutdown_graceful_timeout=10,
                delete_jobs="successful",
            )
        finally:
            rescuer.cancel()


async def _rescue(app: procrastinate.App) -> None:
    """Puts back the jobs of workers that are gone."""
    while True:
        try:
            for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
                await app.job_manager.retry_job(stalled)
        except Exception:
            log.warning("could not look for stalled jobs", exc_info=True)
        await asyncio.sleep(_STALLED_SECONDS / 2)


def drain(app: Flask, db: Session, *, most: int = 1000) -> int:
    """Does the jobs that wait, in this transaction; how many were done. For tests; an error comes out as it is."""
    done = 0
    while done < most:
        waiting = select(_JOBS).where(_JOBS.c.status == text("'todo'")).order_by(_JOBS.c.id).limit(1)
        row = db.execute(waiting).mappings().first()
        if row is None:
            return done
        db.execute(update(_JOBS).where(_JOBS.c.id == row["id"]).values(status=text("'doing'")))
        with app.app_context():
            inner = open_session(db.connection())
            registry.work[row["task_name"]](inner, **row["args"])
            inner.commit()
            inner.close()
        db.execute(update(_JOBS).where(_JOBS.c.id == row["id"]).values(status=text("'succeeded'")))
        db.expire_all()
        done += 1
    return done
