"""Samples on the command line and through a load: the same rows, the same record, the same way back."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from importers import commands
from importers.errors import ImportProblem
from importers.load import perform
from mapapp.cli.application import Started
from mapapp.cli.loads import loads, undo
from mapapp.core.audit import AuditEntry
from mapapp.core.datasets import Dataset
from mapapp.core.loads import Load
from mapapp.domains.samples.models import Result, Sample, SamplingPoint
from tests.factories import dataset, samples
from tests.factories.loads import load, organisation

HEADINGS = "id,point_id,name_ru,latitude,longitude,sampled_on,medium,substance,value,unit\n"
FILE = (
    HEADINGS
    + "r1,p1,Мост,50.1,72.9,2024-05-31,soil,mercury,4.2,mg/kg\n"
    + "r2,p1,Мост,50.1,72.9,2024-05-31,soil,mercury,<0.05,mg/kg\n"
)
BAD = FILE + "r3,p1,Мост,50.1,72.9,2024-05-31,soil,mercury,much,mg/kg\n"


@pytest.fixture(autouse=True)
def commands_of_loads(the_tests_database: None, db: Session, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lists and undoes loads works in the test's transaction as well."""

    @contextmanager
    def application() -> Iterator[Started]:
        yield Started(app, "postgresql://")

    monkeypatch.setattr(import_module("mapapp.cli.loads"), "application", application)
    samples.substance(db)


def written(folder: Path, content: str = FILE) -> Path:
    path = folder / "spring.csv"
    path.write_text(content, "utf-8")
    return path


def bring(path: Path, *options: str) -> str:
    return CliRunner().invoke(commands.import_command, ["samples", str(path), *options]).output


def numbers(db: Session) -> tuple[int, ...]:
    found = (db.scalar(select(func.count()).select_from(one)) for one in (SamplingPoint, Sample, Result, Dataset, Load))
    return tuple(one or 0 for one in found)


def test_a_file_of_the_command_line_can_be_undone(db: Session, tmp_path: Path) -> None:
    samples.point(db, "noise")
    before = numbers(db)
    told = bring(written(tmp_path))
    assert "new: 2" in told
    record = db.scalars(select(Load)).one()
    assert (record.state, record.file_name, record.counts["new"], record.total) == ("published", "spring.csv", 2, 2)
    assert f"mapapp undo {record.key}" in told
    listed = CliRunner().invoke(loads).output
    assert str(record.key) in listed
    assert "2 new, 0 changed, 0 rejected" in listed
    undone = CliRunner().invoke(undo, [str(record.key)])
    assert (undone.exit_code, undone.output) == (0, "4 rows taken out, 0 as they were before.\n")
    assert numbers(db) == (*before[:4], 1)
    again = CliRunner().invoke(undo, [str(record.key)])
    assert (again.exit_code, "not in the records" in again.output) == (1, True)


def test_a_key_that_nobody_has(tmp_path: Path) -> None:
    assert "no load" in CliRunner().invoke(undo, ["00000000-0000-4000-8000-000000000000"]).output
    assert CliRunner().invoke(undo, ["x"]).exit_code == 2


def test_an_organisations_file_is_its_own(db: Session, tmp_path: Path) -> None:
    whose = organisation(db)
    bring(written(tmp_path), "--visibility", "organisation", "--organisation", whose.key)
    point, record = db.scalars(select(SamplingPoint)).one(), db.scalars(select(Load)).one()
    owner = db.scalars(select(Dataset)).one()
    assert (point.visibility, point.organisation_id, owner.visibility) == ("organisation", whose.id, "organisation")
    assert (record.state, record.organisation_id) == ("loaded", whose.id)


def test_an_organisation_that_is_not_there(db: Session, tmp_path: Path) -> None:
    before = numbers(db)
    assert "no organisation with the key nobody" in bring(written(tmp_path), "--organisation", "nobody")
    assert "no organisation" in bring(written(tmp_path), "--visibility", "organisation")
    db.rollback()
    assert numbers(db)[:4] == before[:4]


def test_nobody_changes_the_dataset_of_others(db: Session, tmp_path: Path) -> None:
    dataset(db, "spring")
    db.commit()
    assert "not your organisation's" in bring(written(tmp_path), "--organisation", organisation(db).key)


def test_the_search_for_rings_goes_on_after_a_file(tmp_path: Path) -> None:
    bring(written(tmp_path, BAD))
    assert gc.isenabled()


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_a_dry_run_or_a_bad_row_leaves_no_load(db: Session, tmp_path: Path, options: tuple[str, ...]) -> None:
    db.commit()
    assert "mapapp undo" not in bring(written(tmp_path, BAD), *options)
    assert numbers(db) == (0, 0, 0, 0, 0)
    bring(written(tmp_path, BAD), "--skip-bad")
    assert (numbers(db), db.scalars(select(Load)).one().counts["rejected"]) == ((1, 1, 2, 1, 1), 1)


def performed(db: Session, content: str, **values: Any) -> tuple[Load, list[int]]:
    told = list[int]()
    about = {"title": "Нура, 2024", "licence": "CC BY 4.0", "laboratory": "A laboratory"}
    record = load(db, values.pop("whose"), content=content.encode(), about=about, **values)
    perform(db, record, told.append)
    db.flush()
    db.refresh(record)
    return record, told


def test_what_the_worker_does_with_a_load(db: Session) -> None:
    whose = organisation(db)
    record, told = performed(db, BAD, whose=whose)
    assert (record.state, record.done, record.total, told) == ("loaded", 2, 2, [2])
    assert record.counts | {"read": 3, "results": 2, "new": 2, "rejected": 1} == record.counts
    owner = db.get_one(Dataset, record.dataset_id)
    assert (owner.titles, owner.licence, owner.visibility) == ({"en": "Нура, 2024"}, "CC BY 4.0", "organisation")
    assert {one.state for one in db.scalars(select(Result))} == {"draft"}
    assert db.scalars(select(AuditEntry.subject)).all()[-1] == f"load:{record.key}"
    again, _ = performed(db, BAD, whose=whose)
    assert (again.dataset_id, again.counts["unchanged"]) == (owner.id, 2)


def test_titles_that_differ_in_cyrillic_letters_only_are_two_datasets(db: Session) -> None:
    whose, other = organisation(db), organisation(db, "other")
    one = load(db, whose, content=FILE.encode(), about={"title": "Нура 2024"})
    two = load(db, whose, content=FILE.encode(), about={"title": "Ертіс 2024"})
    three = load(db, other, content=FILE.encode(), about={"title": "Нура 2024"})
    for record in (one, two, three):
        perform(db, record)
    assert len({record.dataset_id for record in (one, two, three)}) == 3


def test_a_file_that_is_something_else_writes_nothing(db: Session) -> None:
    before = numbers(db)
    with pytest.raises(ImportProblem):
        performed(db, "\x89PNG\r\n\x1a\n" * 50, whose=organisation(db))
    assert numbers(db)[:4] == before[:4]
