"""The pages of moderators: the queue, one report with everything about it, and the decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts import shelves
from mapapp.accounts.access import needs
from mapapp.core.database import session
from mapapp.core.paging import page
from mapapp.core.records import PRECISIONS
from mapapp.core.viewer import Role, Viewer, viewer
from mapapp.core.words import PRECISION
from mapapp.domains.reports import words
from mapapp.domains.reports.intake.routes import wants_json
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation import bulk, deciding, forms, lines, pictures, public, queries, story
from mapapp.domains.reports.moderation import words as deciding_words
from mapapp.domains.reports.moderation.editing import CELLS_M
from mapapp.domains.reports.moderation.present import review as review_of
from mapapp.domains.reports.moderation.present import title
from mapapp.domains.reports.moderation.verbs import FINISHING, VERBS, Sent
from mapapp.domains.reports.queries import may_decide
from mapapp.errors import BadInput, Conflict, MapappError, NotFound
from mapapp.photos import access as photo_access
from mapapp.photos.headers import MAX_BYTES
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures as picture_of

blueprint = Blueprint("moderation", __name__)
blueprint.add_url_rule("/reports/<key>/flag", "flag", public.flag, methods=["GET", "POST"])
blueprint.add_url_rule("/decisions", "decisions", public.decisions)
_PUBLIC = ("moderation.flag", "moderation.decisions")
_PAGE_SIZE = 40
_FORM_BYTES = 1_000_000


@blueprint.record_once
def _register(state: Any) -> None:
    """A photo is a moderator's business when the site that it belongs to is; organisations show their reports."""
    photo_access.moderated_by(state.app, _may_moderate)
    shelves.add(state.app, public.shelf)


def _may_moderate(db: Session, who: Viewer, photo: Photo) -> bool:
    own = (
        select(Site)
        .join(Observation, Observation.site_id == Site.id)
        .join(ObservationPhoto, ObservationPhoto.observation_id == Observation.id)
        .where(ObservationPhoto.photo_id == photo.id)
    )
    found = db.scalars(own).all()
    return any(may_decide(who, one) for one in found) or (not found and not who.oblasts)


