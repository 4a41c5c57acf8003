"""Writes of protected areas, administrative units, places, schools and statistics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.core.folding import folded
from mapapp.core.upsert import Keys, Outcome, Upsert, row_hash
from mapapp.domains.areas.models import AdminUnit, Place, ProtectedArea, School, Statistic
from mapapp.spatial.geodesic import circle_of_area

_HECTARE_M2 = 10_000


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """A protected area that comes in; its place may be a border, a centre point or nothing."""

    source: SourceDraft
    name: NameDraft
    place: PlaceDraft
    category: str
    status: str = "protected"
    iucn: str | None = None
    established: str = ""
    area_ha: Decimal | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """An administrative unit; the key is its P-code."""

    source: SourceDraft
    name: NameDraft
    level: int
    geometry: MultiPolygon
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """A settlement of the gazetteer with every spelling known."""

    source: SourceDraft
    name: NameDraft
    point: Point
    variants: tuple[str, ...] = ()
    population: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SchoolDraft:
    """A school or kindergarten that comes in; nobody need have named it."""

    source: SourceDraft
    name: NameDraft
    place: PlaceDraft
    kind: str


@dataclass(frozen=True, slots=True)
class StatisticDraft:
    """A published figure about a region."""

    source: SourceDraft
    region: str
    metric: str
    metric_texts: Mapping[str, str]
    value: Decimal | None
    unit: str
    year: int | None = None
    pcode: str = ""
    place: str = ""


class AreasWriter:
    """Writes the areas of one dataset; the caller commits or rolls back."""

    def __init__(self, db: Session, dataset: Dataset) -> None:
        self._areas: Upsert[ProtectedArea] = Upsert(db, ProtectedArea, dataset.id)
        self._keys = Keys(db, ProtectedArea, dataset.slug)

    def area(self, draft: AreaDraft) -> Outcome:
        """Writes an area; a centre with a published area becomes a circle of that area, marked as such."""
        shape, outline = outlined(draft.place.geometry, draft.area_ha)
        values = {
            **replace(draft.place, geometry=shape).values(),
            "names": dict(draft.name.names),
            "category": draft.category,
            "status": draft.status,
            "iucn": draft.iucn,
            "established": draft.established,
            "area_ha": draft.area_ha,
            "outline": outline,
            **draft.details,
        }
        row, outcome = self._areas.save(draft.source, values, row_hash(draft))
        if row is not None and outcome is Outcome.NEW:
            row.key = self._keys.take(draft.name.key or draft.source.external_id)
        return outcome


class SchoolsWriter:
    """Writes the schools of one dataset; the caller commits or rolls back."""

    def __init__(self, db: Session, dataset: Dataset) -> None:
        self._schools: Upsert[School] = Upsert(db, School, dataset.id)
        self._keys = Keys(db, School, dataset.slug)

    def school(self, draft: SchoolDraft) -> Outcome:
        """Writes a school and says what happened."""
        values = {**draft.place.values(), "names": dict(draft.name.names), "kind": draft.kind}
        row, outcome = self._schools.save(draft.source, values, row_hash(draft))
        if row is not None and outcome is Outcome.NEW:
            row.key = self._keys.take(draft.name.key or draft.source.external_id)
        return outcome


def outlined(shape: BaseGeometry | None, area_ha: Decimal | None) -> tuple[BaseGeometry | None, str]:
    """What is drawn of an area and the code that says what it is (polygon, circle, point or none)."""
    if shape is None:
        return None, "none"
    if not isinstance(shape, Point):
        return shape, "polygon"
    if area_ha:
        return circle_of_area(shape.x, shape.y, float(area_ha) * _HECTARE_M2), "circle"
    return shape, "point"


def write_units(db: Session, dataset: Dataset, drafts: Iterable[UnitDraft]) -> list[Outcome]:
    """Writes administrative units and says for each what happened."""
    upsert: Upsert[AdminUnit] = Upsert(db, AdminUnit, dataset.id)
    outcomes = []
    for draft in drafts:
        values = {
            "key": draft.name.key,
            "names": dict(draft.name.names),
            "level": draft.level,
            "geom": from_shape(draft.geometry, srid=4326),
            **draft.codes,
        }
        outcomes.append(upsert.save(draft.source, values, row_hash(draft))[1])
    return outcomes


def write_settlements(db: Session, dataset: Dataset, drafts: Iterable[SettlementDraft]) -> list[Outcome]:
    """Writes settlements with all their spellings, folded, for the search."""
    upsert: Upsert[Place] = Upsert(db, Place, dataset.id)
    keys = Keys(db, Place, dataset.slug)
    outcomes = []
    for draft in drafts:
        spellings = {folded(name) for name in (*draft.name.names.values(), *draft.variants) if name}
        values = {
            "names": dict(draft.name.names),
            "variants": list(draft.variants),
            "spellings": "|".join(sorted(spellings)),
            "population": draft.population,
            "geom": from_shape(draft.point, srid=4326),
            **draft.details,
        }
        row, outcome = upsert.save(draft.source, values, row_hash(draft))
        if row is not None and outcome is Outcome.NEW:
            row.key = keys.take(draft.name.key)
        outcomes.append(outcome)
    return outcomes


def write_statistics(db: Session, dataset: Dataset, drafts: Iterable[StatisticDraft]) -> list[Outcome]:
    """Writes published figures about regions."""
    upsert: Upsert[Statistic] = Upsert(db, Statistic, dataset.id)
    outcomes = []
    for draft in drafts:
        values = {
            "region": draft.region,
            "metric": draft.metric,
            "metric_texts": dict(draft.metric_texts),
            "value": draft.value,
            "unit": draft.unit,
            "year": draft.year,
            "pcode": draft.pcode,
            "place": draft.place,
        }
        outcomes.append(upsert.save(draft.source, values, row_hash(draft))[1])
    return outcomes
