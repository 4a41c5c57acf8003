"""Two records of one place become one address, and can become two again: nothing of either is lost."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core import events
from mapapp.core.viewer import Viewer
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.intake.contacts import reporters_of
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import history, pictures
from mapapp.domains.reports.moderation.deciding import (
    Decision,
    Sheet,
    begin,
    check,
    conclude,
    lock,
    withdrawn,
)
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.errors import BadInput


def merge(db: Session, who: Viewer, sheet: Sheet, into: str, *, publish: bool = False) -> SiteEvent:
    """Joins the site of ``sheet`` with the site ``into``, under whose address both are found from then on.

    ``publish`` also accepts what waits in the joined one. A site that is joined with another, or to which others are
    joined, cannot be joined any further: there are no chains.
    """
    locked = lock(db, [sheet.key, into])
    decision = begin(db, who, sheet)
    site, target = decision.site, check(locked.get(into), who)
    _refuse(db, site, target)
    waiting = _publishable(decision) if publish else []
    earlier = history.snapshots(site, *waiting)
    if publish and site.status == "new":
        site.status = "published"
    for one in waiting:
        one.state = "published"
    site.merged_into = target
    event = conclude(
        decision, "merged", earlier, waiting, before={"merged_into": None}, after={"merged_into": target.key}
    )
    _note_at(decision, target, "merged", {"merged": site.key})
    told = tuple(reporters_of(db, site.id))
    if told:
        news = ReporterNews("merged", told, target.key, target.kind, target.status, words=decision.public_note)
        events.emit(db, news)
    return event


def unmerge(db: Session, who: Viewer, sheet: Sheet) -> SiteEvent:
    """Makes a joined site stand for itself again, exactly as it is by its own decisions."""
    joined = db.scalar(select(Site).where(Site.key == sheet.key))
    target_key = joined.merged_into.key if joined is not None and joined.merged_into is not None else ""
    lock(db, [sheet.key, target_key])
    decision = begin(db, who, sheet)
    site, target = decision.site, decision.site.merged_into
    if target is None:
        raise BadInput(_("This report is not joined with another one."))
    check(target, who)
    site.merged_into = None
    event = conclude(decision, "unmerged", {}, [], before={"merged_into": target.key}, after={"merged_into": None})
    _note_at(decision, target, "unmerged", {"unmerged": site.key})
    return event


def _refuse(db: Session, site: Site, target: Site) -> None:
    if site.id == target.id:
        raise BadInput(_("A report cannot be joined with itself."))
    if site.merged_into_id is not None:
        raise BadInput(_("This report is joined with another one already."))
    if target.merged_into_id is not None:
        raise BadInput(_("That report is itself joined with another one: choose the other one."))
    if db.scalar(select(Site.id).where(Site.merged_into_id == site.id).limit(1)) is not None:
        raise BadInput(_("Other reports are joined with this one."), _("Join that one with this one instead."))
    for one in (site, target):
        if one.status == "rejected" or one.visibility != "public":
            raise BadInput(_("A rejected or hidden report cannot be joined."), _("Accept or show it first."))


def _publishable(decision: Decision) -> list[Observation]:
    own = select(Observation).where(Observation.site_id == decision.site.id, Observation.state == "new")
    waiting = list(decision.db.scalars(own))
    taken_back = withdrawn(decision.db, waiting)
    return [one for one in waiting if one.id not in taken_back]


def _note_at(decision: Decision, target: Site, action: str, after: history.Values) -> None:
    """The other one changes too: whoever decides about it now must see that first."""
    history.add(decision.db, target, action, decision.who, note=decision.note, after=after)
    pictures.let_out(decision.db, target)
