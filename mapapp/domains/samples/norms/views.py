"""Pages of the norms."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from mapapp.accounts import access
from mapapp.accounts.viewer import viewer
from mapapp.core import figures
from mapapp.core.database import session
from mapapp.core.datasets import cards
from mapapp.core.i18n import language, localize
from mapapp.core.viewer import Role
from mapapp.domains.samples import words
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Substance
from mapapp.domains.samples.norms import present, queries, service, sets
from mapapp.domains.samples.norms.assess import how_many
from mapapp.domains.samples.norms.forms import LimitForm, filled
from mapapp.domains.samples.present import written_value
from mapapp.errors import BadInput, Conflict, NotFound

blueprint = Blueprint("limits", __name__, url_prefix="/limits")


@blueprint.app_context_processor
def _picker() -> dict[str, object]:
    """For templates/samples/parts/norms.html, on whichever page it stands."""
    return {"norm_picker": sets.picker}


@blueprint.get("")
def index() -> str:
    """The limit values, each with its act and how it was verified; by medium, jurisdiction and substance."""
    asked = queries.Asked(*(_plain(name) for name in ("medium", "jurisdiction", "substance")))
    return render_template(
        "samples/limits.html",
        rows=queries.limits(session(), asked),
        words=words,
        asked=asked,
        substances=queries.with_norms(session()),
        may_edit=_may_edit(),
        datasets=cards(session(), language()),
    )


@blueprint.get("/<int:limit_id>")
def limit(limit_id: int) -> str:
    """One norm: its act and dates, its history, and the results that it decides."""
    found, substance = _found(limit_id)
    who = viewer()
    return render_template(
        "samples/limit.html",
        limit=found,
        substance=substance,
        value=present.value(found),
        facts=present.facts(found),
        links=present.links(found),
        history=present.story(queries.history(session(), found.id), with_names=who.role is Role.ADMINISTRATOR),
        counted=queries.decided(session(), found, who),
        results=queries.results(session(), found, who),
        written_value=written_value,
        short_number=figures.short_number,
        day=figures.day,
        words=words,
        may_edit=_may_edit(),
        datasets=cards(session(), language()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.needs(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """Enter a norm."""
    form = LimitForm(averaging="none", verification="needs_primary_check", substance=_plain("substance"))
    form.offer(queries.substances(session()))
    if form.validate_on_submit():
        made = service.enter(session(), viewer(), str(form.substance.data), form.columns(), str(form.reason.data))
        return _done(made)
    return _asked_again(form, None)


@blueprint.route("/<int:limit_id>/edit", methods=["GET", "POST"])
@access.needs(Role.ADMINISTRATOR)
def edit(limit_id: int) -> ResponseReturnValue:
    """Correct a norm, or end it."""
    found, substance = _found(limit_id, lock=request.method == "POST")
    latest = queries.latest_version(session(), limit_id)
    form = LimitForm(data=filled(found, latest))
    form.offer([substance])
    if form.validate_on_submit():
        if form.version.data != str(latest):
            raise Conflict(_("Somebody else changed this norm meanwhile."), _("Open it again and look at the change."))
        try:
            service.correct(session(), viewer(), found, form.columns(), str(form.reason.data))
        except BadInput as error:
            form.form_errors.append(f"{error.message} {error.hint}")
            return _asked_again(form, found)
        return _done(found)
    return _asked_again(form, found)


@blueprint.get("/surface-water")
def surface_water() -> str:
    """The unified classification of surface water, as printed."""
    rows = queries.water_classes(session())
    return render_template("samples/surface_water.html", rows=rows, datasets=cards(session(), language()))


@blueprint.get("/summation-groups")
def summation_groups() -> str:
    """The groups of air pollutants with added effect."""
    return render_template(
        "samples/summation_groups.html",
        rows=queries.summation_groups(session()),
        names={one.code: localize(one.names, language()) for one in queries.substances(session())},
        datasets=cards(session(), language()),
    )


def _plain(name: str) -> str:
    return request.args.get(name, "").replace("\x00", "")


def _may_edit() -> bool:
    who = viewer()
    return who.role is Role.ADMINISTRATOR and not who.oblasts


def _found(limit_id: int, *, lock: bool = False) -> tuple[Limit, Substance]:
    found = queries.find(session(), limit_id, lock=lock) if limit_id < 2**31 else None
    if found is None:
        raise NotFound(_("There is no such norm."), _("See the list of all norms."))
    return found


def _done(changed: Limit) -> Response:
    """Back to the norm, with what became of the results."""
    count = how_many(session(), changed.substance_code)
    if service.waits(session(), changed.substance_code):
        said = _("Saved. Its results are many; they are compared again in the background.")
    else:
        said = ngettext(
            "Saved. %(num)s result of this substance was compared again.",
            "Saved. %(num)s results of this substance were compared again.",
            count,
        )
    flash(said, "success")
    answer: Response = redirect(url_for("limits.limit", limit_id=changed.id))  # type: ignore[assignment] # werkzeug's
    return answer


def _asked_again(form: LimitForm, found: Limit | None) -> ResponseReturnValue:
    page = render_template("samples/limit_form.html", form=form, limit=found)
    return page, 422 if form.errors else 200
