"""The pages of campaigns, of their plans and of their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from mapapp.accounts import shelves
from mapapp.accounts.access import needs
from mapapp.accounts.models import Organisation
from mapapp.accounts.queries import oblasts
from mapapp.core import figures
from mapapp.core.addresses import absolute
from mapapp.core.charts.answer import answer
from mapapp.core.database import session
from mapapp.core.i18n import language, localize
from mapapp.core.spreadsheets import written
from mapapp.core.viewer import Role, Viewer, viewer
from mapapp.domains.samples import words as sample_words
from mapapp.domains.samples.campaigns import compared, files, forms, labels, places, present, queries, service, words
from mapapp.domains.samples.models import CAMPAIGN_STATES, Campaign, PlannedSample
from mapapp.domains.samples.norms.sets import norm_set
from mapapp.domains.samples.queries import limits_of
from mapapp.errors import BadInput, Forbidden, NotFound, Unprocessable

blueprint = Blueprint("campaigns", __name__)
Form = MultiDict[str, str]


@blueprint.record_once
def _register(state: Any) -> None:
    """What an organisation's page shows of this."""
    shelves.add(state.app, present.shelf)
    shelves.add(state.app, present.sampled_shelf)


@blueprint.after_request
def _kept_by_nobody(response: Response) -> Response:
    if viewer() != Viewer():
        response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/campaigns")
def index() -> str:
    """The campaigns that are public, and those of one's own organisation."""
    found = present.listed(session(), list(session().scalars(queries.visible(viewer()))))
    return render_template("samples/campaigns.html", campaigns=found, may_add=bool(viewer().organisation_ids))


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
@needs(Role.MEMBER)
def new() -> ResponseReturnValue:
    """A campaign of one's organisation."""
    own = [one for one in session().scalars(select(Organisation)) if one.id in viewer().organisation_ids]
    if not own:
        raise Forbidden(_("Campaigns belong to an organisation, and you are a member of none."))
    named = sorted(((one.id, localize(one.names, language()).value) for one in own), key=lambda pair: pair[1])

    def save(draft: service.CampaignDraft) -> str:
        chosen = next((one.id for one in own if str(one.id) == request.form.get("organisation")), own[0].id)
        return service.add(session(), viewer(), chosen, draft).key

    return _campaign_form(None, save, named)


@blueprint.get("/campaigns/<key>")
def campaign(key: str) -> str:
    """The plan with its progress, then the results side by side and along the line."""
    found = _campaign(key)
    lines = queries.lines(session(), found, viewer())
    results, limits = _results(lines)
    inside = queries.works_on(viewer(), found)
    owner = session().get_one(Organisation, found.organisation_id)
    return render_template(
        "samples/campaign.html",
        campaign=found,
        name=localize(found.names, language()),
        about=localize(found.words, language()),
        organisation=(owner.key, localize(owner.names, language())),
        badge=present.badge(found),
        when=present.when(found),
        lines=lines,
        progress=queries.progress(lines),
        analytes=present.analytes(session(), found.planned),
        table=compared.table(results, language()),
        charts=compared.charts(found, results, limits, language()),
        inside=inside,
        **_words(),
    )


@blueprint.get("/campaigns/<key>/charts/<chart_id>.<any(svg,png):form>")
def chart(key: str, chart_id: str, form: str) -> Response:
    """A chart of the campaign's results."""
    found = _campaign(key)
    results, limits = _results(queries.lines(session(), found, viewer()))
    return answer(compared.charts(found, results, limits, language()), chart_id, form)


@blueprint.route("/campaigns/<key>/edit", methods=["GET", "POST"])
@needs(Role.MEMBER)
def edit(key: str) -> ResponseReturnValue:
    """Names, words, dates, state and visibility."""
    found = _own(key)

    def save(draft: service.CampaignDraft) -> str:
        service.change(session(), viewer(), found, draft)
        return found.key

    return _campaign_form(found, save)


@blueprint.route("/campaigns/<key>/plan", methods=["GET", "POST"])
@needs(Role.MEMBER)
def plan(key: str) -> ResponseReturnValue:
    """Many samples added at once: a number of them, or a pasted list of places."""
    found, problem = _own(key), None
    if request.method == "POST":
        try:
            made = service.plan(session(), viewer(), found, forms.plan(request.form))
        except BadInput as error:
            session().rollback()
            found, problem = _own(key), error
        else:
            flash(ngettext("%(num)s sample is planned.", "%(num)s samples are planned.", len(made)), "success")
            return redirect(url_for("campaigns.campaign", key=key, _anchor="plan"), 303)
    typed: Form = request.form if problem else MultiDict({"medium": "soil"})
    return _form("samples/campaign_plan.html", found, typed, problem, most=places.MOST_PLACES)


@blueprint.route("/campaigns/<key>/plan/<int:planned_id>", methods=["GET", "POST"])
@needs(Role.MEMBER)
def sample(key: str, planned_id: int) -> ResponseReturnValue:
    """One planned sample: place, medium, substances, person and date."""
    planned, problem = _planned(key, planned_id), None
    if request.method == "POST":
        try:
            service.change_sample(session(), viewer(), planned, forms.sample(request.form))
        except BadInput as error:
            session().rollback()
            planned, problem = _planned(key, planned_id), error
        else:
            return redirect(url_for("campaigns.campaign", key=key, _anchor=planned.label), 303)
    typed = request.form if problem else _told(planned)
    return _form("samples/campaign_sample.html", planned.campaign, typed, problem, planned=planned)


