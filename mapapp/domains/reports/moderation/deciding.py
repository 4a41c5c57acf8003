"""What every decision goes through: who may, in which version, what is kept of it, who is told.

Two moderators cannot overwrite one another: a decision names the version that its maker saw, and holds the site's row
until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mapapp.core import audit, changes, events, provenance
from mapapp.core.viewer import Viewer
from mapapp.domains.reports.events import PlaceProtected, Reporter, ReporterNews, SiteNews
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import history, pictures
from mapapp.domains.reports.moderation.models import Flag, SiteEvent
from mapapp.domains.reports.queries import is_public, may_decide
from mapapp.errors import BadInput, Conflict, Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Sheet:
    """What comes with every decision: the version that was seen, a note for moderators, words for everybody else."""

    key: str
    version: int
    note: str = ""
    public_note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Somebody who may decides about a site that nobody else can change meanwhile."""

    db: Session
    who: Viewer
    site: Site
    note: str = ""
    public_note: str = ""


def lock(db: Session, keys: Iterable[str]) -> dict[str, Site]:
    """The sites of these keys as they are now, held until the transaction ends; always in the same order."""
    wanted = select(Site).where(Site.key.in_(list(keys))).order_by(Site.id).with_for_update(of=Site)
    return {one.key: one for one in db.scalars(wanted.execution_options(populate_existing=True))}


def begin(db: Session, who: Viewer, sheet: Sheet) -> Decision:
    """The right to decide.

    Raises NotFound for a site that this viewer must not know of, Forbidden for one outside the oblasts, Conflict when
    the site is not in the version that was seen.
    """
    site = check(lock(db, [sheet.key]).get(sheet.key), who)
    if site.version != sheet.version:
        raise Conflict(
            _("Somebody changed this while you looked at it."), _("See what is new, then decide: your words are kept.")
        )
    return Decision(db, who, site, sheet.note, sheet.public_note)


def check(site: Site | None, who: Viewer) -> Site:
    """The site. Raises NotFound or Forbidden when this viewer may not decide about it."""
    if site is not None and may_decide(who, site):
        return site
    if site is None or not is_public(site):
        raise NotFound(_("There is no such report."), _("Somebody else may look after its oblast."))
    raise Forbidden(_("This report lies outside the oblasts that you look after."))


def conclude(
    decision: Decision, action: str, earlier: dict[str, history.Values], others: Sequence[history.Row], **said: Any
) -> SiteEvent:
    """Keeps what changed since the snapshots ``earlier`` of the site and other rows, and lets photos follow it."""
    db, site = decision.db, decision.site
    rows = [row for row in (site, *others) if history.name_of(row) in earlier]
    before, after = history.changes(earlier, *rows)
    said["before"] = before | said.get("before", {})
    said["after"] = after | said.get("after", {})
    event = history.add(db, site, action, decision.who, note=decision.note, public_note=decision.public_note, **said)
    pictures.let_out(db, site)
    if "protected" in after or ("geom" in after and site.protected):
        coarse = provenance.published_geometry(site) if site.protected else None
        events.emit(db, PlaceProtected(site.key, coarse, site.precision_m))
    audit.record(db, decision.who, action, f"site:{site.key}", event=event.id, reason=said.get("reason"))
    changes.touch(db, "reports")
    return event


def resolve(decision: Decision) -> None:
    """Settles what people objected to."""
    open_flags = update(Flag).where(Flag.site_id == decision.site.id, Flag.resolved_at.is_(None))
    decision.db.execute(open_flags.values(resolved_at=datetime.now(UTC), resolved_by=decision.who.person_id))


def alone(site: Site) -> None:
    """Raises BadInput for a site that is part of another: what holds for the other one holds for it."""
    if site.merged_into is not None:
        raise BadInput(
            _("This report is joined with another one."), _("Decide about that one, or separate them first.")
        )


def observation_of(decision: Decision, observation_id: int) -> Observation:
    """An observation of the site or of one merged into it. Raises NotFound for any other."""
    found = decision.db.get(Observation, observation_id, with_for_update=True, populate_existing=True)
    if found is None or decision.site.id not in (found.site_id, found.site.merged_into_id):
        raise NotFound(_("There is no such observation of this place."))
    return found


def withdrawn(db: Session, observations: Iterable[Observation]) -> set[int]:
    """The ids of those observations that their senders took back."""
    wanted = [one.id for one in observations]
    taken = select(Submission.observation_id).where(
        Submission.observation_id.in_(wanted), Submission.withdrawn_at.is_not(None)
    )
    return set(db.scalars(taken))


def spread(decision: Decision, what: str) -> None:
    """Tells those who follow public news, when the site is public."""
    site = decision.site
    if is_public(site):
        events.emit(decision.db, SiteNews(what, site.key, site.status, provenance.published_geometry(site)))


def tell(
    decision: Decision, what: str, reporters: Sequence[Reporter], reason: str = "", words: str | None = None
) -> None:
    site = decision.site
    said = decision.public_note if words is None else words
    if reporters:
        news = ReporterNews(what, tuple(reporters), site.key, site.kind, site.status, reason, said)
        events.emit(decision.db, news)
