"""Changes of what a record says, of where it is shown and to whom; and bringing back an earlier version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import Point
from sqlalchemy import select

from mapapp.core.viewer import Role
from mapapp.domains.reports import states
from mapapp.domains.reports.intake.contacts import reporters_of
from mapapp.domains.reports.intake.gazetteer import regions_near
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation import history, pictures
from mapapp.domains.reports.moderation.deciding import (
    Decision,
    alone,
    conclude,
    observation_of,
    resolve,
    tell,
    withdrawn,
)
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.errors import BadInput, Conflict, Forbidden, NotFound
from mapapp.photos import service as photos
from mapapp.spatial.coarsen import CELL_M, coarsen, uncertainty_m

_ACROSS_M = 5000.0  # a place just outside a generalized border belongs to the oblast beside it
CELLS_M = (CELL_M, 10_000.0)  # how coarse a protected place may be made


@dataclass(frozen=True, slots=True)
class Change:
    """What a moderator writes anew: columns of the site by name, a new place, words per observation and language."""

    values: Mapping[str, Any] = field(default_factory=dict)
    place: Point | None = None
    words: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def change(decision: Decision, wanted: Change) -> SiteEvent:
    """Writes the changes; what was there before is kept in the history."""
    site = decision.site
    seen = [observation_of(decision, identity) for identity in wanted.words]
    earlier = history.snapshots(site, *seen)
    for name, value in wanted.values.items():
        if getattr(site, name) != value:
            setattr(site, name, value)
    for one in seen:
        one.words = {code: text for code, text in {**one.words, **wanted.words[one.id]}.items() if text}
    if wanted.place is not None:
        _move_to(decision, wanted.place)
    if history.changes(earlier, site, *seen) == ({}, {}):
        raise BadInput(_("Nothing was changed."))
    alone_seen = seen[0] if len(seen) == 1 else None
    return conclude(decision, "corrected", earlier, seen, observation=alone_seen)


def protect(decision: Decision, cell_m: float) -> SiteEvent:
    """Publishes the middle of a cell of ``cell_m`` metres (one of CELLS_M) instead of the place, from now on.

    The place's name goes too, and of sizes, which would lead back to an outline, one digit stays.
    """
    site = decision.site
    if cell_m not in CELLS_M:
        raise BadInput(_("Choose how coarse the place shall be."))
    if site.geom is None:
        raise BadInput(_("There is no place to be protected."))
    if site.protected:
        raise BadInput(_("The place is protected already."))
    earlier = history.snapshots(site)
    site.geom_exact = site.geom
    _publish_coarse(site, cell_m)
    site.place, site.area_m2, site.volume_m3 = "", _rounded(site.area_m2), _rounded(site.volume_m3)
    return conclude(decision, "protected", earlier, [])


def unprotect(decision: Decision) -> SiteEvent:
    """Publishes the exact place again. Where a reporter asked for protection, only an administrator may."""
    site = decision.site
    if not site.protected or site.geom_exact is None:
        raise BadInput(_("The place is not protected."))
    _refuse_unasked(decision)
    earlier = history.snapshots(site)
    site.geom, site.geom_exact, site.protected = site.geom_exact, None, False
    site.precision, site.precision_m = "within", None
    history.restore(site, _before_protection(decision))
    return conclude(decision, "unprotected", earlier, [])


def hide(decision: Decision) -> SiteEvent:
    """Takes the record out of everybody's sight without deciding about its truth."""
    return _show_to(decision, "hidden", "hidden")


def show(decision: Decision) -> SiteEvent:
    """Lets everybody see the record again, as far as its status allows."""
    return _show_to(decision, "public", "shown")


def blur(decision: Decision, upload_id: UUID, rectangles: list[tuple[float, float, float, float]]) -> SiteEvent:
    """Blurs these areas (left, top, width, height as shares of the picture) of a photo, and only these, for good.

    An earlier version of the record brings no blurred face back.
    """
    link, photo = pictures.find(decision.db, decision.site, upload_id)
    before = [list(one) for one in photo.blur]
    photos.blur(decision.db, photo, rectangles)
    observation = decision.db.get_one(Observation, link.observation_id)
    name = f"blur:{photo.id}"
    return conclude(
        decision,
        "blurred",
        {},
        [],
        observation=observation,
        before={name: {"blur": before}},
        after={name: {"blur": [list(one) for one in rectangles]}},
    )


def hide_photo(decision: Decision, upload_id: UUID, *, hidden: bool) -> SiteEvent:
    """Keeps one photo back, or lets it out again with its observation."""
    link, _photo = pictures.find(decision.db, decision.site, upload_id)
    earlier = history.snapshots(link)
    link.hidden = hidden
    observation = decision.db.get_one(Observation, link.observation_id)
    return conclude(decision, "hidden" if hidden else "shown", earlier, [link], observation=observation)


