"""Campaigns and their plans in words, as pages and files show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from geoalchemy2.shape import to_shape
from shapely.geometry import LineString, Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation
from mapapp.accounts.shelves import Item, Shelf
from mapapp.core import figures
from mapapp.core.i18n import Text, language, localize
from mapapp.core.presentation import Badge
from mapapp.core.viewer import Viewer
from mapapp.domains.samples.access import sample_seen_by
from mapapp.domains.samples.campaigns import queries, words
from mapapp.domains.samples.models import Campaign, PlannedSample, Result, Sample, SamplingPoint
from mapapp.domains.samples.quality.queries import names_of
from mapapp.layers import seen_by

_ON_A_SHELF = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign in a list."""

    campaign: Campaign
    name: Text
    organisation: Text
    when: str
    planned: int
    badge: Badge


def listed(db: Session, found: Sequence[Campaign]) -> list[Listed]:
    """Campaigns for a list."""
    counts = queries.planned_counts(db, [one.id for one in found])
    names = {one.id: one for one in db.scalars(select(Organisation))}
    return [
        Listed(
            one,
            localize(one.names, language()),
            localize(names[one.organisation_id].names, language()),
            when(one),
            counts.get(one.id, 0),
            badge(one),
        )
        for one in found
    ]


def badge(campaign: Campaign) -> Badge:
    """How the campaign stands."""
    return Badge(words.STATE[campaign.state], words.STATE_TONE[campaign.state])


def when(campaign: Campaign) -> str:
    """From when to when, in words."""
    ends = [figures.day(one) for one in (campaign.starts_on, campaign.ends_on) if one]
    return " – ".join(dict.fromkeys(ends))


def analytes(db: Session, plan: Sequence[PlannedSample]) -> dict[int, str]:
    """What each planned sample is to be analysed for, in words, by its id."""
    known = names_of(db, {code for one in plan for code in one.analytes})
    return {
        one.id: ", ".join(localize(known.get(code), language()).value or code for code in one.analytes) for one in plan
    }


def where(planned: PlannedSample) -> str:
    """The coordinates as people read them: latitude, longitude."""
    lonlat = lonlat_of(planned.geom)
    return f"{lonlat[1]:.5f}, {lonlat[0]:.5f}" if lonlat else ""


def corners(campaign: Campaign) -> str:
    """The line as the form has it: one corner a line, latitude first."""
    shape = to_shape(campaign.line) if campaign.line is not None else None
    pairs = list(shape.coords) if isinstance(shape, LineString) else []
    return "\n".join(f"{latitude:.5f}, {longitude:.5f}" for longitude, latitude in pairs)


def shelf(db: Session, owner: Organisation, viewer: Viewer) -> Shelf | None:
    """The campaigns of an organisation, for its page."""
    found = list(db.scalars(queries.visible(viewer).where(Campaign.organisation_id == owner.id)))
    if not found:
        return None
    items = [
        Item(
            href=url_for("campaigns.campaign", key=one.campaign.key),
            name=one.name,
            more=" · ".join(part for part in (one.when, _samples(one.planned)) if part),
            badge=one.badge,
        )
        for one in listed(db, found[:_ON_A_SHELF])
    ]
    return Shelf(_("Campaigns"), ngettext("%(num)s campaign", "%(num)s campaigns", len(found)), items)


def sampled_shelf(db: Session, owner: Organisation, viewer: Viewer) -> Shelf | None:
    """How many samples and results of an organisation there are, and the sampling points, for its page."""
    own = (Sample.organisation_id == owner.id, seen_by(viewer, SamplingPoint), sample_seen_by(viewer))
    counted = select(func.count(Sample.id.distinct()), func.count(Result.id)).join(SamplingPoint)
    samples, results = db.execute(counted.outerjoin(Result, Result.sample_id == Sample.id).where(*own)).one()
    if not samples:
        return None
    newest = func.max(Sample.sampled_on)
    points = select(SamplingPoint, newest).join(Sample, Sample.point_id == SamplingPoint.id).where(*own)
    rows = db.execute(points.group_by(SamplingPoint.id).order_by(newest.desc(), SamplingPoint.id).limit(_ON_A_SHELF))
    items = [_point_item(point, day) for point, day in rows]
    results_words = ngettext("%(num)s result", "%(num)s results", results)
    return Shelf(_("Samples"), f"{_samples(samples)} · {results_words}", items)


def _point_item(point: SamplingPoint, day: str) -> Item:
    name = localize(point.names, language())
    return Item(
        href=url_for("records.record", layer_id="samples", key=point.key),
        name=name if name.value else Text(point.key, language()),
        more=figures.day(day) if day else "",
    )


def _samples(count: int) -> str:
    return str(ngettext("%(num)s sample", "%(num)s samples", count))


def lonlat_of(geom: object) -> tuple[float, float] | None:
    """Longitude and latitude of a stored point; None where there is none."""
    shape = to_shape(geom) if geom is not None else None  # type: ignore[arg-type] # a column of GeoAlchemy2
    return (shape.x, shape.y) if isinstance(shape, Point) else None
