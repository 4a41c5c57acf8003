"""The pages of the files that organisations bring in: the list, a new one, what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from importers.web import access, outcome, present, receiving, steps, words
from mapapp.accounts.access import logged_in
from mapapp.accounts.models import Organisation
from mapapp.core.bodies import takes
from mapapp.core.database import session
from mapapp.core.loads import Load
from mapapp.core.paging import page as page_of
from mapapp.core.throttle import limited
from mapapp.core.viewer import viewer
from mapapp.domains.samples import undo as deeds
from mapapp.errors import Conflict

blueprint = Blueprint("laboratory", __name__, url_prefix="/laboratory")
_FORM_BYTES = 200_000


@blueprint.get("")
@logged_in
def index() -> str:
    """The files of one's organisations, the newest first."""
    mine = access.organisations(session())
    total = session().scalar(select(func.count()).select_from(Load).where(_listed())) or 0
    shown = page_of(request.args.get("page"), total)
    statement = select(Load).where(_listed()).order_by(Load.id.desc()).offset(shown.offset).limit(shown.size)
    found = present.lines(session(), session().scalars(statement))
    return render_template("importers/index.html", lines=found, page=shown, organisations=mine)


@blueprint.route("/new", methods=["GET", "POST"])
@takes(receiving.MOST_BYTES + _FORM_BYTES)
@logged_in
@limited("30 per hour; 100 per day", scope="laboratory-files")
def new() -> ResponseReturnValue:
    """The file, and what is to be said of it."""
    mine = access.organisations(session())
    if not mine:
        if request.method == "POST":
            raise Conflict(_("You belong to no organisation."), _("Ask an administrator to add you to yours."))
        return make_response(render_template("importers/nobody.html"))
    if request.method == "GET":
        return _new(receiving.fresh(mine), mine)
    made = receiving.receive(session(), request.form, request.files.get("file"), mine)
    if isinstance(made, receiving.Form):
        return _new(made, mine)
    return redirect(url_for("laboratory.columns", load_key=made.key), 303)


@blueprint.get("/<uuid:load_key>")
@logged_in
def page(load_key: UUID) -> ResponseReturnValue:
    """One file: how far it is, and what can be done with it."""
    load = access.find(session(), load_key)
    if load.state in ("uploaded", "checked"):
        step = "columns" if load.state == "uploaded" else "preview"
        return redirect(url_for(f"laboratory.{step}", load_key=load_key))
    line = present.lines(session(), [load])[0]
    return make_response(
        render_template("importers/load.html", line=line, notes=outcome.notes(load), stuck=outcome.stuck(load))
    )


@blueprint.get("/<uuid:load_key>/results")
@logged_in
def results(load_key: UUID) -> str:
    """The results that the file brought, as its members see them."""
    load = access.find(session(), load_key)
    shown = page_of(request.args.get("page"), outcome.count(session(), load))
    rows = outcome.results(session(), load, shown)
    return render_template("importers/results.html", line=present.lines(session(), [load])[0], rows=rows, page=shown)


@blueprint.route("/<uuid:load_key>/publish", methods=["GET", "POST"])
@logged_in
@limited("60 per hour", scope="laboratory-steps")
def publish(load_key: UUID) -> ResponseReturnValue:
    """What would become public; sent, it is."""
    load = access.find(session(), load_key)
    if request.method == "POST":
        deeds.publish(session(), load, viewer())
        return redirect(url_for("laboratory.page", load_key=load_key), 303)
    if load.state != "loaded":
        raise Conflict(_("Only what is loaded and not public yet can be published."), _("Look at its page."))
    return _ask("publish", load)


@blueprint.route("/<uuid:load_key>/undo", methods=["GET", "POST"])
@logged_in
@limited("60 per hour", scope="laboratory-steps")
def undo(load_key: UUID) -> ResponseReturnValue:
    """What would be removed; sent, it is."""
    load = access.find(session(), load_key)
    if request.method == "POST":
        deeds.undo(session(), load, viewer())
        load.content = None
        return redirect(url_for("laboratory.page", load_key=load_key), 303)
    if load.state not in ("loaded", "published"):
        raise Conflict(_("There is nothing to take back."), _("Look at its page."))
    return _ask("undo", load)


@blueprint.post("/<uuid:load_key>/drop")
@logged_in
@limited("60 per hour", scope="laboratory-steps")
def drop(load_key: UUID) -> ResponseReturnValue:
    """Forgets a file that was not loaded."""
    load = access.find(session(), load_key, lock=True)
    if not steps.changeable(load):
        raise Conflict(_("This file was loaded meanwhile."), _("Look at its page."))
    load.state, load.content, load.preview, load.problems = "dropped", None, {}, []
    return redirect(url_for("laboratory.index"), 303)


for _rule, _view, _name, _methods in (
    ("columns", steps.columns_step, "columns", ("GET", "POST")),
    ("answers", steps.answers, "answers", ("POST",)),
    ("preview", steps.preview, "preview", ("GET",)),
    ("problems.csv", steps.problems, "problems", ("GET",)),
    ("mapping.toml", steps.mapping, "mapping", ("GET",)),
    ("map.geojson", steps.places, "places", ("GET",)),
    ("state.json", steps.state, "state", ("GET",)),
    ("load", steps.load_step, "load", ("POST",)),
):
    blueprint.add_url_rule(f"/<uuid:load_key>/{_rule}", _name, _view, methods=list(_methods))


def _listed() -> ColumnElement[bool]:
    return access.seen() & (Load.kind == "samples") & (Load.state != "dropped")


def _new(form: receiving.Form, mine: Sequence[Organisation]) -> Response:
    named = receiving.named_mappings(session(), mine)
    page = render_template(
        "importers/new.html",
        form=form,
        organisations=mine,
        named=named,
        licences=words.LICENCES,
        fields=receiving.ABOUT,
    )
    return make_response(page, 422 if form.errors else 200)


def _ask(deed: str, load: Load) -> Response:
    """The page that says what a deed means before it is done."""
    line, found = present.lines(session(), [load])[0], outcome.made(session(), load)
    return make_response(render_template(f"importers/{deed}.html", line=line, made=found))


@blueprint.after_request
def _not_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