def revert(decision: Decision, version: int) -> SiteEvent:
    """Brings back what the record, its observations and hidden photos were in an earlier version.

    Merging is undone by unmerging, blurring never; a protection ends for those only who may end it. Raises NotFound for
    a version that never was.
    """
    db, site, protected = decision.db, decision.site, decision.site.protected
    if not 0 < version < site.version:
        raise NotFound(_("There is no such version."))
    later = db.scalars(
        select(SiteEvent)
        .where(SiteEvent.site_id == site.id, SiteEvent.version > version)
        .order_by(SiteEvent.version.desc(), SiteEvent.id.desc())
    ).all()
    own, others = _as_it_was(later)
    rows = [row for row in (_row(decision, name) for name in others) if row is not None]
    earlier = history.snapshots(site, *rows)
    history.restore(site, own)
    if protected and not site.protected:
        _refuse_unasked(decision)
    for row in rows:
        history.restore(row, others[history.name_of(row)])
    _refuse_taken_back(decision, [row for row in rows if isinstance(row, Observation)], earlier)
    if history.changes(earlier, site, *rows) == ({}, {}):
        raise BadInput(_("The record is already as it was then."))
    event = conclude(decision, "reverted", earlier, rows)
    _tell_of_status(decision, event)
    return event


def _refuse_unasked(decision: Decision) -> None:
    """Where a reporter asked for protection, only an administrator may end it."""
    asked = select(Submission.id).where(
        Submission.site_id == decision.site.id,
        Submission.wants.contains(["protect"]),
        Submission.withdrawn_at.is_(None),
    )
    if decision.who.role is not Role.ADMINISTRATOR and decision.db.scalar(asked) is not None:
        raise Forbidden(_("The reporter asked for protection: only an administrator may end it."))


def _move_to(decision: Decision, place: Point) -> None:
    site = decision.site
    site.geom, site.not_drawn = from_shape(place, srid=4326), None
    site.oblast = regions_near(decision.db, place.x, place.y, _ACROSS_M) or None
    if site.protected:
        site.geom_exact = site.geom
        _publish_coarse(site, min(CELLS_M, key=lambda cell: abs(uncertainty_m(cell) - (site.precision_m or 0))))


def _publish_coarse(site: Site, cell_m: float) -> None:
    if site.geom_exact is not None:
        site.geom = from_shape(coarsen(to_shape(site.geom_exact), cell_m), srid=4326)
    site.protected = True
    site.precision, site.precision_m = "approximate", float(uncertainty_m(cell_m))


def _before_protection(decision: Decision) -> Mapping[str, Any]:
    """What the protection took, without what was written anew since then."""
    last = decision.db.scalar(
        select(SiteEvent)
        .where(SiteEvent.site_id == decision.site.id, SiteEvent.action == "protected")
        .order_by(SiteEvent.id.desc())
        .limit(1)
    )
    if last is None:
        return {}
    now, kept = history.snapshot(decision.site), ("place", "area_m2", "volume_m3")
    taken = {name: last.before[name] for name in kept if name in last.before and now[name] == last.after[name]}
    return taken | {name: last.before[name] for name in ("precision", "precision_m") if name in last.before}


def _rounded(size: Decimal | None) -> Decimal | None:
    return None if size is None else Decimal(int(round(size, -size.adjusted()))) if size >= 1 else Decimal(1)


def _show_to(decision: Decision, visibility: str, action: str) -> SiteEvent:
    site = decision.site
    alone(site)
    if site.visibility == visibility:
        raise BadInput(_("This was decided before."))
    if visibility == "public":
        own = list(site.observations)
        if own and len(withdrawn(decision.db, own)) == len(own):
            raise BadInput(_("The reporter took this report back."), _("What was taken back cannot be published."))
    earlier = history.snapshots(site)
    site.visibility = visibility
    event = conclude(decision, action, earlier, [])
    resolve(decision)
    return event


def _as_it_was(later: Any) -> tuple[history.Values, dict[str, history.Values]]:
    """What the columns were before the first of these events, which come newest first."""
    own: history.Values = {}
    others: dict[str, history.Values] = {}
    for event in later:
        of_site, of_others = history.split(event.before)
        own.update(of_site)
        for name, values in of_others.items():
            others.setdefault(name, {}).update(values)
    return own, others


def _row(decision: Decision, name: str) -> Observation | ObservationPhoto | None:
    """The row of that name, if it still belongs to this site: what was separated again is not touched."""
    db, (kind, _colon, identity) = decision.db, name.partition(":")
    link = db.get(ObservationPhoto, int(identity)) if kind == "photo" else None
    seen = (
        db.get(Observation, link.observation_id if link else int(identity))
        if kind in ("photo", "observation")
        else None
    )
    if seen is None or decision.site.id not in (seen.site_id, seen.site.merged_into_id):
        return None
    return link or seen


def _refuse_taken_back(decision: Decision, seen: list[Observation], earlier: Mapping[str, Mapping[str, Any]]) -> None:
    shown = [one for one in seen if one.state != "rejected" and earlier[history.name_of(one)]["state"] == "rejected"]
    if withdrawn(decision.db, shown):
        raise Conflict(_("The reporter took this report back."), _("What was taken back cannot be published."))


def _tell_of_status(decision: Decision, event: SiteEvent) -> None:
    if event.after.get("status") in states.PUBLIC:
        tell(decision, "status", reporters_of(decision.db, decision.site.id))
