"""Writes the file of a load: what the worker does for a person in a browser, and the record that a command leaves."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.orm import Session

from importers.bulk.loaded import Loaded
from importers.bulk.rings import without_looking_for_rings
from importers.bulk.samples import load_samples
from importers.columns.mapping import from_tables
from importers.read import ReadResult, read
from importers.substances import vocabulary_of
from importers.users_datasets import About, users_dataset
from mapapp.accounts.models import Organisation
from mapapp.core import audit
from mapapp.core.loads import Load
from mapapp.core.upsert import Outcome, as_key
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.samples.service import LoadOptions

_ABOUT = tuple(one.name for one in fields(About))


@without_looking_for_rings()
def perform(db: Session, load: Load, progress: Callable[[int], object] = int) -> Loaded:
    """Reads ``load.content`` by ``load.mapping`` and writes the good rows as the organisation's own, not public yet.

    Leaves the load "loaded", with its dataset and what came of the rows; ``progress`` is told how many results are done
    so far. All of it is in the session's transaction, which the caller commits. The same title again brings the
    organisation's dataset of that title up to date. Raises ImportProblem when the file cannot be taken.
    """
    options = LoadOptions(load.id, "organisation", load.organisation_id, "draft", load.person_id)
    with _on_disk(load) as path:
        told = from_tables(load.mapping, load.file_name)
        found = read(path, load.kind, told, vocabulary=vocabulary_of(db))
    known = {name: text for name, text in load.about.items() if name in _ABOUT}
    about = About(**{**known, "slug": known.get("slug") or _slug(db, load)})
    dataset = users_dataset(db, about, load.file_name, load.kind, found, options)
    done = 0

    def more(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done)

    loaded = load_samples(db, dataset, found.rows, more, options)
    load.dataset_id = dataset.id
    note(load, found, loaded)
    viewer = Viewer(Role.MEMBER, load.person_id, tuple(filter(None, (load.organisation_id,))))
    audit.record(db, viewer, "load_loaded", f"load:{load.key}", **load.counts)
    return loaded


def note(load: Load, found: ReadResult, loaded: Loaded) -> None:
    """Writes down what came of the rows: counts, the reasons of those that the database rejected, and the notes."""
    load.counts = counted(found, loaded)
    more = [
        {"row": one.row, "field": one.field, "value": "", "reason": one.reason.plain()}
        for one in loaded.rejected[:2000]
    ]
    load.problems = [*(load.problems or []), *more]
    load.notes = [one.plain() for one in (*found.notes, *loaded.notes)]
    load.state, load.loaded_at = "loaded", func.now()
    load.done = load.total = len(found.rows)


def counted(found: ReadResult, loaded: Loaded) -> dict[str, int]:
    """How many rows were read, how many results they gave, and what became of them."""
    return {
        "read": found.read,
        "results": len(found.rows),
        "repeated": found.repeated,
        "rejected": found.rejected_count + len(loaded.rejected),
        "new": loaded.counts[Outcome.NEW],
        "changed": loaded.counts[Outcome.CHANGED],
        "unchanged": loaded.counts[Outcome.UNCHANGED],
    }


def _slug(db: Session, load: Load) -> str:
    """A short name for the dataset: what is left of Cyrillic letters in an address would not tell two titles apart."""
    title = load.about.get("title") or load.file_name
    organisation = db.get(Organisation, load.organisation_id) if load.organisation_id is not None else None
    key = organisation.key if organisation else "file"
    return f"{key}-{as_key(title)[:24].strip('-')}-{hashlib.sha256(title.encode()).hexdigest()[:6]}"


@contextmanager
def _on_disk(load: Load) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mapapp-load-") as folder:
        content = load.content or b""
        path = Path(folder) / ("table.xlsx" if content.startswith(b"PK") else "table.csv")
        path.write_bytes(content)
        yield path
