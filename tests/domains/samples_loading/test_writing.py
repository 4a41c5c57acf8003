"""Rows come in by the set: new, changed and unchanged ones, whatever their texts hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.upsert import Outcome
from mapapp.domains.samples.loading.lines import line
from mapapp.domains.samples.models import Result, Sample, SamplingPoint
from mapapp.domains.samples.service import assess
from tests.factories import dataset, samples
from tests.factories.loads import loaded, organisation, sample_row

ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


def stored(db: Session, identity: str = "r-1") -> Result:
    return db.scalars(select(Result).where(Result.external_id == identity)).one()


def test_every_column_arrives(db: Session) -> None:
    samples.point(db, "noise", value="7")
    limit = samples.limit(db)
    given_values: dict[str, Any] = {
        "source_title": "Report 5",
        "note": "two\nlines\tand a tab",
        "extra": {"Цех": 'with "quotes" and \\'},
        "qualifier": "~",
        "value_min": Decimal("4.0"),
        "value_max": Decimal("4.40"),
        "detection_limit": Decimal("0.05"),
        "quantification_limit": Decimal("0.10"),
        "statistic": "range",
        "fraction": "total",
        "basis": "dry",
        "uncertainty": "±10 %",
        "sample_count": 3,
    }
    _, done = loaded(db, [sample_row(**given_values, label="B-7", purpose="duplicate", laboratory="A laboratory")])
    assert done.counts == {Outcome.NEW: 1}
    found = stored(db)
    for name, value in given_values.items():
        assert getattr(found, name) == value, name
    assert (str(found.value_max), found.limit_id, found.verdict) == ("4.40", limit.id, "exceeds")
    sample = found.sample
    assert (sample.label, sample.purpose, sample.laboratory, sample.sampled_on) == (
        "B-7",
        "duplicate",
        "A laboratory",
        "2024-05-31",
    )
    assert (sample.point.names, sample.point.key) == ({"en": "A bend of the river"}, "p-1")
    assert (found.state, found.load_id) == ("draft", sample.load_id)


def test_what_is_compared_here_is_what_assess_says(db: Session) -> None:
    samples.limit(db)
    samples.limit(db, value="10", jurisdiction="EU", external_id="eu")
    numbers = ("0.5", "2.1", "3", "177")
    rows = [sample_row(f"r-{n}{q}", value=Decimal(n), qualifier=q) for n in numbers for q in ("=", "<", ">")]
    rows += [sample_row("low", value=None, detection_limit=Decimal(5), qualifier="<")]
    rows += [sample_row("range", value=None, value_min=Decimal(1), value_max=Decimal(30), statistic="range")]
    loaded(db, rows)
    columns = (Result.external_id, Result.verdict, Result.times, Result.times_min, Result.limit_id, Result.compared)
    before = db.execute(select(*columns).order_by(Result.id)).all()
    assert {row.verdict for row in before} == {"within", "exceeds", "cannot_tell"}
    assess(db)
    assert db.execute(select(*columns).order_by(Result.id)).all() == before


def test_the_same_rows_twice_change_nothing_and_a_changed_one_only_itself(db: Session) -> None:
    rows = [sample_row("r-1"), sample_row("r-2", sample_id="s-2"), sample_row("r-3", point_id="p-2", sample_id="s-3")]
    loaded(db, rows)
    first = {row.id: row.updated_at for row in db.scalars(select(Result))}
    _, again = loaded(db, rows)
    assert again.counts == {Outcome.UNCHANGED: 3}
    _, third = loaded(db, [rows[0], sample_row("r-2", sample_id="s-2", value=Decimal(9)), rows[2]])
    assert third.counts == {Outcome.UNCHANGED: 2, Outcome.CHANGED: 1}
    assert {row.id for row in db.scalars(select(Result))} == set(first)
    assert stored(db, "r-2").value == 9


def test_a_result_that_was_said_of_the_wrong_sample_moves(db: Session) -> None:
    rows = [sample_row("r-1"), sample_row("r-2", sample_id="s-2")]
    loaded(db, rows)
    loaded(db, [sample_row("r-1", sample_id="s-2"), rows[1]])
    assert stored(db, "r-1").sample.external_id == "s-2"


def test_a_changed_value_was_checked_by_nobody_and_a_withdrawn_one_stays_withdrawn(db: Session) -> None:
    loaded(db, [sample_row("r-1"), sample_row("r-2"), sample_row("r-3")])
    stored(db, "r-1").state = stored(db, "r-3").state = "checked"
    stored(db, "r-2").state, stored(db, "r-2").state_reason = "withdrawn", "A wrong bottle"
    db.flush()
    loaded(db, [sample_row("r-1", value=Decimal(5)), sample_row("r-2", value=Decimal(5)), sample_row("r-3")])
    assert [stored(db, f"r-{n}").state for n in (1, 2, 3)] == ["draft", "withdrawn", "checked"]


def test_rows_of_an_unknown_substance_are_rejected_and_the_others_counted(db: Session) -> None:
    _, done = loaded(db, [sample_row("r-1"), sample_row("r-2", substance="", sample_id="s-2")])
    assert (sum(done.counts.values()), [one.row for one in done.rejected]) == (1, [2])
    assert db.scalar(select(func.count(Sample.id)).where(Sample.external_id == "s-2")) == 0


def test_a_duplicate_names_its_sample(db: Session) -> None:
    rows = [
        sample_row("r-1", sample_id="s-2", duplicate_of="s-1", purpose="duplicate"),
        sample_row("r-2", sample_id="s-1"),
        sample_row("r-3", sample_id="s-3", duplicate_of="s-9"),
    ]
    _, done = loaded(db, rows)
    assert stored(db, "r-1").sample.parent_id == stored(db, "r-2").sample.id
    assert [(one.field, one.row) for one in done.rejected] == [("duplicate_of", 2)]


def test_the_point_is_described_by_the_row_that_knows_its_place(db: Session) -> None:
    loaded(db, [sample_row("r-1", geometry=None, not_drawn="no_coordinates"), sample_row("r-2")])
    found = stored(db).sample.point
    assert (found.not_drawn, found.geom is not None) == (None, True)


def test_two_points_with_one_name_for_addresses_keep_apart(db: Session) -> None:
    loaded(db, [sample_row("r-1", point_id="T 1"), sample_row("r-2", point_id="T-1", sample_id="s-2")])
    loaded(db, [sample_row("r-1", point_id="T 1")], slug="others")
    assert set(db.scalars(select(SamplingPoint.key))) == {"t-1", "mine-t-1", "others-t-1"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(note=ANYTHING, title=ANYTHING, extra=st.dictionaries(ANYTHING, ANYTHING, max_size=3))
def test_any_text_comes_back_as_it_was(db: Session, note: str, title: str, extra: dict[str, str]) -> None:
    row = sample_row("r-1", note=note, source_title=title, extra=extra, unit="\\N")
    _, first = loaded(db, [row], slug="texts")
    _, again = loaded(db, [row], slug="texts")
    assert again.counts == {Outcome.UNCHANGED: 1}
    found = stored(db)
    assert (found.note, found.source_title, found.extra, found.unit) == (note, title, extra, "\\N")
    assert first.rejected == []


def test_lines_tell_nothing_from_a_text_that_looks_like_it() -> None:
    assert line(["a", None, Decimal("1.50"), 7, {}]) == "a\t\\N\t1.50\t7\t{}"
    assert line(["\\N", None]) == "\\\\N\t\\N"
    assert line(["a\tb", "c\\", "d\r\n"]) == "a\\tb\tc\\\\\td\\r\\n"
    with pytest.raises(TypeError):
        line([object()])


def test_a_place_that_is_only_named_is_where_the_organisation_knows_it(db: Session) -> None:
    mine, other = organisation(db), organisation(db, "others")
    loaded(db, [sample_row("r-1", name_ru="Мост в Қаражаре")], slug="first", whose=mine)
    loaded(db, [sample_row("r-1", name_ru="Плотина", geometry=Point(60, 45))], slug="theirs", whose=other)
    nowhere = {"geometry": None, "not_drawn": "no_coordinates", "precision": None, "name_en": ""}
    rows = [
        sample_row("r-1", name_ru="мост в Каражаре", **nowhere),
        sample_row("r-2", name_ru="Плотина", point_id="p-2", sample_id="s-2", **nowhere),
        sample_row("r-3", name_ru="Мост в Каражарах", point_id="p-3", sample_id="s-3", **nowhere),
    ]
    _, done = loaded(db, rows, slug="second", whose=mine)
    found = {
        one.external_id: (one.geom is not None, one.not_drawn)
        for one in db.scalars(select(SamplingPoint).where(SamplingPoint.dataset_id == dataset(db, "second").id))
    }
    assert found == {"p-1": (True, None), "p-2": (False, "no_coordinates"), "p-3": (False, "no_coordinates")}
    assert ["мост в Каражаре" in str(note) for note in done.notes] == [True]
