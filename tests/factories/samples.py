"""Substances, norms, sampling points and results for tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import SamplingPoint, Substance
from mapapp.domains.samples.service import PointDraft, ResultDraft, SampleDraft, SamplesWriter, assess
from tests.factories import dataset


def substance(db: Session, code: str = "mercury", name: str = "Mercury") -> Substance:
    """A substance; made once per code."""
    found = db.get(Substance, code)
    if found is None:
        found = Substance(code=code, cas="7439-97-6", names={"en": name}, synonyms=[code])
        db.add(found)
        db.flush()
    return found


def limit(db: Session, code: str = "mercury", value: str = "2.1", unit: str = "mg/kg", **values: Any) -> Limit:
    """A norm of Kazakhstan for soil."""
    substance(db, code)
    made = Limit(
        external_id=values.pop("external_id", f"{code}-{value}-{unit}"),
        dataset_id=dataset(db).id,
        substance_code=code,
        medium=values.pop("medium", "soil"),
        jurisdiction=values.pop("jurisdiction", "KZ"),
        value=Decimal(value),
        unit=unit,
        kind=values.pop("kind", "mpc"),
        act=values.pop("act", "Order No. 1"),
        verification=values.pop("verification", "secondary_source"),
        **values,
    )
    db.add(made)
    db.flush()
    return made


def point(
    db: Session, identity: str = "p-1", *, name: str = "A bend of the river", value: str | None = "21", **values: Any
) -> SamplingPoint:
    """A sampling point with one soil sample and one mercury result, compared with the norms there are."""
    made_for = dataset(db)
    code = substance(db, values.pop("code", "mercury")).code
    writer = SamplesWriter(db, made_for)
    writer.point(
        PointDraft(
            SourceDraft(identity, "A laboratory's report", citation="p. 5"),
            NameDraft({"en": name}, identity),
            PlaceDraft(Point(72.9, 50.1), "exact", oblast="KZ35"),
        )
    )
    medium = values.pop("medium", "soil")
    writer.sample(SampleDraft(SourceDraft(f"{identity}-s"), identity, medium, "2014", details={"method": "AAS"}))
    numbers = {"value": Decimal(value) if value is not None else None}
    unit = values.pop("unit", "mg/kg")
    writer.result(ResultDraft(SourceDraft(f"{identity}-r"), f"{identity}-s", code, unit, numbers=numbers, **values))
    assess(db)
    return db.scalars(select(SamplingPoint).where(SamplingPoint.external_id == identity)).one()
