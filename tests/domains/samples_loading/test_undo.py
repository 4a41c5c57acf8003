"""A load is undone or published as one: all of it, or nothing with the reason why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mapapp.core.audit import AuditEntry
from mapapp.core.changes import versions
from mapapp.core.datasets import Dataset
from mapapp.core.loads import Load, LoadBefore
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.models import Result, ResultEvent, Sample, SamplingPoint
from mapapp.domains.samples.undo import publish, undo
from mapapp.errors import Conflict
from tests.factories import samples
from tests.factories.loads import loaded, organisation, sample_row

TABLES = ("sampling_point", "sample", "result")
OWN = {"visibility": "organisation"}


def everything(db: Session) -> dict[str, list[Any]]:
    """Every row as it is in the database, with the exact geometry; comparisons and who touched it when as well."""
    db.flush()
    found = {}
    for table in TABLES:
        exact = ", geom::text" if table == "sampling_point" else ""
        found[table] = [tuple(row) for row in db.execute(text(f"SELECT to_jsonb(t){exact} FROM {table} t ORDER BY id"))]
    return found


def two(value: str = "4.2", **values: Any) -> list[Any]:
    return [
        sample_row("r-1", value=Decimal(value), **values),
        sample_row("r-2", point_id="p-2", sample_id="s-2", **values),
    ]


def count(db: Session, model: Any) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def test_undoing_leaves_everything_as_it_was(db: Session) -> None:
    samples.point(db, "noise")
    samples.limit(db)
    before = everything(db)
    load, _ = loaded(db, two())
    assert undo(db, load, Viewer()) == {"deleted": 6, "restored": 0}
    assert everything(db) == before
    assert (load.state, load.dataset_id, load.undone_at is not None) == ("undone", None, True)
    assert db.scalar(select(Dataset.id).where(Dataset.slug == "mine")) is None
    assert db.scalars(select(AuditEntry.action)).all()[-1] == "load_undone"


def test_changed_rows_are_as_they_were_to_the_last_digit(db: Session) -> None:
    samples.limit(db)
    first, _ = loaded(db, two("4.20", name_en="A bend"))
    db.scalars(select(Result).where(Result.external_id == "r-1")).one().state = "checked"
    db.execute(text("UPDATE sampling_point SET geom = ST_SetSRID(ST_MakePoint(72.123456789012345, 50.1), 4326)"))
    before = everything(db)
    load, _ = loaded(db, two("177", name_en="Another bend", basis="wet", laboratory="B"))
    assert everything(db) != before
    assert undo(db, load, Viewer())["restored"] == 6
    assert everything(db) == before
    assert undo(db, first, Viewer())["deleted"] == 6


def test_a_later_load_of_the_same_rows_is_undone_first(db: Session) -> None:
    first, _ = loaded(db, two())
    second, _ = loaded(db, two("9"))
    third, _ = loaded(db, two("10"))
    before = everything(db)
    for load in (first, second):
        with pytest.raises(Conflict, match=r"results\.csv"):
            undo(db, load, Viewer())
    assert (everything(db), first.state) == (before, "loaded")
    for load in (third, second, first):
        undo(db, load, Viewer())
    assert count(db, Result) == 0


def test_what_a_later_load_put_below_stays_with_its_sample_and_point(db: Session) -> None:
    first, _ = loaded(db, two())
    second, _ = loaded(db, [sample_row("r-9")])
    assert undo(db, first, Viewer())["deleted"] == 4
    kept = db.scalars(select(Result)).one()
    assert (kept.external_id, kept.sample.load_id, kept.sample.point.load_id) == ("r-9", second.id, second.id)
    assert second.dataset_id is not None
    assert undo(db, second, Viewer())["deleted"] == 3
    assert count(db, SamplingPoint) == 0
    assert db.scalar(select(Dataset.id).where(Dataset.slug == "mine")) is None


def test_a_correction_by_a_person_is_not_lost(db: Session) -> None:
    loaded(db, two())
    load, _ = loaded(db, two("9"))
    load.loaded_at = func.now() - text("interval '1 minute'")
    result = db.scalars(select(Result).where(Result.external_id == "r-1")).one()
    result.value = Decimal("8.9")
    db.add(ResultEvent(result_id=result.id, action="corrected", reason="A misprint"))
    db.flush()
    with pytest.raises(Conflict, match="corrected"):
        undo(db, load, Viewer())
    assert db.get_one(Result, result.id).value == Decimal("8.9")


def test_a_load_is_undone_once(db: Session) -> None:
    load, _ = loaded(db, two())
    undo(db, load, Viewer())
    with pytest.raises(Conflict):
        undo(db, load, Viewer())
    with pytest.raises(Conflict):
        publish(db, load, Viewer())


def seen(db: Session) -> list[tuple[str, str]]:
    statement = select(SamplingPoint.visibility, Sample.visibility).join(Sample, Sample.point_id == SamplingPoint.id)
    return [(row[0], row[1]) for row in db.execute(statement.order_by(Sample.external_id))]


def test_nothing_shows_until_it_is_published_and_undoing_works_after_it(db: Session) -> None:
    mine = organisation(db)
    load, _ = loaded(db, two(), whose=mine, **OWN)
    assert seen(db) == [("organisation", "organisation")] * 2
    version = versions(db)["samples"]
    assert publish(db, load, Viewer()) == {"points": 2, "samples": 2}
    assert (seen(db), load.state) == ([("public", "public")] * 2, "published")
    assert versions(db)["samples"] > version
    assert undo(db, load, Viewer())["deleted"] == 6


def test_a_row_that_a_moderator_hid_is_not_published(db: Session) -> None:
    load, _ = loaded(db, two(), whose=organisation(db), **OWN)
    db.scalars(select(SamplingPoint).where(SamplingPoint.external_id == "p-1")).one().visibility = "hidden"
    assert publish(db, load, Viewer())["points"] == 1
    assert seen(db) == [("hidden", "public"), ("public", "public")]


def test_public_rows_that_an_unpublished_load_changes_do_not_show_the_change(db: Session) -> None:
    mine = organisation(db)
    first, _ = loaded(db, two(), whose=mine)
    before = everything(db)
    second, done = loaded(db, [sample_row("r-1", value=Decimal(900)), two()[1]], whose=mine, **OWN)
    assert seen(db) == [("public", "organisation"), ("public", "public")]
    assert [str(note) for note in done.notes if "published" in str(note)]
    publish(db, second, Viewer())
    assert seen(db) == [("public", "public")] * 2
    undo(db, second, Viewer())
    assert everything(db) == before
    assert first.state == "loaded"


def test_results_below_samples_that_are_not_public_yet_wait_for_those(db: Session) -> None:
    mine = organisation(db)
    first, _ = loaded(db, two(), whose=mine, **OWN)
    second, _ = loaded(db, [sample_row("r-9")], whose=mine, **OWN)
    with pytest.raises(Conflict, match="earlier file"):
        publish(db, second, Viewer())
    publish(db, first, Viewer())
    assert seen(db)[0] == ("public", "public")
    publish(db, second, Viewer())


def test_what_is_kept_goes_with_the_load(db: Session) -> None:
    loaded(db, two())
    load, _ = loaded(db, two("9"))
    assert count(db, LoadBefore) == 1
    assert {row.before["value"] for row in db.scalars(select(LoadBefore))} == {4.2}
    assert db.get(Load, load.id) is load
