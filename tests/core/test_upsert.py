from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.core.upsert import Outcome, as_key
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.service import ReportsWriter, SiteDraft
from tests.factories import dataset
from tests.factories.reports import site


def draft(identity: str, name: str = "A dump") -> SiteDraft:
    return SiteDraft(SourceDraft(identity), NameDraft({"en": name}), PlaceDraft(), "dump")


def test_the_same_row_twice_changes_nothing(db: Session) -> None:
    site(db, "noise")
    owner = dataset(db, "mine")
    assert ReportsWriter(db, owner).site(draft("1")) is Outcome.NEW
    db.flush()
    assert ReportsWriter(db, owner).site(draft("1")) is Outcome.UNCHANGED
    assert db.scalar(select(func.count(Site.id)).where(Site.dataset_id == owner.id)) == 1


def test_a_changed_row_keeps_its_address(db: Session) -> None:
    owner = dataset(db, "mine")
    ReportsWriter(db, owner).site(draft("1"))
    db.flush()
    before = db.scalars(select(Site.key).where(Site.dataset_id == owner.id)).one()
    assert ReportsWriter(db, owner).site(draft("1", "Another name")) is Outcome.CHANGED
    db.flush()
    after = db.scalars(select(Site).where(Site.dataset_id == owner.id)).one()
    assert (after.key, after.names) == (before, {"en": "Another name"})


def test_equal_ids_of_two_datasets_are_two_records(db: Session) -> None:
    ReportsWriter(db, dataset(db, "one")).site(draft("7"))
    db.flush()
    ReportsWriter(db, dataset(db, "two")).site(draft("7"))
    db.flush()
    assert set(db.scalars(select(Site.key))) >= {"7", "two-7"}


def test_a_key_is_safe_in_an_address() -> None:
    assert as_key("KRG-001 / Ушт") == "krg-001"
    assert as_key("../../etc") == "etc"
    assert len(as_key("свалка")) == 10
    assert len(as_key("x" * 500)) == 80
