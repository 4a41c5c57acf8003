"""Pages about oneself, and the door for those who were invited."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.proxies import _security
from flask_security.utils import login_user

from mapapp.accounts import invitations, logins
from mapapp.accounts.access import logged_in
from mapapp.accounts.forms import OwnForm, WelcomeForm
from mapapp.accounts.happenings import subject
from mapapp.accounts.models import Invitation, User
from mapapp.accounts.queries import oblasts
from mapapp.accounts.viewer import viewer, viewer_of
from mapapp.accounts.words import ROLE
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.core.throttle import limited
from mapapp.errors import Conflict, NotFound

blueprint = Blueprint("accounts", __name__)


def me() -> User:
    """The person who is logged in, behind ``logged_in`` or ``needs``."""
    found = logins.person()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


@blueprint.get("/account/start")
@logged_in
def start() -> ResponseReturnValue:
    """Where a log-in leads: to the work, else to one's own page."""
    who, there = viewer(), current_app.view_functions
    if who.moderates and "moderation.queue" in there:
        return redirect(url_for("moderation.queue"))
    of_one = bool(who.organisation_ids) and "laboratory.index" in there
    return redirect(url_for("laboratory.index" if of_one else "accounts.account"))


@blueprint.route("/account", methods=["GET", "POST"])
@logged_in
def account() -> ResponseReturnValue:
    """Name and language, the ways to log in, the log-ins, the roles."""
    user = me()
    form = OwnForm(name=user.name, language=user.language or language())
    if form.validate_on_submit():
        user.name, user.language = str(form.name.data).strip(), str(form.language.data)
        audit.record(session(), viewer_of(user), "person_changed", subject(user))
        return redirect(url_for("accounts.account", saved=1))
    return render_template("accounts/account.html", form=form, person=user, **_about(user))


@blueprint.post("/account/logins/<int:login_id>/end")
@logged_in
def end_login(login_id: int) -> ResponseReturnValue:
    """One log-in of one's own counts no more; with this browser's own it is a log-out."""
    user = me()
    if logins.end(session(), user, only=login_id):
        audit.record(session(), viewer_of(user), "logins_ended", subject(user), number=1)
    return redirect(url_for("accounts.account", _anchor="logins"))


@blueprint.post("/account/logins/end")
@logged_in
def end_logins() -> ResponseReturnValue:
    """All log-ins of one's own but this one count no more."""
    user = me()
    ended = logins.end(session(), user, but=logins.current_id())
    if ended:
        audit.record(session(), viewer_of(user), "logins_ended", subject(user), number=ended)
    return redirect(url_for("accounts.account", _anchor="logins"))


@blueprint.route("/account/invitation/<token>", methods=["GET", "POST"])
@limited("60 per hour", scope="log-in")
def invitation(token: str) -> ResponseReturnValue:
    """Choose a name and a password; then the second factor, or in at once for those who need none."""
    found = invitations.invited(session(), token)
    form = WelcomeForm(name=found.name)
    if form.validate_on_submit():
        wrong, password = _security.password_util.validate(
            str(form.password.data), False, user=User(email=found.email, name=str(form.name.data))
        )
        if not wrong:
            return _welcome(found, form, password)
        form.password.errors = wrong
    return render_template("accounts/invitation.html", form=form, invitation=found, role=ROLE[found.role])


def _welcome(found: Invitation, form: WelcomeForm, password: str) -> ResponseReturnValue:
    if logins.person() is not None:
        raise Conflict(_("Somebody is logged in with this browser."), _("Log out first, then open the link again."))
    user = invitations.accept(session(), found, str(form.name.data), password, language())
    further = _security.two_factor_plugins.tf_enter(user, False, "invitation", next_loc=None)
    if further is not None:
        answer: ResponseReturnValue = further
        return answer
    login_user(user, authn_via=["invitation"])
    return redirect(url_for("accounts.account"))


def _about(user: User) -> dict[str, object]:
    return {
        "grants": user.grants,
        "role_words": ROLE,
        "oblast_names": dict(oblasts(session())),
        "logins": sorted(logins.running(session(), user), key=lambda one: one.id != logins.current_id()),
        "this_login": logins.current_id(),
        "codes_left": len(user.mf_recovery_codes or []),
    }


@blueprint.after_request
def _not_kept(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
