"""The page of one result with its history, and the queue of drafts that wait for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from mapapp.accounts.access import needs
from mapapp.core import figures
from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.core.paging import page
from mapapp.core.presentation import Table
from mapapp.core.viewer import Role, Viewer, viewer
from mapapp.domains.samples import access
from mapapp.domains.samples import words as sample_words
from mapapp.domains.samples.models import QUALIFIERS, Result, Sample
from mapapp.domains.samples.norms.sets import norm_set
from mapapp.domains.samples.quality import forms, present, queries, service, words
from mapapp.domains.samples.queries import limits_of
from mapapp.domains.samples.tables import judge, table, written_value
from mapapp.errors import BadInput, Conflict, Forbidden, MapappError, NotFound

blueprint = Blueprint("results", __name__)
_PAGE_SIZE = 100
_STATUS: tuple[tuple[type[MapappError], int], ...] = ((Conflict, 409), (Forbidden, 403), (BadInput, 422))

Doing = Callable[[Session, Viewer, service.Deed], object]
_DEEDS: Mapping[str, Doing] = {
    "check": service.check,
    "withdraw": service.withdraw,
    "restore": service.restore,
    "flag": lambda db, who, deed: service.flag(db, who, deed, request.form.get("flag", "")),
    "unflag": lambda db, who, deed: service.unflag(db, who, deed, request.form.get("flag", "")),
    "correct": lambda db, who, deed: service.correct(db, who, deed, forms.correction(request.form)),
}


@blueprint.after_request
def _kept_by_nobody(response: Response) -> Response:
    if viewer() != Viewer():
        response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/results/<int:result_id>")
def result(result_id: int) -> Response:
    """One result: the value, how it stands, what the rules say of it, and what was done to it."""
    return _page(result_id)


@blueprint.post("/results/<int:result_id>/<any(check,withdraw,restore,flag,unflag,correct):verb>")
@needs(Role.MEMBER)
def act(result_id: int, verb: str) -> ResponseReturnValue:
    """One deed with a result; what is wrong with it is said on the same page, with all that was typed."""
    try:
        _DEEDS[verb](session(), viewer(), forms.deed(result_id, request.form))
    except (BadInput, Conflict) as problem:
        session().rollback()
        return _page(result_id, problem, verb)
    flash(str(words.DONE[verb]), "success")
    return redirect(url_for("results.result", result_id=result_id), 303)


@blueprint.get("/checking")
@needs(Role.MEMBER)
def checking() -> Response:
    """The drafts that wait for a second pair of eyes, load by load."""
    return _queue()


@blueprint.post("/checking")
@needs(Role.MEMBER)
def check_many() -> ResponseReturnValue:
    """The ticked drafts are checked, or a whole load; all of it or nothing."""
    try:
        number = _check_many()
    except (BadInput, Conflict, Forbidden) as problem:
        session().rollback()
        return _queue(problem)
    flash(ngettext("%(num)s result is checked now.", "%(num)s results are checked now.", number), "success")
    return redirect(url_for("results.checking", load=request.form.get("load")), 303)


def _check_many() -> int:
    if request.form.get("whole"):
        return service.check_pile(session(), viewer(), forms.load_id(request.form), request.form["whole"])
    return service.check_many(session(), viewer(), forms.ticked(request.form))


def _queue(problem: MapappError | None = None) -> Response:
    db, who = session(), viewer()
    piles = queries.piles(db, who)
    asked = request.values.get("load")
    first = piles[0] if piles else None
    wanted = (one for one in piles if (one.load.id if one.load else None) == forms.load_id(request.values))
    chosen = next(wanted, first) if asked else first
    load_id = chosen.load.id if chosen and chosen.load else None
    shown = page(request.args.get("page"), chosen.waiting if chosen else 0, _PAGE_SIZE)
    rows = db.execute(queries.drafts(who, load_id).offset(shown.offset).limit(shown.size)).unique().all()
    samples = [(sample, list(several)) for sample, several in groupby(rows, key=lambda row: row[0].sample)]
    html = render_template(
        "samples/checking.html",
        piles=piles,
        chosen=chosen,
        samples=[(one, _heading(one), several) for one, several in samples],
        page=shown,
        mine=lambda one: access.entered(who, one),
        problem=problem,
        **_common(),
    )
    return make_response(html, _status(problem))


def _page(result_id: int, problem: MapappError | None = None, asked: str = "") -> Response:
    db, who = session(), viewer()
    found = queries.find(db, result_id, who)
    if found is None:
        raise NotFound(_("There is no such result."), _("It may not be public, or its load was undone."))
    one, version = found
    html = render_template(
        "samples/result.html",
        result=one,
        seen=version,
        heading=_heading(one.sample),
        badge=present.state_badge(one),
        organisation=present.organisation_of(db, one.sample),
        norms=_norms(one),
        findings=present.findings_of(db, one, who),
        history=present.history(db, one, who),
        deeds=present.deeds(who, one),
        own_draft=one.state == "draft" and access.entered(who, one),
        problem=problem,
        asked=asked,
        typed=request.form,
        siblings=len([other for other in one.sample.results if other.state != "withdrawn"]),
        **_common(),
    )
    return make_response(html, _status(problem))


def _norms(result: Result) -> Table:
    """The value beside every norm that fits it."""
    found = judge(result, limits_of(session(), [result.substance_code])[result.substance_code], norm_set())
    return replace(table(result.sample, [found], language()), caption=_("Compared with norms"), note="")


def _heading(sample: Sample) -> str:
    """The sample in a line: medium, depth or species, when."""
    parts = (sample_words.MEDIUM[sample.medium], sample.taxon, sample.label)
    return ", ".join(str(part) for part in parts if part)


def _common() -> dict[str, Any]:
    numbers = {"day": figures.day, "short_number": figures.short_number, "written_value": written_value}
    return {"words": sample_words, "qualifiers": QUALIFIERS, "texts": words, **numbers}


def _status(problem: MapappError | None) -> int:
    return next((code for kind, code in _STATUS if isinstance(problem, kind)), 200)
