"""Stored results are compared as single ones are, and again when norms change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from mapapp.domains.samples.comparison import NORM_SETS, compare, compare_all
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result
from mapapp.domains.samples.norms.assess import assess, measured
from tests.factories import samples


def result_of(db: Session, identity: str) -> Result:
    return db.scalars(select(Result).where(Result.external_id == f"{identity}-r")).one()


def test_every_kind_of_result_is_stored_as_it_compares(db: Session) -> None:
    samples.limit(db, value="2")
    samples.limit(db, value="10", unit="mg/kg dry", jurisdiction="NL", kind="intervention_value")
    samples.limit(db, code="lead", value="32.1", jurisdiction="USSR")
    different: list[dict[str, Any]] = [
        {"value": "177"},
        {"value": "0.1"},
        {"value": None},
        {"value": "5", "qualifier": "<"},
        {"value": "64", "code": "lead"},
        {"value": "5", "unit": "times MPC"},
        {"value": "5", "unit": "mg/l"},
        {"value": "5", "medium": "air"},
        {"value": "5", "statistic": "maximum"},
    ]
    for number, values in enumerate(different):
        samples.point(db, f"p-{number}", **values)
    assert assess(db) == len(different)
    for number in range(len(different)):
        stored = result_of(db, f"p-{number}")
        norms = list(db.scalars(select(Limit).where(Limit.substance_code == stored.substance_code)))
        expected, by_set = compare(measured(stored), norms), compare_all(measured(stored), norms)
        assert (stored.verdict, stored.times_min) == (expected.verdict, expected.times_min)
        assert stored.times == expected.times
        assert stored.limit_id == (expected.limit.id if expected.limit else None)
        assert {code: one["verdict"] for code, one in stored.compared.items()} == {
            code: one.verdict for code, one in by_set.items()
        }
        assert set(stored.compared) <= set(NORM_SETS)


def test_ranges_and_limits_of_detection_are_read_from_their_columns(db: Session) -> None:
    samples.limit(db, value="2")
    samples.point(db, "p-1")
    stored = result_of(db, "p-1")
    stored.value, stored.value_min, stored.value_max = None, Decimal(1), Decimal(5)
    assess(db)
    assert (stored.times_min, stored.times, stored.verdict) == (Decimal("0.5"), Decimal("2.5"), "exceeds")
    assert stored.compared["KZ"]["why"] == "range_partly"
    stored.value_min = stored.value_max = None
    stored.quantification_limit = Decimal(3)
    assess(db)
    assert (stored.times, stored.verdict, stored.compared["KZ"]["why"]) == (None, "cannot_tell", "detection_limit")
    stored.detection_limit = Decimal(1)
    assess(db)
    assert (stored.times, stored.verdict) == (None, "within")


def test_only_what_was_asked_for_is_compared(db: Session) -> None:
    samples.point(db, "p-1")
    samples.point(db, "p-2", code="lead")
    norm, other = samples.limit(db, value="2"), samples.limit(db, code="lead", value="2")
    assert assess(db, substance_code="mercury") == 1
    assert (result_of(db, "p-1").limit_id, result_of(db, "p-2").limit_id) == (norm.id, None)
    assert assess(db, dataset_id=-1) == 0
    assert assess(db, dataset_id=norm.dataset_id) == 2
    assert result_of(db, "p-2").limit_id == other.id


def test_a_norm_taken_away_takes_its_verdict_with_it(db: Session) -> None:
    norm = samples.limit(db, value="2")
    samples.point(db, "p-1")
    assert result_of(db, "p-1").verdict == "exceeds"
    norm.medium = "water"
    assess(db)
    stored = result_of(db, "p-1")
    assert (stored.verdict, stored.times, stored.limit_id, stored.compared) == ("no_limit", None, None, {})


def test_unchanged_results_are_not_written_again(db: Session) -> None:
    samples.limit(db, value="2")
    samples.point(db, "p-1")
    place: Any = select(Result.external_id, literal_column("result.ctid::text"))
    before = db.execute(place).all()
    assert assess(db) == 1
    assert db.execute(place).all() == before
