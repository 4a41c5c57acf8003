"""Facilities and figures for tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.domains.facilities.models import Facility, Release
from mapapp.domains.facilities.service import FacilitiesWriter, FacilityDraft, ReleaseDraft, ReleasesWriter
from tests.factories import dataset


def facility(
    db: Session, identity: str = "f-1", *, name: str = "A plant", quantity: str | None = "12.5", **values: Any
) -> Facility:
    """A smelter at Balkhash with one yearly release in thousand tonnes (none when ``quantity`` is None)."""
    made_for = dataset(db)
    place = PlaceDraft(Point(74.98, 46.84), "exact", oblast="KZ35", not_drawn=values.pop("not_drawn", None))
    source = SourceDraft(identity, "A register", citation="row 7")
    FacilitiesWriter(db, made_for).facility(
        FacilityDraft(source, NameDraft({"en": name}, identity), place, values.pop("kind", "smelter"), **values)
    )
    db.flush()
    made = db.scalars(select(Facility).where(Facility.external_id == identity)).one()
    if quantity is not None:
        ReleasesWriter(db, made_for, {identity: made}).release(
            ReleaseDraft(
                SourceDraft(f"{identity}-r", "A newspaper"),
                identity,
                year=2019,
                medium="air",
                quantity=Decimal(quantity),
                unit="thousand t/year",
                details={"pollutant": "total pollutants", "reported_as": "total emissions"},
            )
        )
        db.flush()
    return made


def release(db: Session, made: Facility, identity: str, tonnes: str | None, **values: Any) -> Release:
    """A further figure of the facility: a yearly release of all pollutants to air, in tonnes."""
    extra = values.pop("extra", {})
    details = {"pollutant": values.pop("pollutant", "total pollutants"), "reported_as": values.pop("reported_as", "")}
    source = SourceDraft(identity, values.pop("source_title", "A newspaper"), extra=extra)
    amount = Decimal(tonnes) if tonnes is not None else None
    draft = ReleaseDraft(
        source,
        made.external_id,
        **{"year": 2020, "medium": "air", "unit": "t/year", "quantity": amount, "details": details, **values},
    )
    ReleasesWriter(db, dataset(db), {made.external_id: made}).release(draft)
    db.flush()
    db.expire(made)
    return db.scalars(select(Release).where(Release.external_id == identity)).one()
