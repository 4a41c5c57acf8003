"""Sites and observations for tests."""

from __future__ import annotations

from typing import Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.service import ObservationDraft, ReportsWriter, SiteDraft
from tests.factories import dataset


def site(
    db: Session, identity: str = "s-1", *, name: str = "A dump", geometry: BaseGeometry | None = None, **values: Any
) -> Site:
    """A published dump near Karaganda with one observation; ``geometry`` None puts it at a point of its own."""
    made_for = dataset(db, values.pop("dataset_slug", "test-data"))
    writer = ReportsWriter(db, made_for)
    place = PlaceDraft(
        geometry=geometry or Point(73.1, 49.8),
        precision=values.pop("precision", "exact"),
        not_drawn=values.pop("not_drawn", None),
        place=values.pop("place", "behind the garages"),
        oblast="KZ35",
    )
    source = SourceDraft(identity, values.pop("source_title", "A newspaper"), citation="p. 3")
    draft = SiteDraft(source, NameDraft({"en": name}, identity), place, values.pop("kind", "dump"), **values)
    writer.site(draft)
    writer.observation(ObservationDraft(SourceDraft(f"{identity}-1"), identity, "2024-05", words={"en": "It is big."}))
    db.flush()
    return db.scalars(select(Site).where(Site.external_id == identity, Site.dataset_id == made_for.id)).one()
