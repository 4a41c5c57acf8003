"""Loads of laboratory results: the rows of a file, the record of the load, and both together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from shapely.geometry import Point
from sqlalchemy.orm import Session

from importers.bulk.loaded import Loaded
from importers.load import load_rows
from importers.records import SampleRow
from mapapp.accounts.models import Organisation
from mapapp.core.loads import Load
from mapapp.domains.samples.service import LoadOptions
from tests.factories import dataset, samples


def sample_row(identity: str = "r-1", **values: Any) -> SampleRow:
    """A result of mercury in soil at a point by the river."""
    at = {"point_id": "p-1", "sample_id": "s-1", "name_en": "A bend of the river", "geometry": Point(72.9, 50.1)}
    what = {"medium": "soil", "sampled_on": "2024-05-31", "substance": "mercury", "unit": "mg/kg"}
    given = {"row": 2, "precision": "exact", "value": Decimal("4.2"), **at, **what, **values}
    return SampleRow(id=identity, **given)


def organisation(db: Session, key: str = "ecomuseum") -> Organisation:
    """An organisation."""
    made = Organisation(key=key, names={"en": key.title()})
    db.add(made)
    db.flush()
    return made


def load(db: Session, whose: Organisation | None = None, **values: Any) -> Load:
    """The record of a file that is being loaded."""
    content = values.pop("content", b"")
    told = {
        "state": "loading",
        "file_name": "results.csv",
        "sha256": hashlib.sha256(content).hexdigest(),
        "byte_count": len(content),
    }
    made = Load(key=uuid4(), content=content, **{**told, **values})
    made.organisation_id = whose.id if whose else None
    db.add(made)
    db.flush()
    return made


def loaded(
    db: Session, rows: Sequence[SampleRow], *, slug: str = "mine", whose: Organisation | None = None, **options: Any
) -> tuple[Load, Loaded]:
    """Rows that a load of an organisation (or of nobody's) brought into a dataset; mercury is known, with a norm."""
    samples.substance(db)
    owner, record = dataset(db, slug), load(db, whose)
    told = LoadOptions(record.id, organisation_id=record.organisation_id, **options)
    done = load_rows(db, owner, "samples", rows, options=told)
    record.state, record.dataset_id = "loaded", owner.id
    db.flush()
    db.refresh(record)
    return record, done
