"""The import command, on a real database and real files."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from importers import commands
from mapapp.core.datasets import Dataset
from mapapp.domains.reports.models import Observation, Site
from tests.factories.reports import site

HEADINGS = "id,name_ru,kind,latitude,longitude,observed_on,observation,words_ru\n"
GOOD = HEADINGS + "1,Свалка у реки,dump,49.8,73.1,2024-05,first_seen,Много пакетов\n2,Карьер,quarry,49.9,73.2,,,\n"
BAD = GOOD + "3,Где это,dump,149.9,73.2,,,\n"


pytestmark = pytest.mark.usefixtures("the_tests_database")


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(commands.import_command, ["reports", str(path), *options])


def sites(db: Session) -> int:
    return db.scalar(select(func.count(Site.id)).where(Site.external_id.in_(("1", "2", "3")))) or 0


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "spring survey.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_same_file_twice_changes_nothing(db: Session, tmp_path: Path) -> None:
    site(db, "noise")
    path = written(tmp_path, GOOD)
    assert "Read: 2; new: 2; changed: 0; unchanged: 0; rejected: 0." in run(path).output
    assert "Read: 2; new: 0; changed: 0; unchanged: 2; rejected: 0." in run(path).output
    assert sites(db) == 2
    dataset = db.scalars(select(Dataset).where(Dataset.slug == "spring-survey")).one()
    assert (dataset.file_name, dataset.row_count, len(dataset.sha256)) == ("spring survey.csv", 2, 64)
    assert db.scalars(
        select(Observation.words).where(Observation.observed_on == "2024-05", Observation.dataset_id == dataset.id)
    ).one() == {"ru": "Много пакетов"}


def test_a_changed_row_is_changed(db: Session, tmp_path: Path) -> None:
    run(written(tmp_path, GOOD))
    again = run(written(tmp_path, GOOD.replace("Карьер", "Старый карьер")))
    assert "new: 0; changed: 1; unchanged: 1" in again.output


def test_one_bad_row_leaves_the_database_as_it_was(db: Session, tmp_path: Path) -> None:
    refused = run(written(tmp_path, BAD))
    assert refused.exit_code != 0
    assert "row 4" in refused.output
    assert "Nothing was changed" in refused.output
    assert sites(db) == 0


def test_the_good_rows_can_be_taken(db: Session, tmp_path: Path) -> None:
    taken = run(written(tmp_path, BAD), "--skip-bad", "--title", "Survey", "--licence", "CC0")
    assert taken.exit_code == 0
    assert "rejected: 1" in taken.output
    assert sites(db) == 2
    assert db.scalars(select(Dataset).where(Dataset.slug == "spring-survey")).one().licence == "CC0"


def test_a_dry_run_says_what_would_happen(db: Session, tmp_path: Path) -> None:
    told = run(written(tmp_path, GOOD), "--dry-run")
    assert "new: 2" in told.output
    assert "Dry run: nothing was changed." in told.output
    assert "kind = 'kind'" in told.output
    assert sites(db) == 0


def test_a_file_that_is_something_else_gets_one_line(db: Session, tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    refused = run(path)
    assert refused.exit_code == 1
    assert refused.output.count("\n") == 1
    assert "Traceback" not in refused.output


def test_later_visits_do_not_make_a_second_site(db: Session, tmp_path: Path) -> None:
    visits = GOOD + "1,Свалка у реки,dump,49.8,73.1,2025-06,gone,Убрали\n"
    assert "new: 3" in run(written(tmp_path, visits)).output
    assert "unchanged: 3" in run(written(tmp_path, visits)).output
    found = db.scalars(select(Site).where(Site.external_id == "1")).one()
    db.refresh(found, ["observations"])
    assert [one.seen for one in found.observations] == ["first_seen", "gone"]
