"""Comparing single results with the norms once more, after their value or date was corrected."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from mapapp.domains.samples.models import Result
from mapapp.domains.samples.norms.assess import comparer, measured


def compare_again(db: Session, results: Iterable[Result]) -> None:
    """Renews the comparison of these results with the norms of their substances."""
    prepared = comparer(db)
    for result in results:
        for name, value in prepared.columns(result.substance_code, measured(result)).items():
            setattr(result, name, value)
        db.flush()
        db.expire(result, ["limit"])