@blueprint.url_value_preprocessor
def _allow_photo(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A decision may bring one photo; everything else stays small."""
    if endpoint == "moderation.decide":
        request.max_content_length = MAX_BYTES + _FORM_BYTES


@blueprint.after_request
def _keep_nowhere(response: Response) -> Response:
    if request.endpoint not in _PUBLIC:
        response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/moderation")
@needs(Role.MODERATOR)
def queue() -> str:
    """What waits, the urgent and the oldest first."""
    wanted = _wanted()
    counted = queries.counts(session(), viewer(), wanted.oblast)
    total = counted.get(wanted.tab, sum(counted.values()))
    shown = page(request.args.get("page"), total, _PAGE_SIZE)
    found = queries.queue(session(), viewer(), wanted, limit=shown.size, offset=shown.offset)
    return render_template(
        "moderation/queue.html",
        lines=lines.lines(session(), found),
        tabs=lines.tabs(counted),
        wanted=wanted,
        page=shown,
        oblasts=_oblasts(),
        reasons=deciding_words.REASON,
    )


@blueprint.get("/moderation/<key>")
@needs(Role.MODERATOR)
def review(key: str) -> str:
    """One report with everything about it."""
    return _review(_site(key), {})


@blueprint.get("/moderation/<key>/photos/<uuid:upload_id>")
@needs(Role.MODERATOR)
def photo(key: str, upload_id: UUID) -> str:
    """The editor of the areas of a photo that nobody shall see."""
    site = _site(key)
    link, found = pictures.find(session(), site, upload_id)
    shown = picture_of([found], signed=True)
    return render_template(
        "moderation/photo.html",
        site=site,
        title=title(site),
        link=link,
        photo=found,
        picture=shown[0] if shown else None,
        areas=[[round(100 * side, 2) for side in one] for one in found.blur],
        most=forms.MOST_AREAS,
        wanted=_wanted(),
    )


@blueprint.post("/moderation/bulk")
@needs(Role.MODERATOR)
def many() -> str:
    """The ticked lines accepted or rejected, each with its own result."""
    verb = request.form.get("verb", "")
    if verb not in ("accept", "reject"):
        raise BadInput(_("Choose what to do."))
    reason = forms.reason(request.form) if verb == "reject" else ""
    note = forms.sheet("", request.form | {"version": "0"}).note
    results = bulk.decide_all(session(), viewer(), forms.items(request.form), verb, reason, note)
    return render_template("moderation/bulk.html", results=results, verb=verb, wanted=_wanted())


@blueprint.post("/moderation/<key>/<verb>")
@needs(Role.MODERATOR)
def decide(key: str, verb: str) -> ResponseReturnValue:
    """One decision; what is wrong with it is said on the same page, with all that was typed."""
    deed = VERBS.get(verb)
    if deed is None:
        raise NotFound(_("There is no such page."))
    following = _beside(key).get("next")
    file = request.files.get("photo")
    sent = Sent(session(), viewer(), key, request.form, file.stream if file and file.filename else None)
    try:
        deed(sent)
    except (BadInput, Conflict) as problem:
        if wants_json():
            raise
        return _again(key, verb, problem)
    flash(_("Done: %(what)s", what=deciding_words.DONE[verb]), "moderation")
    return redirect(_onward(key, verb, following), 303)


def _again(key: str, verb: str, problem: MapappError) -> Response:
    """The page once more, as the report is now, with what was typed and, after a conflict, with what others did."""
    session().rollback()
    session().expire_all()
    seen = request.form.get("version", "")
    site = _site(key)
    more: dict[str, Any] = {"problem": problem, "asked": verb, "typed": request.form}
    if isinstance(problem, Conflict) and seen.isascii() and seen.isdigit() and len(seen) < 10:
        more["meanwhile"] = story.story(session(), site, viewer(), int(seen))
    return make_response(_review(site, more), 409 if isinstance(problem, Conflict) else 422)


def _review(site: Site, more: dict[str, Any]) -> str:
    return render_template(
        "moderation/review.html",
        review=review_of(session(), site, viewer()),
        history=story.story(session(), site, viewer()),
        target=site.merged_into,
        beside=_beside(site.key),
        wanted=_wanted(),
        choices=_choices(),
        words=deciding_words,
        **{"typed": {}, "problem": None, "asked": "", "meanwhile": (), **more},
    )


def _choices() -> dict[str, Any]:
    return {
        "kinds": words.KIND,
        "waste": words.WASTE,
        "sizes": words.SIZE,
        "signs": words.SIGN,
        "statuses": words.STATUS,
        "precisions": {code: PRECISION[code] for code in PRECISIONS},
        "cells": CELLS_M,
    }


def _site(key: str) -> Site:
    return deciding.check(queries.site_for(session(), key), viewer())


def _wanted() -> queries.Wanted:
    tab, oblast = request.values.get("tab", ""), request.values.get("oblast", "")
    return queries.Wanted(tab if tab in queries.TABS else "", oblast[:8])


def _oblasts() -> list[tuple[str, str]]:
    mine = viewer().oblasts
    return [one for one in lines.oblasts(session()) if not mine or one[0] in mine]


def _beside(key: str) -> dict[str, Any]:
    """Where this report stands in the queue, and what comes before and after it."""
    waiting = list(dict.fromkeys(one.key for one in queries.queue(session(), viewer(), _wanted())))
    if key not in waiting:
        return {"total": len(waiting), "next": waiting[0] if waiting else None}
    at = waiting.index(key)
    return {
        "number": at + 1,
        "total": len(waiting),
        "previous": waiting[at - 1] if at else None,
        "next": waiting[at + 1] if at + 1 < len(waiting) else None,
    }


def _onward(key: str, verb: str, following: str | None) -> str:
    """The next report of the queue after a decision that ends this one, else the same page."""
    wanted = _wanted()
    place: dict[str, Any] = {"tab": wanted.tab or None, "oblast": wanted.oblast or None}
    if verb not in FINISHING:
        return url_for("moderation.review", key=key, **place)
    session().flush()
    if any(one.key == key for one in queries.queue(session(), viewer(), wanted)):
        return url_for("moderation.review", key=key, **place)  # something else of it waits
    if following is None:
        return url_for("moderation.queue", **place)
    return url_for("moderation.review", key=following, **place)
