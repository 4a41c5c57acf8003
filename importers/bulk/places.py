"""Where a place is that a file only names: where the organisation's own points and plans have one of that name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.errors import N_, Message, message
from importers.records import SampleRow
from mapapp.core.folding import folded
from mapapp.domains.samples.models import Campaign, PlannedSample, Sample, SamplingPoint

_TAKEN = N_("These places have no coordinates in the file and are where your organisation knows them: %(names)s.")
_SEVERAL = N_("Your organisation knows several places with these names, so their coordinates are left out: %(names)s.")


class Known(NamedTuple):
    """A place with how well it is known."""

    geometry: BaseGeometry
    precision: str | None
    precision_m: Decimal | None


class Places:
    """The organisation's places by name and by the label of a sample, exactly as written but for case and letters that
    only Kazakh has; never what merely looks alike. Without an organisation none is known.
    """

    def __init__(self, db: Session, organisation_id: int | None) -> None:
        self._by: dict[str, dict[str, Known]] = {}
        self._taken: list[str] = []
        self._several: list[str] = []
        if organisation_id is not None:
            self._learn_points(db, organisation_id)
            self._learn_plans(db, organisation_id)

    def placed(self, row: SampleRow, of_it: Sequence[SampleRow]) -> SampleRow:
        """The row of a point with the place that is known for its name or for the labels of its samples."""
        if row.geometry is not None or row.not_drawn != "no_coordinates" or not self._by:
            return row
        names = [*row.names.values(), row.place, row.point_id]
        labels = [name for one in of_it for name in (one.label, one.sample_id)]
        found = {key: one for name in (*labels, *names) if name for key, one in self._by.get(folded(name), {}).items()}
        shown = next((name for name in names if name), row.point_id)
        if len(found) != 1:
            self._several += [shown] if found else []
            return row
        (known,) = found.values()
        self._taken.append(shown)
        return replace(
            row,
            geometry=known.geometry,
            precision=known.precision or "approximate",
            precision_m=known.precision_m,
            not_drawn=None,
        )

    def notes(self) -> tuple[Message, ...]:
        """What the person who imports should know."""
        told = ((_TAKEN, self._taken), (_SEVERAL, self._several))
        return tuple(message(sentence, names=names) for sentence, names in told if names)

    def _learn(self, name: str, known: Known) -> None:
        if name.strip():
            self._by.setdefault(folded(name), {})[known.geometry.wkb_hex] = known

    def _learn_points(self, db: Session, organisation_id: int) -> None:
        mine = select(SamplingPoint).where(
            SamplingPoint.organisation_id == organisation_id, SamplingPoint.geom.is_not(None)
        )
        known = {}
        for point in db.scalars(mine):
            if point.geom is not None:
                known[point.id] = Known(to_shape(point.geom), point.precision, _exactly(point.precision_m))
                for name in (*point.names.values(), point.place):
                    self._learn(name, known[point.id])
        labels = select(Sample.label, Sample.point_id).where(Sample.label != "", Sample.point_id.in_(known))
        for label, point_id in db.execute(labels):
            self._learn(label, known[point_id])

    def _learn_plans(self, db: Session, organisation_id: int) -> None:
        planned = (
            select(PlannedSample)
            .join(Campaign)
            .where(Campaign.organisation_id == organisation_id, PlannedSample.geom.is_not(None))
        )
        for one in db.scalars(planned):
            if one.geom is not None:
                for name in (one.label, one.place):
                    self._learn(name, Known(to_shape(one.geom), "approximate", None))


def _exactly(metres: float | None) -> Decimal | None:
    return None if metres is None else Decimal(str(metres))
