"""``mapapp jobs``: the work that waits. ``mapapp serve`` does it itself; more machines can help."""

from __future__ import annotations

import click
from sqlalchemy import create_engine, text

from mapapp.cli.application import application
from mapapp.cli.db import current

_LISTED = """
    SELECT id, task_name, status, attempts, scheduled_at > now() AS later, scheduled_at
    FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') ORDER BY status, scheduled_at NULLS FIRST, id
"""
_WORDS = {"todo": "waits", "doing": "is done now", "failed": "failed"}


@click.group()
def jobs() -> None:
    """Work that waits: photos, letters, retention."""


@jobs.command("work")
@click.option("--at-once", type=click.IntRange(1, 64), help="Jobs at the same time (default: one per core, at most 4).")
def work_command(at_once: int | None) -> None:
    """Does jobs until Ctrl-C, also for a server on another machine (MAPAPP_DATABASE_URL, the same secret key)."""
    from mapapp.core.jobs import worker

    with application() as started:
        click.echo("Jobs are done as they come  (Ctrl-C ends it)")
        worker.run(started.app, started.url, at_once)


@jobs.command("list")
def list_command() -> None:
    """Shows the jobs that wait, are being done, or failed (these are kept for 30 days)."""
    with current() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(text(_LISTED)).mappings().all()
        engine.dispose()
    for row in rows:
        when = f" until {row['scheduled_at']:%Y-%m-%d %H:%M} UTC" if row["later"] else ""
        tried = f", tried {row['attempts']} times" if row["attempts"] else ""
        click.echo(f"{row['id']:>8}  {row['task_name'].removeprefix('mapapp.')}: {_WORDS[row['status']]}{when}{tried}")
    if not rows:
        click.echo("No job waits.")
