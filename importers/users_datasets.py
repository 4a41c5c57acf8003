"""The dataset that a person's file becomes, so that its rows keep their provenance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from importers.read import ReadResult
from mapapp.core.datasets import Dataset, find
from mapapp.core.upsert import as_key

UNKNOWN_LICENCE = "not stated"


@dataclass(frozen=True, slots=True)
class About:
    """What the person says of the file; what is empty keeps its value at a second import."""

    slug: str = ""
    title: str = ""
    publisher: str = ""
    licence: str = ""
    citation: str = ""
    url: str = ""


def users_dataset(db: Session, about: About, file: Path, kind: str, found: ReadResult) -> Dataset:
    """The dataset of that short name (by default made from the file's name), made or brought up to date."""
    slug = as_key(about.slug or file.stem)
    dataset = find(db, slug)
    if dataset is None:
        dataset = Dataset(slug=slug, licence=UNKNOWN_LICENCE, titles={"en": file.name})
        db.add(dataset)
    if about.title:
        dataset.titles = {"en": about.title}
    for name in ("publisher", "licence", "citation", "url"):
        if getattr(about, name):
            setattr(dataset, name, getattr(about, name))
    dataset.kind, dataset.file_name, dataset.sha256 = kind, file.name, found.sha256
    dataset.row_count, dataset.loaded_at = len(found.rows), datetime.now(UTC)
    db.flush()
    return dataset
