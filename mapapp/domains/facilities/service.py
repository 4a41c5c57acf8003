"""Writes of facilities and the figures published about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.core.upsert import Keys, Outcome, Upsert, row_hash
from mapapp.domains.facilities.models import Activity, Facility, Pollutant, Release
from mapapp.domains.facilities.yearly import yearly_mass


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A facility that comes in; ``details`` holds owner, commodity, fuel, capacity_unit and the like."""

    source: SourceDraft
    name: NameDraft
    place: PlaceDraft
    kind: str
    operator: str = ""
    activity_code: str | None = None
    capacity: Decimal | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """A published figure about the facility whose external id is ``facility_id``."""

    source: SourceDraft
    facility_id: str
    figure: str = "release"
    year: int | None = None
    pollutant_no: int | None = None
    medium: str = "unknown"
    quantity: Decimal | None = None
    unit: str = ""
    determined: str | None = None
    permitted_quantity: Decimal | None = None
    accidental_quantity: Decimal | None = None
    confidential: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


class FacilitiesWriter:
    """Writes the facilities of one dataset; the caller commits or rolls back."""

    def __init__(self, db: Session, dataset: Dataset) -> None:
        self._facilities: Upsert[Facility] = Upsert(db, Facility, dataset.id)
        self._activities = set(db.scalars(select(Activity.code)))
        self._keys = Keys(db, Facility, dataset.slug)

    def facility(self, draft: FacilityDraft) -> Outcome:
        """Writes a facility. Raises LookupError when its activity is none of annex I."""
        if draft.activity_code and draft.activity_code not in self._activities:
            raise LookupError(draft.activity_code)
        values = {
            **draft.place.values(),
            "names": dict(draft.name.names),
            "kind": draft.kind,
            "operator": draft.operator,
            "activity_code": draft.activity_code,
            "capacity": draft.capacity,
            **draft.details,
        }
        row, outcome = self._facilities.save(draft.source, values, row_hash(draft))
        if row is not None and outcome is Outcome.NEW:
            row.key = self._keys.take(draft.name.key or draft.source.external_id)
        return outcome


class ReleasesWriter:
    """Writes the figures of one dataset; ``facilities`` says which facility an external id means."""

    def __init__(self, db: Session, dataset: Dataset, facilities: Mapping[str, Facility]) -> None:
        self._releases: Upsert[Release] = Upsert(db, Release, dataset.id)
        self._pollutants = set(db.scalars(select(Pollutant.number)))
        self._facilities = facilities

    def release(self, draft: ReleaseDraft) -> Outcome:
        """Writes a figure. Raises LookupError when its facility is not known, or its pollutant is none of annex II."""
        if draft.pollutant_no is not None and draft.pollutant_no not in self._pollutants:
            raise LookupError(draft.pollutant_no)
        values = {
            "figure": draft.figure,
            "year": draft.year,
            "pollutant_no": draft.pollutant_no,
            "medium": draft.medium,
            "quantity": draft.quantity,
            "unit": draft.unit,
            "tonnes": yearly_tonnes(draft),
            "determined": draft.determined,
            "permitted_quantity": draft.permitted_quantity,
            "accidental_quantity": draft.accidental_quantity,
            "confidential": draft.confidential,
            **draft.details,
        }
        facility = self._facilities[draft.facility_id]
        row, outcome = self._releases.save(draft.source, values, row_hash(draft))
        if row is not None and outcome is not Outcome.UNCHANGED:
            row.facility = facility
        return outcome


def yearly_tonnes(draft: ReleaseDraft) -> Decimal | None:
    """The quantity in tonnes a year, or None when the figure is not a release by mass in a unit "... a year"."""
    return yearly_mass(draft.quantity, draft.unit) if draft.figure == "release" else None
