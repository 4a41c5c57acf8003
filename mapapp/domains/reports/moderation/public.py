"""What everybody may do and see of moderation: object to a record, and read which decisions were taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation
from mapapp.accounts.shelves import Item, Shelf
from mapapp.core import figures, trap
from mapapp.core.database import session
from mapapp.core.i18n import Text, Words
from mapapp.core.paging import page
from mapapp.core.throttle import limited
from mapapp.core.viewer import Viewer
from mapapp.domains.reports.intake.routes import wants_json
from mapapp.domains.reports.models import Site
from mapapp.domains.reports.moderation import forms, queries, words
from mapapp.domains.reports.moderation.models import Flag, SiteEvent
from mapapp.domains.reports.moderation.present import title
from mapapp.domains.reports.present import day_of
from mapapp.domains.reports.queries import find_site, is_public, observations_of, photos_of, visible
from mapapp.domains.reports.words import STATUS
from mapapp.errors import BadInput, NotFound, Unprocessable
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures

_ON_A_SHELF = 20
# The words of these would lead to what they took away.
_UNNAMED = ("protected", "unprotected", "hidden", "blurred", "rejected")


@dataclass(frozen=True, slots=True)
class Logged:
    """One decision as everybody may read it; ``href`` and ``title`` only of a record that is public."""

    day: Words
    action: Words
    reason: Words
    role: Words
    title: Text | None = None
    href: str = ""


@limited("10 per hour; 30 per day", scope="flag")
def flag(key: str) -> Response:
    """Says that a public record is wrong or harms somebody; nobody is asked for a name."""
    site = find_site(session(), key, Viewer())
    if site is None:
        raise NotFound(_("There is no such record."), _("It may have been withdrawn. Look for it in the list."))
    if request.method == "GET":
        return _form(site)
    try:
        trap.check(request.form.get("ticket", ""), request.form.get("website", ""))
        said = forms.objection(request.form)
    except (Unprocessable, BadInput) as problem:
        if wants_json():
            raise
        return _form(site, problem)
    session().add(Flag(site_id=site.id, reason=said.reason, words=said.words, photo_id=_photo_id(site, said.photo)))
    session().flush()
    return make_response(render_template("moderation/flagged.html", site=site, title=title(site)))


def decisions() -> str:
    """The public log: what moderators decided, why, and in which role; never about whom."""
    action = request.args.get("action", "")
    found = queries.decisions(action)
    total = session().scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    shown = page(request.args.get("page"), total)
    rows = session().execute(found.limit(shown.size).offset(shown.offset))
    return render_template(
        "moderation/decisions.html",
        rows=[_logged(event, site) for event, site in rows],
        page=shown,
        action=action if action in queries.DECISIONS else "",
        actions=[(code, words.ACTION[code]) for code in queries.DECISIONS],
    )


def shelf(db: Session, owner: Organisation, viewer: Viewer) -> Shelf | None:
    """The dumps and other spots that an organisation published, for its page; the newest first."""
    own = select(Site).where(Site.organisation_id == owner.id, visible(viewer))
    total = db.scalar(select(func.count()).select_from(own.subquery())) or 0
    if not total:
        return None
    newest = db.scalars(own.order_by(Site.first_reported.desc(), Site.id.desc()).limit(_ON_A_SHELF))
    items = [
        Item(url_for("records.record", layer_id="reports", key=one.key), title(one), STATUS[one.status])
        for one in newest
    ]
    return Shelf(_("Reports"), ngettext("%(num)s report", "%(num)s reports", total), items)


def _logged(event: SiteEvent, site: Site) -> Logged:
    named = is_public(site) and not site.protected and event.action not in _UNNAMED
    return Logged(
        day=figures.day(day_of(event.at)),
        action=words.ACTION[event.action],
        reason=words.REASON[event.reason] if event.reason else "",
        role=words.ROLE[event.role],
        title=title(site) if named else None,
        href=url_for("records.record", layer_id="reports", key=site.key) if named else "",
    )


def _form(site: Site, problem: BadInput | None = None) -> Response:
    shown = _photos(session(), site)
    page = render_template(
        "moderation/flag.html",
        site=site,
        title=title(site),
        photos=list(zip(shown, pictures(shown), strict=True)),
        reasons=words.FLAG_REASON,
        ticket=trap.ticket(),
        problem=problem,
        typed=request.form,
    )
    return make_response(page, 422 if problem else 200)


def _photos(db: Session, site: Site) -> Sequence[Photo]:
    seen = [one for one, _protected in observations_of(db, site)]
    return [photo for several in photos_of(db, seen).values() for photo in several]


def _photo_id(site: Site, upload_id: UUID | None) -> int | None:
    return next((one.id for one in _photos(session(), site) if one.upload_id == upload_id), None)
