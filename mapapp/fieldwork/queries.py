"""Reads of visits."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.samples.models import Sample, SamplingPoint
from mapapp.fieldwork.models import Visit

_MOST = 200


def by_key(db: Session, key: UUID) -> Visit | None:
    """The visit of that identity, whoever may see it."""
    return db.scalar(select(Visit).where(Visit.key == key))


def find_visit(db: Session, key: UUID, who: Viewer) -> tuple[Visit, Observation, Site] | None:
    """The visit with what was seen and where, for members of its organisation and administrators; else None."""
    statement = (
        select(Visit, Observation, Site)
        .join(Observation, Observation.id == Visit.observation_id)
        .join(Site, Site.id == Observation.site_id)
        .where(Visit.key == key)
    )
    row = db.execute(statement).first()
    if row is None or not may_see(row[0], who):
        return None
    return row[0], row[1], row[2]


def may_see(visit: Visit, who: Viewer) -> bool:
    """Whether this viewer works with the people who made the visit."""
    return visit.organisation_id in who.organisation_ids or (who.role is Role.ADMINISTRATOR and not who.oblasts)


def of_organisations(db: Session, organisation_ids: Sequence[int]) -> Sequence[tuple[Visit, Observation, Site, int]]:
    """The newest visits of these organisations, each with how many samples were taken."""
    taken = select(Sample.visit_id, func.count().label("taken")).group_by(Sample.visit_id).subquery()
    statement = (
        select(Visit, Observation, Site, func.coalesce(taken.c.taken, 0))
        .join(Observation, Observation.id == Visit.observation_id)
        .join(Site, Site.id == Observation.site_id)
        .outerjoin(taken, taken.c.visit_id == Visit.id)
        .where(Visit.organisation_id.in_(organisation_ids))
        .order_by(Observation.observed_on.desc(), Visit.id.desc())
        .limit(_MOST)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.execute(statement)]


def samples_of(db: Session, visit: Visit) -> Sequence[Sample]:
    """The samples that were taken on a visit, in the order of the form."""
    return list(db.scalars(select(Sample).where(Sample.visit_id == visit.id).order_by(Sample.id)))


def points_with_results(db: Session, visit: Visit) -> dict[str, str]:
    """Of the labels of a visit those that the laboratory has answered, with the key of the point of their results."""
    labels = select(Sample.label).where(Sample.visit_id == visit.id)
    statement = (
        select(Sample.label, Sample.external_id, SamplingPoint.key)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(Sample.organisation_id == visit.organisation_id, Sample.results.any())
        .where(or_(Sample.label.in_(labels), Sample.external_id.in_(labels)))
    )
    return {name: key for label, own_id, key in db.execute(statement) for name in (label, own_id) if name}


def labels_in_use(db: Session, organisation_id: int, labels: Sequence[str]) -> set[str]:
    """Those of the labels that another sample of this organisation bears already."""
    statement = select(Sample.label).where(Sample.organisation_id == organisation_id, Sample.label.in_(labels))
    return set(db.scalars(statement))
