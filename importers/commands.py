"""``mapapp import``: takes a file that a person brings into the records."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.orm import Session
from tqdm import tqdm

from importers.errors import ImportProblem, Message
from importers.limits import Options
from importers.load import Loaded, load_rows
from importers.read import ReadResult, read
from importers.users_datasets import About, users_dataset
from mapapp.cli.db import current
from mapapp.cli.shipped import load_if_empty
from mapapp.config import sqlalchemy_url
from mapapp.core.database import make_engine, open_session
from mapapp.core.i18n import catalogue, terminal_language
from mapapp.core.upsert import Outcome

KINDS = ("reports", "samples", "facilities", "releases", "areas")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for."""

    kind: str
    file: Path
    mapping: Path | None
    dry_run: bool
    skip_bad: bool
    about: About


class Rejected(Exception):
    """Rows were rejected and nothing may be written."""


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="TOML: which column is what."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--skip-bad", is_flag=True, help="Take the good rows although others are rejected.")
@click.option("--dataset", default="", help="Short name; the same name again updates that dataset.")
@click.option("--title", default="", help="Title shown with every row (default: the file's name).")
@click.option("--publisher", default="", help="Who published the data.")
@click.option("--licence", default="", help="Licence of the data, for example 'CC BY 4.0'.")
@click.option("--citation", default="", help="How to cite the data.")
@click.option("--url", default="", help="Where the data come from.")
def import_command(kind: str, file: Path, mapping: Path | None, dry_run: bool, skip_bad: bool, **about: str) -> None:
    """Imports FILE as records of KIND: CSV, XLSX, GeoJSON, GeoPackage, zipped Shapefile, KML or KMZ.

    By default one bad row leaves the database as it was. The same file twice changes nothing.
    """
    job = Job(kind, file, mapping, dry_run, skip_bad, About(slug=about.pop("dataset"), **about))
    try:
        run(job)
    except ImportProblem as problem:
        raise click.ClickException(said(problem.message)) from problem
    except Rejected as problem:
        raise click.ClickException(str(problem)) from problem


def run(job: Job) -> None:
    """Reads, checks and writes the file in one transaction, and prints the report."""
    with _bar(job) as progress:
        found = read(job.file, job.kind, job.mapping, Options(progress=lambda done: _shown(progress, done)))
        progress.reset(len(found.rows))
        with current() as url:
            load_if_empty(url)  # else the first import would keep the shipped records out for good
            with open_session(make_engine(sqlalchemy_url(url))) as db:
                loaded = _write(db, job, found, progress)
                _finish(db, job, found, loaded)


@contextmanager
def _bar(job: Job) -> Iterator[tqdm[NoReturn]]:
    with tqdm(unit="row", desc=job.file.name[:40], leave=False, disable=None) as bar:
        yield bar


def _shown(progress: tqdm[NoReturn], done: int) -> None:
    progress.update(done - progress.n)


def _write(db: Session, job: Job, found: ReadResult, progress: tqdm[NoReturn]) -> Loaded:
    dataset = users_dataset(db, job.about, job.file, job.kind, found)
    return load_rows(db, dataset, job.kind, found.rows, progress.update)


def _finish(db: Session, job: Job, found: ReadResult, loaded: Loaded) -> None:
    rejected = sorted([*found.rejected, *loaded.rejected], key=lambda one: one.row)
    _report(found, loaded, found.rejected_count + len(loaded.rejected), show_columns=job.dry_run)
    for one in rejected[:_SHOWN]:
        click.echo(_("  row %(row)s, %(field)s: %(why)s", row=one.row, field=one.field, why=said(one.reason)))
    if len(rejected) > _SHOWN:
        click.echo(_("  ... and %(n)s more", n=len(rejected) - _SHOWN))
    if job.dry_run:
        db.rollback()
        click.echo(_("Dry run: nothing was changed."))
    elif rejected and not job.skip_bad:
        db.rollback()
        raise Rejected(_("Nothing was changed. Mend the rows, or add --skip-bad to take the others."))
    else:
        db.commit()


def _report(found: ReadResult, loaded: Loaded, rejected: int, *, show_columns: bool) -> None:
    counts = {
        "read": found.read,
        "new": loaded.counts[Outcome.NEW],
        "changed": loaded.counts[Outcome.CHANGED],
        "unchanged": loaded.counts[Outcome.UNCHANGED],
        "rejected": rejected,
    }
    if show_columns:
        read_from = {name: source.heading for name, source in found.mapping_used.columns.items()}
        click.echo(_("Columns: %(columns)s.", columns=", ".join(f"{name} = {read_from[name]!r}" for name in read_from)))
    for note in (*found.notes, *loaded.notes):
        click.echo(said(note))
    click.echo(
        _(
            "Read: %(read)s; new: %(new)s; changed: %(changed)s; unchanged: %(unchanged)s; rejected: %(rejected)s.",
            **counts,
        )
    )


def _(msgid: str, **params: object) -> str:
    return catalogue(terminal_language(os.environ)).gettext(msgid) % params


def said(message: Message) -> str:
    """The message in the language of the terminal, on one line."""
    return _(message.msgid, **message.params)
