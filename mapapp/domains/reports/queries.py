"""Reads of sites and observations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session, selectinload

from mapapp.domains.reports.models import Observation, Site
from mapapp.layers import CHILD_SOURCE, STANDARD, Filter, Viewer, apply, seen_by


def select_sites(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The sites this viewer may see, as the layer contract wants them."""
    statement = select(
        *(getattr(Site, name) for name in STANDARD),
        Site.kind,
        Site.status,
        Site.first_reported,
        Site.area_m2,
        Site.length_m,
        Site.volume_m3,
        Site.mass_t,
        Site.waste_types,
        Site.waste_text,
        Site.status_texts.label("status_text"),
        _photo_count().label("photo_count"),
        _last_seen().label("last_seen"),
    ).where(visible(viewer))
    columns = {
        "key": Site.key,
        "geom": Site.geom,
        "not_drawn": Site.not_drawn,
        "search": cast(Site.names, Text) + " " + Site.place,
        "date": Site.first_reported,
        "kind": Site.kind,
        "status": Site.status,
        "waste_types": Site.waste_types,
        "oblast": Site.oblast,
    }
    return apply(statement, filter, columns).order_by(Site.first_reported.desc(), Site.id)


def select_observations(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The observations of the sites that ``select_sites`` gives to this viewer."""
    sites = select_sites(filter, viewer).subquery()
    return (
        select(
            sites.c.key,
            sites.c.names,
            *(getattr(Observation, name) for name in CHILD_SOURCE),
            Observation.external_id.label("row_id"),
            Observation.observed_on,
            Observation.seen,
            Observation.words,
            Observation.observer_kind,
            Observation.mass_t,
            Observation.photo_urls,
        )
        .join(Site, Site.id == Observation.site_id)
        .join(sites, sites.c.key == Site.key)
        .order_by(Site.id, Observation.observed_on, Observation.id)
    )


def visible(viewer: Viewer) -> Any:
    """The condition on sites that this viewer may know of; new, rejected and merged ones are for moderators."""
    standing = Site.status.not_in(("new", "rejected")) & Site.merged_into_id.is_(None)
    return seen_by(viewer, Site, standing)


def find_site(db: Session, key: str, viewer: Viewer) -> Site | None:
    """The site with its observations, or None when there is none that this viewer may see."""
    statement = select(Site).where(Site.key == key, visible(viewer)).options(selectinload(Site.observations))
    return db.scalar(statement)


def _photo_count() -> Any:
    count = func.coalesce(func.sum(func.cardinality(Observation.photo_urls)), 0)
    return select(count).where(Observation.site_id == Site.id).scalar_subquery()


def _last_seen() -> Any:
    return select(func.max(Observation.observed_on)).where(Observation.site_id == Site.id).scalar_subquery()
