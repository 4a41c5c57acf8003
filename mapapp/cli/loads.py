"""``mapapp loads`` and ``mapapp undo``: files that came in, and how one is taken out again as a whole."""

from __future__ import annotations

from uuid import UUID

import click
from flask_babel import force_locale
from sqlalchemy import select

from mapapp.cli.application import application
from mapapp.core.database import session
from mapapp.core.datasets import Dataset
from mapapp.core.loads import Load
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.undo import undo as undo_load
from mapapp.errors import MapappError


@click.command("loads")
@click.option("--most", type=click.IntRange(1), default=50, help="How many, the newest first.")
def loads(most: int) -> None:
    """Files with laboratory results that came in, the newest first: the key of each and what became of it."""
    newest = select(Load, Dataset.slug).outerjoin(Dataset, Dataset.id == Load.dataset_id).order_by(Load.id.desc())
    with application() as started, started.app.app_context():
        for load, slug in session().execute(newest.limit(most)):
            rows = ", ".join(f"{load.counts.get(name, 0)} {name}" for name in ("new", "changed", "rejected"))
            told = (f"{load.created_at:%Y-%m-%d %H:%M}", f"{load.state:9}", slug or "-", rows, load.file_name)
            click.echo("  ".join((str(load.key), *told)))


@click.command("undo")
@click.argument("key", type=click.UUID)
def undo(key: UUID) -> None:
    """Takes out what a load brought (its KEY is in "mapapp loads"); rows that it changed are as they were before."""
    with application() as started, started.app.app_context(), force_locale("en"):
        db = session()
        load = db.scalar(select(Load).where(Load.key == key))
        if load is None:
            raise click.ClickException("There is no load with that key.")
        try:
            counts = undo_load(db, load, Viewer())
        except MapappError as problem:
            db.rollback()
            raise click.ClickException(f"{problem.message} {problem.hint}".rstrip()) from problem
        db.commit()
    click.echo(f"{counts['deleted']} rows taken out, {counts['restored']} as they were before.")
