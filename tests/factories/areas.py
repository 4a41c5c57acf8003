"""Protected areas, administrative units and settlements for tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shapely.geometry import MultiPolygon, Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.domains.areas.models import AdminUnit, Place, ProtectedArea, School
from mapapp.domains.areas.service import (
    AreaDraft,
    AreasWriter,
    SchoolDraft,
    SchoolsWriter,
    SettlementDraft,
    StatisticDraft,
    UnitDraft,
    write_settlements,
    write_statistics,
    write_units,
)
from tests.factories import dataset


def area(
    db: Session, identity: str = "a-1", *, name: str = "A reserve", geometry: BaseGeometry | None = None, **values: Any
) -> ProtectedArea:
    """A strict reserve; ``geometry`` None makes it a centre with a published area, so a circle."""
    made_for = dataset(db)
    place = PlaceDraft(geometry or Point(54.65, 43.23), "approximate", oblast="KZ47")
    source = SourceDraft(identity, "A decree", citation="No. 5")
    values.setdefault("area_ha", Decimal(223300))
    AreasWriter(db, made_for).area(
        AreaDraft(source, NameDraft({"en": name}, identity), place, values.pop("category", "strict_reserve"), **values)
    )
    db.flush()
    return db.scalars(select(ProtectedArea).where(ProtectedArea.external_id == identity)).one()


def unit(db: Session, key: str = "kz35", *, name: str = "Karagandy Region", level: int = 1) -> AdminUnit:
    """An administrative unit around Karaganda."""
    shape = MultiPolygon([box(70, 46, 77, 52)])
    write_units(db, dataset(db), [UnitDraft(SourceDraft(key), NameDraft({"en": name}, key), level, shape)])
    db.flush()
    return db.scalars(select(AdminUnit).where(AdminUnit.key == key)).one()


def settlement(db: Session, key: str = "temirtau", **values: Any) -> Place:
    """Temirtau, or the settlement of the names given."""
    names = values.pop("names", {"kk": "Теміртау", "ru": "Темиртау", "en": "Temirtau"})
    point = values.pop("point", Point(72.96, 50.05))
    draft = SettlementDraft(
        SourceDraft(key), NameDraft(names, key), point, details={"oblast": "KZ35"}, **{"population": 170_000, **values}
    )
    write_settlements(db, dataset(db), [draft])
    db.flush()
    return db.scalars(select(Place).where(Place.key == key)).one()


def school(db: Session, identity: str = "school-1", *, name: str = "School No. 1", **values: Any) -> School:
    """A school whose place is exactly known; ``place`` are other values of its PlaceDraft."""
    place = PlaceDraft(values.pop("geometry", Point(73.1, 49.8)), **{"precision": "exact", **values.pop("place", {})})
    named = NameDraft({"en": name} if name else {}, identity)
    draft = SchoolDraft(SourceDraft(identity), named, place, values.pop("kind", "school"))
    SchoolsWriter(db, dataset(db)).school(draft)
    db.flush()
    return db.scalars(select(School).where(School.external_id == identity)).one()


def statistic(db: Session, pcode: str, year: int, value: str, **values: Any) -> None:
    """The yearly emissions of all stationary sources of a region, in thousand tonnes, or another published figure."""
    metric = values.pop("metric", "stationary_emissions")
    draft = StatisticDraft(
        SourceDraft(f"{metric}-{pcode}-{year}-{values.get('place', '')}", "A yearbook", citation="table 4"),
        values.pop("region", "Karaganda Region"),
        metric,
        {"en": "Emissions from stationary sources"} if metric == "stationary_emissions" else {"en": metric},
        Decimal(value),
        values.pop("unit", "thousand t/year"),
        year,
        pcode,
        **values,
    )
    write_statistics(db, dataset(db), [draft])
    db.flush()