@blueprint.post("/campaigns/<key>/plan/<int:planned_id>/remove")
@needs(Role.MEMBER)
def remove(key: str, planned_id: int) -> ResponseReturnValue:
    """Takes a sample that was not taken yet out of the plan."""
    service.remove_sample(session(), viewer(), _planned(key, planned_id))
    return redirect(url_for("campaigns.campaign", key=key, _anchor="plan"), 303)


@blueprint.get("/campaigns/<key>/labels")
@needs(Role.MEMBER)
def sheet(key: str) -> str:
    """The labels to print: code, square for a phone's camera, campaign, place, medium, room for the date."""
    found = _own(key)
    name = localize(found.names, language())
    made = [(one, labels.square(absolute("campaigns.short", label=one.label))) for one in found.planned]
    return render_template("samples/labels.html", campaign=found, name=name, labels=made, **_words())


@blueprint.get("/campaigns/<key>/plan.csv")
def table(key: str) -> Response:
    """The plan for a spreadsheet; who takes a sample stands in it for members only."""
    found = _campaign(key)
    lines = queries.lines(session(), found, viewer())
    inside = queries.works_on(viewer(), found)
    return _csv(f"{key}-plan", files.PLAN_COLUMNS, files.plan_rows(session(), lines, inside=inside))


@blueprint.get("/campaigns/<key>/results.csv")
def results(key: str) -> Response:
    """The results for a spreadsheet, each with its state, its flags and its norm."""
    lines = queries.lines(session(), _campaign(key), viewer())
    return _csv(f"{key}-results", files.RESULT_COLUMNS, files.result_rows(lines))


@blueprint.get("/s/<label>")
def short(label: str) -> str:
    """What a label stands for: the page that a phone's camera opens."""
    code = labels.read(label)
    planned = queries.by_label(session(), code, viewer()) if code else None
    if planned is None:
        raise NotFound(_("There is no sample with this label."), _("It may belong to a campaign that is not public."))
    lines = queries.lines(session(), planned.campaign, viewer())
    return render_template(
        "samples/label.html",
        planned=planned,
        line=next(one for one in lines if one.planned is planned),
        name=localize(planned.campaign.names, language()),
        analytes=present.analytes(session(), [planned])[planned.id],
        inside=queries.works_on(viewer(), planned.campaign),
        **_words(),
    )


def _campaign(key: str) -> Campaign:
    found = queries.find(session(), key, viewer())
    if found is None:
        raise NotFound(_("There is no such campaign."), _("It may not be public."))
    return found


def _own(key: str) -> Campaign:
    """The campaign, for those who may change it; for others who know of it that is refused."""
    found = _campaign(key)
    if not queries.works_on(viewer(), found):
        raise Forbidden(_("Only members of the organisation can change its campaign."))
    return found


def _planned(key: str, planned_id: int) -> PlannedSample:
    found = next((one for one in _own(key).planned if one.id == planned_id), None)
    if found is None:
        raise NotFound(_("There is no such sample in the plan."))
    return found


def _results(lines: list[queries.Line]) -> tuple[list[compared.Found], compared.Limits]:
    limits = limits_of(session(), {result.substance_code for line in lines for result in line.results})
    return compared.found(lines, limits, norm_set()), limits


def _campaign_form(
    found: Campaign | None, save: Callable[[service.CampaignDraft], str], own: Iterable[tuple[int, str]] = ()
) -> ResponseReturnValue:
    problem, known = None, oblasts(session())
    if request.method == "POST":
        try:
            key = save(forms.campaign(request.form, {code for code, _name in known}))
        except BadInput as error:
            session().rollback()
            found, problem = found and _own(found.key), error
        else:
            return redirect(url_for("campaigns.campaign", key=key), 303)
    typed = request.form if problem else _said(found)
    more = {"own": list(own), "oblasts": known, "states": CAMPAIGN_STATES}
    return _form("samples/campaign_form.html", found, typed, problem, **more)


def _form(template: str, found: Campaign | None, typed: Form, problem: BadInput | None, **more: Any) -> Response:
    wrong = problem.fields if isinstance(problem, Unprocessable) else {}
    name = localize(found.names, language()) if found else None
    page = {"campaign": found, "name": name, "typed": typed, "problem": problem, "wrong": wrong}
    html = render_template(template, **page, **more, **_words())
    return make_response(html, 422 if problem else 200)


def _said(found: Campaign | None) -> Form:
    if found is None:
        return MultiDict({"state": "planned", "visibility": "organisation"})
    plain = {name: getattr(found, name) or "" for name in ("state", "visibility", "starts_on", "ends_on", "oblast")}
    texts = {f"{kind}_{code}": text for kind, one in _texts(found) for code, text in one.items()}
    return MultiDict({**plain, **texts, "line": present.corners(found)})


def _texts(found: Campaign) -> tuple[tuple[str, dict[str, str]], ...]:
    return ("name", found.names), ("words", found.words)


def _told(planned: PlannedSample) -> Form:
    said = {name: getattr(planned, name) for name in ("place", "medium", "who", "planned_on")}
    analytes = present.analytes(session(), [planned])[planned.id]
    return MultiDict({**said, "analytes": analytes, "coordinates": present.where(planned)})


def _words() -> dict[str, Any]:
    return {"words": sample_words, "texts": words, "day": figures.day, "where": present.where}


def _csv(name: str, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Response:
    made = Response("".join(written(tuple(header), rows)), mimetype="text/csv")
    made.headers["Content-Disposition"] = f'attachment; filename="mapapp-{name}.csv"'
    made.headers["Cache-Control"] = "no-cache"
    return made
