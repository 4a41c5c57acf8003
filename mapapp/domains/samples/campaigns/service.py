"""Writes of campaigns and of their plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape
from shapely.geometry import LineString, Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core import audit
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.campaigns import labels, queries
from mapapp.domains.samples.campaigns.places import NamedSpot
from mapapp.domains.samples.models import Campaign, PlannedSample, Sample, Substance
from mapapp.errors import BadInput, Forbidden

MOST_SAMPLES = 500  # of one campaign
_ONE_AT_A_TIME = 0x6C61626C  # the advisory lock under which labels are made: two people never get the same


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What the form says of a campaign; ``line`` are longitudes and latitudes, ``oblast`` a P-code or None."""

    names: Mapping[str, str]
    words: Mapping[str, str]
    state: str
    visibility: str
    starts_on: str
    ends_on: str
    oblast: str | None
    line: Sequence[tuple[float, float]]

    def columns(self) -> dict[str, Any]:
        """The columns as they are stored."""
        shape = from_shape(LineString(self.line), srid=4326) if self.line else None
        plain = ("state", "visibility", "starts_on", "ends_on", "oblast")
        values = {name: getattr(self, name) for name in plain}
        return {"names": dict(self.names), "words": dict(self.words), "line": shape, **values}


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """Samples to add: ``places`` in their order, or a mere count of them; the rest holds for all."""

    places: Sequence[NamedSpot]
    prefix: str
    medium: str
    analytes: Sequence[str]
    who: str = ""
    planned_on: str = ""


def add(db: Session, who: Viewer, organisation_id: int, draft: CampaignDraft) -> Campaign:
    """A new campaign of an organisation that the person is a member of. Raises Forbidden for another one."""
    if organisation_id not in who.organisation_ids:
        raise Forbidden(_("You are not a member of this organisation."))
    key = f"c-{uuid4().hex[:8]}"
    campaign = Campaign(key=key, organisation_id=organisation_id, **draft.columns())
    db.add(campaign)
    db.flush()
    audit.record(db, who, "campaign_added", f"campaign:{key}", names=dict(draft.names))
    return campaign


def change(db: Session, who: Viewer, campaign: Campaign, draft: CampaignDraft) -> None:
    """New words, dates, state or visibility of a campaign."""
    _allow(who, campaign)
    for name, value in draft.columns().items():
        setattr(campaign, name, value)
    db.flush()
    audit.record(db, who, "campaign_changed", f"campaign:{campaign.key}", visibility=draft.visibility)


def plan(db: Session, who: Viewer, campaign: Campaign, draft: PlanDraft) -> list[PlannedSample]:
    """The samples added to the plan, each with a label that nothing else has."""
    _allow(who, campaign)
    if not draft.places:
        raise BadInput(_("Say how many samples, or paste the places."))
    if len(campaign.planned) + len(draft.places) > MOST_SAMPLES:
        raise BadInput(_("A campaign has %(n)s samples at most.", n=MOST_SAMPLES), _("Make a second campaign."))
    last = max((one.position for one in campaign.planned), default=0)
    analytes = recognised(db, draft.analytes)
    made = [
        PlannedSample(
            position=last + number,
            label=label,
            place=place.name,
            geom=_point(place.lonlat),
            medium=draft.medium,
            analytes=analytes,
            who=draft.who,
            planned_on=draft.planned_on,
        )
        for number, (label, place) in enumerate(zip(_labels(db, draft), draft.places, strict=True), 1)
    ]
    campaign.planned.extend(made)
    db.flush()
    audit.record(db, who, "campaign_planned", f"campaign:{campaign.key}", number=len(made))
    return made


def change_sample(db: Session, who: Viewer, planned: PlannedSample, draft: PlanDraft) -> None:
    """New place, medium, analytes, person and date of one planned sample; its label stays."""
    _allow(who, planned.campaign)
    place = draft.places[0] if draft.places else NamedSpot("", None)
    planned.place, planned.geom, planned.medium = place.name, _point(place.lonlat), draft.medium
    planned.analytes, planned.who, planned.planned_on = recognised(db, draft.analytes), draft.who, draft.planned_on
    db.flush()
    audit.record(db, who, "campaign_changed", f"campaign:{planned.campaign.key}", what=planned.label)


def remove_sample(db: Session, who: Viewer, planned: PlannedSample) -> None:
    """Takes a sample out of the plan. Raises BadInput when it was taken already: its label is on a bottle."""
    campaign = planned.campaign
    _allow(who, campaign)
    line = next(one for one in queries.lines(db, campaign, who) if one.planned is planned)
    if line.samples:
        raise BadInput(_("This sample was taken already, so it stays in the plan."))
    campaign.planned.remove(planned)
    db.flush()
    audit.record(db, who, "campaign_changed", f"campaign:{campaign.key}", what=planned.label)


def recognised(db: Session, analytes: Sequence[str]) -> list[str]:
    """Codes of substances for the names and symbols that are known; others stay as they were typed."""
    known: dict[str, str] = {}
    if analytes:
        for one in db.scalars(select(Substance).order_by(Substance.code.desc())):
            spellings = (*one.synonyms, *one.names.values(), one.code)
            known |= {spelling.casefold(): one.code for spelling in spellings if spelling}
    return list(dict.fromkeys(known.get(one.casefold(), one) for one in analytes))


def _labels(db: Session, draft: PlanDraft) -> list[str]:
    db.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    begins = f"{draft.prefix}-%"
    taken = set(db.scalars(select(PlannedSample.label).where(PlannedSample.label.like(begins))))
    taken |= set(db.scalars(select(Sample.label).where(Sample.label.like(begins))))
    return labels.make(len(draft.places), draft.prefix, taken)


def _allow(who: Viewer, campaign: Campaign) -> None:
    if not queries.works_on(who, campaign):
        raise Forbidden(_("Only members of the organisation can change its campaign."))


def _point(lonlat: tuple[float, float] | None) -> Any:
    return from_shape(Point(*lonlat), srid=4326) if lonlat else None
