"""What waits for a moderator, and what there is to know about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, Select, case, cast, false, func, literal, null, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from mapapp.core.viewer import Viewer
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation.models import ACTIONS, Flag, SiteEvent
from mapapp.domains.reports.queries import Member, visible

TABS = ("new", "updates", "flagged", "answered")
_NO_DECISION = ("submitted", "asked", "answered", "added", "withdrawn", "checked")
DECISIONS = tuple(action for action in ACTIONS if action not in _NO_DECISION)
_DECIDERS = ("moderator", "administrator")
_FROM_REPORTER = ("answered", "added", "corrected")
_MOST = 500  # of a queue that is walked through: further ones come when these are done


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue: a tab of TABS (or all), an oblast (P-code, or all)."""

    tab: str = ""
    oblast: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: a site, or one observation of it; ``urgent`` when somebody's data may be public."""

    tab: str
    site_id: int
    key: str
    observation_id: int | None
    since: datetime
    urgent: bool


def queue(db: Session, who: Viewer, wanted: Wanted, *, limit: int = _MOST, offset: int = 0) -> list[Waiting]:
    """What this moderator may decide on: first what is urgent, then the oldest."""
    rows = _rows(who, wanted).subquery()
    ordered = select(rows).order_by(rows.c.urgent.desc(), rows.c.since, rows.c.site_id, rows.c.observation_id)
    found = db.execute(ordered.limit(limit).offset(offset))
    return [Waiting(one.tab, one.site_id, one.key, one.observation_id, one.since, one.urgent) for one in found]


def counts(db: Session, who: Viewer, oblast: str) -> dict[str, int]:
    """How much waits in each tab."""
    return {
        tab: db.scalar(select(func.count()).select_from(_rows(who, Wanted(tab, oblast)).subquery())) or 0
        for tab in TABS
    }


def site_for(db: Session, key: str) -> Site | None:
    """The site of that key, whoever may see it; merged ones too."""
    return db.scalar(select(Site).where(Site.key == key))


