"""Loads the records that ship with the program, through the same readers and writers as users' files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from importers.load import load_rows
from importers.read import read
from importers.shipped import cases, geography, reference
from importers.shipped.files import Shipped, dataset, manifest
from mapapp.config import sqlalchemy_url
from mapapp.core.database import make_engine, open_session
from mapapp.core.datasets import Dataset
from mapapp.domains.samples.service import LoadOptions, assess

Progress = Callable[[str, int, int], None]
_ROW_KINDS = ("areas", "facilities", "reports", "samples", "releases")


def load(url: str, progress: Progress | None = None) -> None:
    """Loads every dataset of data/manifest.toml in one transaction; a second run changes nothing.

    ``progress`` is told the title, how many datasets are done and how many there are.
    """
    entries, engine = manifest(), make_engine(sqlalchemy_url(url))
    with open_session(engine) as db:
        for number, shipped in enumerate(entries):
            if progress:
                progress(shipped.title["en"], number, len(entries))
            load_shipped(db, shipped)
        assess(db)
        db.commit()
    engine.dispose()
    if progress:
        progress("", len(entries), len(entries))


def load_shipped(db: Session, shipped: Shipped) -> None:
    """Loads one dataset. Raises ValueError when a row of a shipped file cannot be taken: that is our own mistake."""
    about = dataset(db, shipped)
    if shipped.kind == "case":
        about.row_count = _case(db, about, shipped.path)
    elif shipped.kind == "boundaries":
        about.row_count = len(geography.load_regions(db, about, shipped.path))
    elif shipped.kind == "gazetteer":
        about.row_count = len(geography.load_places(db, about, shipped.path))
    elif shipped.kind == "statistics":
        about.row_count = len(reference.load_statistics(db, about, shipped.path))
    elif shipped.kind in reference.NOTES:
        about.row_count = len(reference.load_notes(db, shipped.path, shipped.kind))
    elif shipped.kind in reference.KINDS:
        about.row_count = len(reference.load_list(db, about, shipped.path, shipped.kind))
    elif shipped.kind in _ROW_KINDS:
        about.row_count = _records(db, about, shipped.path, shipped.kind)
    db.flush()


def _records(db: Session, about: Dataset, path: Path, kind: str) -> int:
    found = read(path, kind)
    loaded = load_rows(db, about, kind, found.rows, options=LoadOptions(state="as_published"))
    rejected = [*found.rejected, *loaded.rejected]
    if rejected:
        first = rejected[0]
        raise ValueError(f"{path.name}, row {first.row}, {first.field}: {first.reason} ({len(rejected)} rows)")
    return len(found.rows)


def _case(db: Session, about: Dataset, folder: Path) -> int:
    """Loads a case's own records before its story, which names them."""
    total = 0
    for kind in _ROW_KINDS:
        file = folder / f"{kind}.csv"
        if file.exists():
            total += _records(db, about, file, kind)
    visits = folder / "observations.csv"
    if visits.exists():
        total += len(cases.load_observations(db, about, visits))
    cases.load_case(db, about, folder)
    return total
