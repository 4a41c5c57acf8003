"""Reads of facilities, their figures, and the PRTR lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Text, case, cast, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mapapp.domains.facilities.models import Activity, Facility, Pollutant, Release
from mapapp.layers import CHILD_SOURCE, STANDARD, Filter, Viewer, apply, seen_by


def select_facilities(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The facilities this viewer may see, each with its largest reported yearly release in tonnes."""
    figures = _figures_of_facilities()
    statement = (
        select(
            *(getattr(Facility, name) for name in STANDARD),
            Facility.kind,
            Facility.operator,
            Facility.owner,
            Facility.activity_code,
            Facility.commodity,
            Facility.fuel,
            Facility.capacity,
            Facility.capacity_unit,
            Facility.commissioned,
            Facility.status_text,
            figures.c.tonnes_year,
            func.coalesce(figures.c.figure_count, 0).label("figure_count"),
        )
        .outerjoin(figures, figures.c.facility_id == Facility.id)
        .where(seen_by(viewer, Facility))
    )
    columns = {
        "key": Facility.key,
        "geom": Facility.geom,
        "not_drawn": Facility.not_drawn,
        "search": cast(Facility.names, Text) + " " + Facility.operator + " " + Facility.place,
        "date": Facility.commissioned,
        "kind": Facility.kind,
        "fuel": Facility.fuel,
        "oblast": Facility.oblast,
    }
    return apply(statement, filter, columns).order_by(figures.c.tonnes_year.desc().nulls_last(), Facility.id)


def select_releases(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The figures about the facilities that ``select_facilities`` gives to this viewer."""
    facilities = select_facilities(filter, viewer).subquery()
    return (
        select(
            facilities.c.key,
            facilities.c.names,
            *(getattr(Release, name) for name in CHILD_SOURCE),
            Release.external_id.label("row_id"),
            Release.year,
            Release.period,
            Release.figure,
            Release.medium,
            Release.pollutant,
            Release.pollutant_no,
            Pollutant.names.label("pollutant_name"),
            Pollutant.cas,
            Release.quantity,
            Release.unit,
            Release.tonnes,
            Release.determined,
            Release.permitted_quantity,
            Release.accidental_quantity,
            case((Release.confidential, "confidential"), else_="").label("confidential"),
            Release.reported_as,
        )
        .join(Facility, Facility.id == Release.facility_id)
        .join(facilities, facilities.c.key == Facility.key)
        .outerjoin(Pollutant, Pollutant.number == Release.pollutant_no)
        .order_by(Facility.id, Release.year.desc().nulls_last(), Release.id)
    )


def find_facility(db: Session, key: str, viewer: Viewer) -> Facility | None:
    """The facility with its figures, or None when this viewer may not see it."""
    statement = (
        select(Facility)
        .where(Facility.key == key, seen_by(viewer, Facility))
        .options(
            selectinload(Facility.releases).joinedload(Release.pollutant_ref),
            joinedload(Facility.activity),
        )
    )
    return db.scalar(statement)


def pollutants(db: Session) -> list[Pollutant]:
    """The pollutants of PRTR Annex II in its order."""
    return list(db.scalars(select(Pollutant).order_by(Pollutant.number)))


def activities(db: Session) -> list[Activity]:
    """The activities of PRTR Annex I in its order."""
    return list(db.scalars(select(Activity).order_by(Activity.section, Activity.position)))


def _figures_of_facilities() -> Any:
    yearly = func.max(Release.tonnes).filter(Release.figure == "release")
    return (
        select(Release.facility_id, yearly.label("tonnes_year"), func.count(Release.id).label("figure_count"))
        .group_by(Release.facility_id)
        .subquery()
    )
