"""Norms that ship are brought up to date with their history, but never over what a person entered."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.shipped.files import DATA
from importers.shipped.reference import load_list
from mapapp.core.upsert import Outcome
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.samples.limits import Limit, LimitVersion
from mapapp.domains.samples.norms import service
from tests.factories import accounts, dataset, samples

SHIPPED = DATA / "reference" / "limits" / "limits.csv"
MERCURY = "kz-soil-mercury-mpc-2014"


def two_norms(folder: Path, **changed: str) -> Path:
    """The first shipped norm and that for mercury, some columns of which are changed."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [rows[0], {**next(row for row in rows if row["id"] == MERCURY), **changed}]
    path = folder / "limits.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(chosen)
    return path


def load(db: Session, path: Path) -> list[Outcome]:
    for code in ("pm2_5", "mercury"):
        samples.substance(db, code)
    found = load_list(db, dataset(db), path, "limits")
    db.flush()
    return found


def mercury(db: Session) -> Limit:
    return db.scalars(select(Limit).where(Limit.external_id == MERCURY)).one()


def test_a_change_of_the_shipped_data_is_a_version(db: Session, tmp_path: Path) -> None:
    assert load(db, two_norms(tmp_path)) == [Outcome.NEW, Outcome.NEW]
    assert load(db, two_norms(tmp_path)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert db.scalars(select(LimitVersion)).all() == []
    assert load(db, two_norms(tmp_path, value="2.1")) == [Outcome.UNCHANGED, Outcome.CHANGED]
    version = db.scalars(select(LimitVersion)).one()
    assert (version.limit_id, version.person_id) == (mercury(db).id, None)
    assert (version.before, version.after) == ({"value": "2"}, {"value": "2.1"})


def test_a_correction_by_a_person_stays(db: Session, tmp_path: Path) -> None:
    load(db, two_norms(tmp_path))
    person = accounts.person(db, "administrator")
    who = Viewer(Role.ADMINISTRATOR, person.id)
    service.correct(db, who, mercury(db), {"value": Decimal("2.1")}, "The act prints 2.1.")
    assert load(db, two_norms(tmp_path)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert load(db, two_norms(tmp_path, value="3")) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert mercury(db).value == Decimal("2.1")
    assert len(db.scalars(select(LimitVersion)).all()) == 1
