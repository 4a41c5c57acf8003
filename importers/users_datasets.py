"""The dataset that a person's file becomes, so that its rows keep their provenance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from psycopg import sql
from sqlalchemy.orm import Session

from importers.errors import N_, ImportProblem
from importers.read import ReadResult
from mapapp.core.datasets import Dataset, find
from mapapp.core.upsert import as_key
from mapapp.domains.samples.loading.staging import LoadOptions, keep, psycopg_connection
from mapapp.domains.samples.loading.writer import alone

UNKNOWN_LICENCE = "not stated"


@dataclass(frozen=True, slots=True)
class About:
    """What the person says of the file; what is empty keeps its value at a second import."""

    slug: str = ""
    title: str = ""
    publisher: str = ""
    licence: str = ""
    licence_url: str = ""
    citation: str = ""
    url: str = ""


def users_dataset(
    db: Session, about: About, file_name: str, kind: str, found: ReadResult, options: LoadOptions | None = None
) -> Dataset:
    """The dataset of that short name (by default made from the file's name), made or brought up to date.

    One who brings the same name at the same time waits. What it was before is kept with the load. Raises ImportProblem
    when an organisation's file would change a dataset that is not its own.
    """
    slug, told = as_key(about.slug or Path(file_name).stem), options or LoadOptions()
    alone(db, slug)
    dataset = find(db, slug)
    if dataset is None:
        dataset = Dataset(slug=slug, licence=UNKNOWN_LICENCE, titles={"en": file_name})
        dataset.organisation_id, dataset.visibility = told.organisation_id, told.visibility
        db.add(dataset)
    elif told.organisation_id is not None and dataset.organisation_id != told.organisation_id:
        raise ImportProblem(N_("There is already a dataset %(name)s, which is not your organisation's."), name=slug)
    elif told.load_id is not None:
        which = sql.SQL("WHERE old.id = %(dataset)s")
        keep(psycopg_connection(db), "dataset", which, {"load": told.load_id, "dataset": dataset.id})
    if about.title:
        dataset.titles = {"en": about.title}
    for name in ("publisher", "licence", "licence_url", "citation", "url"):
        if getattr(about, name):
            setattr(dataset, name, getattr(about, name))
    dataset.kind, dataset.file_name, dataset.sha256 = kind, file_name, found.sha256
    dataset.row_count, dataset.loaded_at = len(found.rows), datetime.now(UTC)
    if told.visibility == "public":
        dataset.visibility = "public"
    db.flush()
    return dataset
