"""Log-in, log-out, second factor, forgotten passwords: the views of Flask-Security that are used, and no others.

They have addresses, limits and templates of ours; the set-up of the second factor is a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from flask_security import views as theirs
from flask_security.proxies import _datastore, _security
from flask_security.recovery_codes import mf_recovery
from flask_security.tf_plugin import tf_clean_session

from mapapp.accounts import logins
from mapapp.accounts.access import fresh, logged_in
from mapapp.accounts.factor import row
from mapapp.accounts.forms import CodeForm
from mapapp.accounts.happenings import subject
from mapapp.accounts.models import User
from mapapp.accounts.viewer import viewer_of
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.throttle import limited
from mapapp.errors import BadInput, Forbidden

blueprint = Blueprint("security", __name__)  # Flask-Security looks for its pages under this name
_SECRET = "tf_totp_secret"  # noqa: S105 -- where Flask-Security keeps the sealed secret until it is confirmed


def _route(path: str, view: Callable[..., Any], endpoint: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> None:
    counted = limited("60 per hour", scope="log-in")(theirs_alone(view))
    blueprint.add_url_rule(path, endpoint, counted, methods=list(methods))


def theirs_alone(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of Flask-Security under a function of ours, which can be marked without changing theirs."""

    def ours(**values: str) -> ResponseReturnValue:
        answer: ResponseReturnValue = view(**values)
        return answer

    return ours


_route("/login", theirs.login, "login")
_route("/logout", theirs.logout, "logout", methods=("POST",))
_route("/login/code", theirs.two_factor_token_validation, "two_factor_token_validation")
_route("/login/recovery", mf_recovery, "mf_recovery")
_route("/login/again", theirs.verify, "verify")
_route("/password", theirs.forgot_password, "forgot_password")
_route("/password/<token>", theirs.reset_password, "reset_password")
_route("/account/password", theirs.change_password, "change_password")


@blueprint.route("/login/lost", endpoint="two_factor_rescue")
def lost() -> ResponseReturnValue:
    """What to do without the phone."""
    return render_template("security/lost.html")


@blueprint.route("/account/second-factor", methods=["GET", "POST"], endpoint="two_factor_setup")
@limited("60 per hour", scope="log-in")
def second_factor() -> ResponseReturnValue:
    """The picture to scan and the first code; also for whoever has given the password and must have one to go on."""
    user = logins.person()
    if user is not None:
        return _scan_again()
    user = _half_way()
    if user is None:
        tf_clean_session()
        return redirect(url_for("security.login"))
    return _scan(user)


@blueprint.post("/account/second-factor/off")
@logged_in
@fresh
def second_factor_off() -> ResponseReturnValue:
    """No more codes, for those who may do without."""
    user = row(current_user)
    if user.trusted:
        raise Forbidden(_("Moderators and administrators log in with a code."), _("You can set up another phone."))
    _datastore.tf_reset(user)
    user.mf_recovery_codes = None
    audit.record(session(), viewer_of(user), "second_factor_off", subject(user))
    return redirect(url_for("accounts.account"))


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@logged_in
@fresh
def recovery_codes() -> ResponseReturnValue:
    """How many codes are left; sending the form makes new ones and shows them, once."""
    user = row(current_user)
    if not user.tf_primary_method:
        return redirect(url_for("security.two_factor_setup"))
    codes = _new_codes(user) if request.method == "POST" else []
    return render_template("security/recovery_codes.html", codes=codes, left=len(user.mf_recovery_codes or []))


@fresh
def _scan_again() -> ResponseReturnValue:
    return _scan(row(current_user))


def _scan(user: User) -> ResponseReturnValue:
    secret = cookie.setdefault(_SECRET, _security.totp_factory.generate_totp_secret())
    form = CodeForm()
    form.user, form.tf_totp_secret, form.primary_method, form.is_setup = user, secret, "authenticator", True
    if form.validate_on_submit():
        return _set_up(user, secret)
    shown = _security.totp_factory.fetch_setup_values(secret, user)
    return render_template("security/second_factor.html", form=form, shown=shown, person=user)


def _set_up(user: User, secret: str) -> ResponseReturnValue:
    """The factor counts from now on, on all devices; then the recovery codes, which nobody sees again."""
    new = logins.person() is None
    _datastore.tf_set(user, "authenticator", totp_secret=secret)
    logins.end(session(), user, but=logins.current_id())
    _security.two_factor_plugins.tf_complete(user, new)
    audit.record(session(), viewer_of(user), "second_factor_on", subject(user))
    return render_template("security/recovery_codes.html", codes=_new_codes(user), left=0, first=True)


def _new_codes(user: User) -> list[str]:
    codes: list[str] = _security.mf_recovery_codes_util.create_recovery_codes(user)
    audit.record(session(), viewer_of(user), "recovery_codes_made", subject(user))
    return codes


def _half_way() -> User | None:
    """The person of this browser who has given the right password and has no second factor yet."""
    if cookie.get("tf_state") != "setup_from_login" or not cookie.get("tf_user_id"):
        return None
    found = _datastore.find_user(fs_uniquifier=cookie["tf_user_id"])
    return row(found) if found and found.active and not found.tf_primary_method else None


@blueprint.before_request
def _forms_only() -> None:
    if request.mimetype == "application/json":
        raise BadInput(_("This page takes forms."), "")


@blueprint.after_request
def _not_kept(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
