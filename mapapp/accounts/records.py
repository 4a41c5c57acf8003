"""Pages for administrators: organisations, and the audit log."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mapapp.accounts import organisations, queries
from mapapp.accounts.access import fresh, needs
from mapapp.accounts.grants import unlimited
from mapapp.accounts.models import Organisation
from mapapp.accounts.people_forms import OrganisationForm
from mapapp.accounts.views import me
from mapapp.accounts.words import ACTION, DETAIL, ROLE
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.viewer import Role
from mapapp.errors import BadInput, Forbidden, NotFound

blueprint = Blueprint("staff", __name__, url_prefix="/account")


@blueprint.get("/organisations")
@needs(Role.ADMINISTRATOR)
def list_organisations() -> ResponseReturnValue:
    """All organisations."""
    found, who = queries.organisations(session()), me()
    may = {one.id for one in found if organisations.may_rename(who, one)}
    return render_template("accounts/organisations.html", organisations=found, may=may, may_add=unlimited(who))


@blueprint.route("/organisations/add", methods=["GET", "POST"], defaults={"key": None})
@blueprint.route("/organisations/<key>", methods=["GET", "POST"])
@needs(Role.ADMINISTRATOR)
@fresh
def organisation(key: str | None) -> ResponseReturnValue:
    """The names of one, or a new one."""
    db, who = session(), me()
    found = db.query(Organisation).filter_by(key=key).one_or_none() if key else None
    if key and found is None:
        raise NotFound(_("There is no such organisation."))
    if not organisations.may_rename(who, found):
        raise Forbidden(_("You cannot change this organisation."))
    form = OrganisationForm(data=found.names if found else None)
    if form.validate_on_submit():
        try:
            organisations.save(db, who, found, form.names())
        except BadInput as error:
            form.kk.errors = [error.message]
        else:
            return redirect(url_for("staff.list_organisations"))
    return render_template("accounts/organisation.html", form=form, organisation=found)


@blueprint.get("/audit")
@needs(Role.ADMINISTRATOR)
def log() -> ResponseReturnValue:
    """The audit log, the newest first; with ``check=1`` also whether it is whole."""
    db = session()
    if not unlimited(me()):
        raise Forbidden(_("Only administrators of the whole map may read the log."))
    asked = request.args.get("person", "")
    person = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    wanted = queries.Wanted(request.args.get("action", ""), person)
    page, entries = queries.entries(db, wanted, request.args.get("page"))
    broken = next(audit.broken(db), None) if request.args.get("check") else None
    return render_template(
        "accounts/audit.html",
        page=page,
        entries=entries,
        wanted=wanted,
        names=queries.names_of(db),
        actions=queries.actions(db),
        checked=bool(request.args.get("check")),
        broken=broken,
        action_words=ACTION,
        detail_words=DETAIL,
        role_words=ROLE,
    )


@blueprint.after_request
def _not_kept(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
