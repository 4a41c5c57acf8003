"""What a laboratory's file brings is judged as it comes in."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.domains.samples.models import Result
from tests.factories.loads import loaded, sample_row


def test_a_duplicate_in_a_file_is_compared_with_its_sample(db: Session) -> None:
    rows = [
        sample_row("r-1", sample_id="s-1", value=Decimal(10)),
        sample_row("r-2", sample_id="s-2", value=Decimal(30), purpose="duplicate"),
        sample_row("r-3", sample_id="s-3", value=Decimal(5), sampled_on="2024-06-01"),
    ]
    loaded(db, rows)
    flags = {one.external_id: one.flags for one in db.scalars(select(Result))}
    assert flags == {"r-1": ["replicates_differ"], "r-2": ["replicates_differ"], "r-3": []}
