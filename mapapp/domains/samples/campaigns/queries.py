"""Reads of campaigns, of their plans and of what was taken of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from mapapp.core.viewer import Role, Viewer
from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.models import Campaign, PlannedSample, Result, Sample, SamplingPoint
from mapapp.layers import seen_by


@dataclass(frozen=True, slots=True)
class Line:
    """A planned sample and the samples with its label that the viewer may know of."""

    planned: PlannedSample
    samples: Sequence[Sample] = field(default_factory=tuple)

    @property
    def results(self) -> list[Result]:
        """The results that stand: what was withdrawn is left out."""
        return [one for sample in self.samples for one in sample.results if one.state != "withdrawn"]

    @property
    def state(self) -> str:
        """How far it is: planned, taken or analysed."""
        return "analysed" if self.results else "taken" if self.samples else "planned"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many samples are planned, taken and analysed, and how many results there are and are checked."""

    planned: int
    taken: int
    analysed: int
    results: int
    checked: int


def works_on(who: Viewer, campaign: Campaign) -> bool:
    """Whether somebody may change the plan: members of its organisation, and administrators."""
    trusted = who.role is Role.ADMINISTRATOR and (not who.oblasts or campaign.oblast in who.oblasts)
    return who.person_id is not None and (campaign.organisation_id in who.organisation_ids or trusted)


def visible(viewer: Viewer) -> Select[Campaign]:
    """The campaigns that this viewer may know of, the newest first."""
    return select(Campaign).where(seen_by(viewer, Campaign)).order_by(Campaign.starts_on.desc(), Campaign.id.desc())


def find(db: Session, key: str, viewer: Viewer) -> Campaign | None:
    """The campaign with its plan, or None when this viewer may not know of it."""
    statement = select(Campaign).where(Campaign.key == key, seen_by(viewer, Campaign))
    return db.scalar(statement.options(selectinload(Campaign.planned))) if "\x00" not in key else None


def by_label(db: Session, label: str, viewer: Viewer) -> PlannedSample | None:
    """The planned sample with this label, or None when this viewer may not know of its campaign."""
    statement = select(PlannedSample).join(Campaign).options(contains_eager(PlannedSample.campaign))
    return db.scalar(statement.where(PlannedSample.label == label, seen_by(viewer, Campaign)))


def planned_counts(db: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many samples each of these campaigns plans."""
    counted = select(PlannedSample.campaign_id, func.count()).where(PlannedSample.campaign_id.in_(ids))
    return {row[0]: row[1] for row in db.execute(counted.group_by(PlannedSample.campaign_id))}


def lines(db: Session, campaign: Campaign, viewer: Viewer) -> list[Line]:
    """The plan in its order, each line with the samples that carry its label.

    A sample counts by its label or by the id that the laboratory's file gives it, among those of the organisation.
    """
    labels = [one.label for one in campaign.planned]
    found: dict[str, list[Sample]] = defaultdict(list)
    for sample in db.scalars(_samples(campaign, labels, viewer)).unique():
        names = {sample.label.strip().upper(), sample.external_id.strip().upper()}
        for label in names.intersection(labels):
            found[label].append(sample)
    return [Line(one, found.get(one.label, [])) for one in campaign.planned]


def progress(found: Sequence[Line]) -> Progress:
    """The plan in numbers."""
    states = [one.state for one in found]
    results = [result for one in found for result in one.results]
    return Progress(
        planned=len(states),
        taken=len(states) - states.count("planned"),
        analysed=states.count("analysed"),
        results=len(results),
        checked=sum(one.state in ("checked", "as_published") for one in results),
    )


def _samples(campaign: Campaign, labels: Sequence[str], viewer: Viewer) -> Select[Sample]:
    results = selectinload(Sample.results)
    named = func.upper(func.trim(Sample.label)).in_(labels) | func.upper(func.trim(Sample.external_id)).in_(labels)
    return (
        select(Sample)
        .join(SamplingPoint, SamplingPoint.id == Sample.point_id)
        .where(Sample.organisation_id == campaign.organisation_id, named)
        .where(seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
        .options(contains_eager(Sample.point), results.joinedload(Result.substance), results.joinedload(Result.limit))
        .order_by(Sample.id)
    )
