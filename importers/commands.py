"""``mapapp import``: takes a file that a person brings into the records."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import click
from sqlalchemy import select
from sqlalchemy.orm import Session
from tqdm import tqdm

from importers.bulk.perform import note
from importers.bulk.rings import without_looking_for_rings
from importers.errors import N_, ImportProblem, Message
from importers.limits import Options
from importers.load import Loaded, load_rows
from importers.read import ReadResult, read
from importers.substances import vocabulary_of
from importers.users_datasets import About, users_dataset
from mapapp.accounts.models import Organisation
from mapapp.cli.db import current
from mapapp.cli.shipped import load_if_empty
from mapapp.config import sqlalchemy_url
from mapapp.core.database import make_engine, open_session
from mapapp.core.datasets import Dataset
from mapapp.core.i18n import catalogue, terminal_language
from mapapp.core.loads import Load
from mapapp.core.upsert import Outcome
from mapapp.domains.samples.service import LoadOptions

KINDS = ("reports", "samples", "facilities", "releases", "areas", "schools")
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
    visibility: str = "public"
    organisation: str = ""


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
@click.option(
    "--visibility",
    type=click.Choice(("public", "organisation")),
    default="public",
    help="Samples: who sees them, everybody or the organisation only.",
)
@click.option("--organisation", default="", help="Samples: key of the organisation whose they are.")
@click.option("--dataset", default="", help="Short name; the same name again updates that dataset.")
@click.option("--title", default="", help="Title shown with every row (default: the file's name).")
@click.option("--publisher", default="", help="Who published the data.")
@click.option("--licence", default="", help="Licence of the data, for example 'CC BY 4.0'.")
@click.option("--citation", default="", help="How to cite the data.")
@click.option("--url", default="", help="Where the data come from.")
def import_command(kind: str, file: Path, mapping: Path | None, dry_run: bool, skip_bad: bool, **about: str) -> None:
    """Imports FILE as records of KIND: CSV, XLSX, GeoJSON, GeoPackage, zipped Shapefile, KML or KMZ.

    By default one bad row leaves the database as it was. The same file twice changes nothing. Samples can be taken out
    again with "mapapp undo".
    """
    whose = (about.pop("visibility"), about.pop("organisation"))
    job = Job(kind, file, mapping, dry_run, skip_bad, About(slug=about.pop("dataset"), **about), *whose)
    try:
        run(job)
    except ImportProblem as problem:
        raise click.ClickException(said(problem.message)) from problem
    except Rejected as problem:
        raise click.ClickException(str(problem)) from problem


def run(job: Job) -> None:
    """Reads, checks and writes the file in one transaction, and prints the report."""
    with current() as url, _bar(job) as progress, without_looking_for_rings():
        load_if_empty(url)  # else the first import would keep the shipped records out for good
        with open_session(make_engine(sqlalchemy_url(url))) as db:
            options = Options(progress=lambda done: _shown(progress, done))
            found = read(job.file, job.kind, job.mapping, options, vocabulary_of(db))
            progress.reset(len(found.rows))
            loaded, load = _write(db, job, found, progress)
            _finish(db, job, found, loaded)
    if load is not None and not job.dry_run:
        click.echo(_("To take these rows out again: mapapp undo %(key)s", key=load.key))


@contextmanager
def _bar(job: Job) -> Iterator[tqdm[NoReturn]]:
    with tqdm(unit="row", desc=job.file.name[:40], leave=False, disable=None) as bar:
        yield bar


def _shown(progress: tqdm[NoReturn], done: int) -> None:
    progress.update(done - progress.n)


def _write(db: Session, job: Job, found: ReadResult, progress: tqdm[NoReturn]) -> tuple[Loaded, Load | None]:
    """What came of the rows, and the record of the load of those that can be undone."""
    if job.kind != "samples":
        dataset = users_dataset(db, job.about, job.file.name, job.kind, found)
        return load_rows(db, dataset, job.kind, found.rows, progress.update), None
    load, options = _load(db, job, found)
    dataset = users_dataset(db, job.about, job.file.name, job.kind, found, options)
    loaded = load_rows(db, dataset, job.kind, found.rows, progress.update, options)
    _record(load, dataset, found, loaded)
    return loaded, load


def _load(db: Session, job: Job, found: ReadResult) -> tuple[Load, LoadOptions]:
    """The record of the load, which its rows name so that they can be undone as one; the file stays where it is."""
    organisation = db.scalar(select(Organisation).where(Organisation.key == job.organisation))
    if organisation is None and (job.organisation or job.visibility == "organisation"):
        raise ImportProblem(N_("There is no organisation with the key %(key)s."), key=job.organisation)
    whose = organisation.id if organisation else None
    load = Load(key=uuid4(), kind=job.kind, state="loading", organisation_id=whose, file_name=job.file.name)
    load.sha256, load.byte_count = found.sha256, job.file.stat().st_size
    load.about = {name: text for name, text in asdict(job.about).items() if text}
    db.add(load)
    db.flush()
    return load, LoadOptions(load.id, job.visibility, whose)


def _record(load: Load, dataset: Dataset, found: ReadResult, loaded: Loaded) -> None:
    load.dataset_id = dataset.id
    note(load, found, loaded)
    if dataset.visibility == "public":
        load.state, load.published_at = "published", load.loaded_at


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
    for one in (*found.notes, *loaded.notes):
        click.echo(said(one))
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