def observations(db: Session, site: Site) -> Sequence[tuple[Observation, Submission | None]]:
    """All observations of a site and of those merged into it with their submissions; what waits comes first."""
    rows = db.execute(
        select(Observation, Submission)
        .join(Member, Member.id == Observation.site_id)
        .outerjoin(Submission, Submission.observation_id == Observation.id)
        .where(or_(Member.id == site.id, Member.merged_into_id == site.id))
        .order_by(case((Observation.state == "new", 0), else_=1), Observation.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def neighbours(db: Session, site: Site, who: Viewer, metres: float, most: int) -> Sequence[tuple[Site, float]]:
    """Sites within that distance with the distance in metres, the nearest first; merged ones are left out.

    The exact place counts only where this moderator may know it.
    """
    kept = site.geom_exact if site.geom_exact is not None else site.geom
    if kept is None:
        return []
    here = func.ST_GeomFromText(to_shape(kept).wkt, 4326)
    trusted = Site.oblast.in_(who.oblasts) if who.oblasts else true()
    place = case((trusted & Site.geom_exact.is_not(None), Site.geom_exact), else_=Site.geom)
    away = func.ST_Distance(func.geography(place), func.geography(here))
    box = func.ST_Expand(here, metres / 50_000)  # in degrees; wide enough for any latitude of the country
    coarse = Site.protected  # the exact place of these can lie farther off than the indexed one
    rows = db.execute(
        select(Site, away.label("away"))
        .where(Site.id != site.id, Site.merged_into_id.is_(None), visible(who))
        .where(or_(Site.geom.bool_op("&&")(box), coarse), away <= metres)
        .order_by("away")
        .limit(most)
    )
    return [(row[0], float(row[1])) for row in rows]


def merged_into(db: Session, site: Site) -> Sequence[Site]:
    """The sites that were joined with this one."""
    return list(db.scalars(select(Site).where(Site.merged_into_id == site.id).order_by(Site.id)))


def others_of(db: Session, site: Site, who: Viewer, most: int) -> Sequence[tuple[Submission, Site, Observation]]:
    """What else came from the same address as something sent about this site; newest first."""
    here = (
        select(Submission.contact_blind)
        .join(Member, Member.id == Submission.site_id)
        .where(or_(Member.id == site.id, Member.merged_into_id == site.id), Submission.contact_blind.is_not(None))
    )
    rows = db.execute(
        select(Submission, Site, Observation)
        .join(Site, Site.id == Submission.site_id)
        .join(Observation, Observation.id == Submission.observation_id)
        .where(Submission.contact_blind.in_(here), Site.id != site.id, visible(who))
        .order_by(Submission.id.desc())
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def flags(db: Session, site: Site) -> Sequence[Flag]:
    """What people object to and nobody settled."""
    wanted = select(Flag).where(Flag.site_id == site.id, Flag.resolved_at.is_(None))
    return list(db.scalars(wanted.order_by(Flag.id)))


def history_of(db: Session, site: Site, since: int = 0) -> Sequence[SiteEvent]:
    """The events of a site after that version, newest first."""
    wanted = select(SiteEvent).where(SiteEvent.site_id == site.id, SiteEvent.version > since)
    return list(db.scalars(wanted.order_by(SiteEvent.id.desc())))


def decisions(action: str = "") -> Select[SiteEvent, Site]:
    """Every decision of moderators with its site, newest first; of one action when it is named."""
    wanted = DECISIONS if action not in DECISIONS else (action,)
    return (
        select(SiteEvent, Site)
        .join(Site, Site.id == SiteEvent.site_id)
        .where(SiteEvent.role.in_(_DECIDERS), SiteEvent.action.in_(wanted))
        .order_by(SiteEvent.id.desc())
    )


def _rows(who: Viewer, wanted: Wanted) -> Any:
    tabs = [wanted.tab] if wanted.tab in TABS else list(TABS)
    every = {"new": _new, "updates": _updates, "flagged": _flagged, "answered": _answered}
    chosen = [every[tab](who, wanted) for tab in tabs]
    if wanted.tab == "" and len(chosen) > 1:
        chosen[-1] = chosen[-1].where(Site.status != "new")  # these stand in the queue as new ones already
    return union_all(*chosen)


def _here(who: Viewer, wanted: Wanted) -> ColumnElement[bool]:
    allowed = Site.oblast.in_(who.oblasts) if who.oblasts else true()
    return allowed & (Site.oblast == wanted.oblast) if wanted.oblast else allowed


def _columns(tab: str, observation: Any, since: Any, urgent: Any) -> tuple[Any, ...]:
    return (
        literal(tab).label("tab"),
        Site.id.label("site_id"),
        Site.key.label("key"),
        observation.label("observation_id"),
        since.label("since"),
        urgent.label("urgent"),
    )


_NOBODY = cast(null(), Observation.id.type)


def _new(who: Viewer, wanted: Wanted) -> Select[Any]:
    """Sites of which nobody decided, with something in them that was not taken back."""
    own = aliased(Observation)
    waits = select(own.id).where(own.site_id == Site.id, own.state == "new").exists()
    return select(*_columns("new", _NOBODY, Site.created_at, false())).where(
        Site.status == "new", Site.merged_into_id.is_(None), Site.visibility != "hidden", waits, _here(who, wanted)
    )


def _updates(who: Viewer, wanted: Wanted) -> Select[Any]:
    """Observations that wait, of sites that were decided on or are part of one."""
    return (
        select(*_columns("updates", Observation.id, Observation.created_at, false()))
        .select_from(Observation)
        .join(Member, Member.id == Observation.site_id)
        .join(Site, Site.id == func.coalesce(Member.merged_into_id, Member.id))
        .where(Observation.state == "new", or_(Site.status != "new", Member.merged_into_id.is_not(None)))
        .where(_here(who, wanted))
    )


def _flagged(who: Viewer, wanted: Wanted) -> Select[Any]:
    """Sites to which somebody objects; where it may be about a person's data it is urgent."""
    urgent = func.bool_or(Flag.reason == "personal_data")
    return (
        select(*_columns("flagged", _NOBODY, func.min(Flag.created_at), urgent))
        .join(Flag, Flag.site_id == Site.id)
        .where(Flag.resolved_at.is_(None), _here(who, wanted))
        .group_by(Site.id)
    )


def _answered(who: Viewer, wanted: Wanted) -> Select[Any]:
    """Sites of which a reporter said something after a moderator last did."""
    last = (
        select(func.coalesce(func.max(SiteEvent.id), 0))
        .where(SiteEvent.site_id == Site.id, SiteEvent.role.in_(_DECIDERS))
        .correlate(Site)
        .scalar_subquery()
    )
    return (
        select(*_columns("answered", _NOBODY, func.max(SiteEvent.at), false()))
        .join(SiteEvent, SiteEvent.site_id == Site.id)
        .where(SiteEvent.action.in_(_FROM_REPORTER), last > 0, SiteEvent.id > last, _here(who, wanted))
        .group_by(Site.id)
    )
