"""Writes of sites and observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.core.upsert import Keys, Outcome, Upsert, row_hash
from mapapp.domains.reports.models import Observation, Site


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """A site that comes in; sizes in m2, m, m3 and tonnes, dates in EDTF."""

    source: SourceDraft
    name: NameDraft
    place: PlaceDraft
    kind: str
    status: str = "published"
    status_texts: Mapping[str, str] = field(default_factory=dict)
    area_m2: Decimal | None = None
    length_m: Decimal | None = None
    volume_m3: Decimal | None = None
    mass_t: Decimal | None = None
    waste_types: tuple[str, ...] = ()
    waste_text: str = ""
    first_reported: str = ""


@dataclass(frozen=True, slots=True)
class ObservationDraft:
    """What somebody saw at the site whose external id is ``site_id``."""

    source: SourceDraft
    site_id: str
    observed_on: str = ""
    seen: str = "first_seen"
    words: Mapping[str, str] = field(default_factory=dict)
    observer_kind: str = "unknown"
    mass_t: Decimal | None = None
    photo_urls: tuple[str, ...] = ()


class ReportsWriter:
    """Writes the sites and observations of one dataset; the caller commits or rolls back."""

    def __init__(self, db: Session, dataset: Dataset) -> None:
        self._sites: Upsert[Site] = Upsert(db, Site, dataset.id)
        self._observations: Upsert[Observation] = Upsert(db, Observation, dataset.id)
        self._keys = Keys(db, Site, dataset.slug)

    def site(self, draft: SiteDraft) -> Outcome:
        """Writes a site; says whether it was new, changed or already so."""
        values = {
            **draft.place.values(),
            "names": dict(draft.name.names),
            "kind": draft.kind,
            "status": draft.status,
            "status_texts": dict(draft.status_texts),
            "area_m2": draft.area_m2,
            "length_m": draft.length_m,
            "volume_m3": draft.volume_m3,
            "mass_t": draft.mass_t,
            "waste_types": list(draft.waste_types),
            "waste_text": draft.waste_text,
            "first_reported": draft.first_reported,
        }
        site, outcome = self._sites.save(draft.source, values, row_hash(draft))
        if site is not None and outcome is Outcome.NEW:
            site.key = self._keys.take(draft.name.key or draft.source.external_id)
        return outcome

    def observation(self, draft: ObservationDraft) -> Outcome:
        """Writes an observation. Raises LookupError when its site is not in the dataset."""
        site = self._sites.get(draft.site_id)
        if site is None:
            raise LookupError(draft.site_id)
        values = {
            "observed_on": draft.observed_on,
            "seen": draft.seen,
            "words": dict(draft.words),
            "observer_kind": draft.observer_kind,
            "mass_t": draft.mass_t,
            "photo_urls": list(draft.photo_urls),
        }
        row, outcome = self._observations.save(draft.source, values, row_hash(draft))
        if row is not None and outcome is Outcome.NEW:
            row.site = site
        return outcome
