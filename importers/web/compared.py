"""Compares results that are not in the records yet with the norms, as they will be compared there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers import drafts
from importers.records import SampleRow
from mapapp.domains.samples.models import Substance
from mapapp.domains.samples.norms.assess import comparer, measured


@dataclass(frozen=True, slots=True)
class Compared:
    """The recognised substance (empty: none), and how the value compares with which norm."""

    code: str = ""
    verdict: str = "no_limit"
    times_min: Decimal | None = None
    times: Decimal | None = None
    limit_id: int | None = None

    @property
    def exceedance(self) -> str:
        """The class in which the map shows it."""
        if self.verdict != "exceeds":
            return self.verdict
        times = self.times or Decimal(0)
        return "over_10" if times > 10 else "over_2" if times > 2 else "over_1"


class Comparing:
    """Knows the substances and norms of the database."""

    def __init__(self, db: Session) -> None:
        self._codes = set(db.scalars(select(Substance.code)))
        self._comparer = comparer(db)

    def of(self, row: SampleRow) -> Compared:
        """The comparison of a row, whose substance is a code unless it is to be added."""
        code = row.substance if row.substance in self._codes else ""
        found = self._comparer.columns(code, measured(drafts.result(row, code), row.medium, row.sampled_on))
        return Compared(code, found["verdict"], found["times_min"], found["times"], found["limit_id"])
