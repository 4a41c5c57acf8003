"""Who may open a page: decorators for views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.utils import check_and_update_authn_fresh

from mapapp.accounts.logins import person
from mapapp.accounts.settings import FRESH_FOR, FRESH_GRACE
from mapapp.accounts.viewer import at_least, viewer
from mapapp.core.viewer import Role
from mapapp.errors import Forbidden, NotLoggedIn

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


def needs(role: Role) -> Callable[[View[P]], View[P]]:
    """Lets in whoever is trusted with ``role`` or more.

    Anonymous people are led to the log-in (JSON: 401), others are refused (403); a moderator or administrator
    without a second factor is led to set it up.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            asking = viewer()
            if at_least(asking, role):
                return view(*args, **kwargs)
            return _log_in() if asking.person_id is None else _refuse()

        return guarded

    return decorate


def logged_in(view: View[P]) -> View[P]:
    """Lets in whoever is logged in, with whatever role."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return view(*args, **kwargs) if viewer().person_id is not None else _log_in()

    return guarded


def fresh(view: View[P]) -> View[P]:
    """Asks for the password again when it was typed long ago; goes under ``needs`` or ``logged_in``."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if check_and_update_authn_fresh(FRESH_FOR, FRESH_GRACE, "session"):
            return view(*args, **kwargs)
        return redirect(url_for("security.verify", next=_here()))

    return guarded


def _log_in() -> ResponseReturnValue:
    if _wants_page():
        return redirect(url_for("security.login", next=_here()))
    raise NotLoggedIn(_("Log in to see this."))


def _refuse() -> ResponseReturnValue:
    user = person()
    if user and user.trusted and not user.tf_primary_method and _wants_page():
        return redirect(url_for("security.two_factor_setup"))
    raise Forbidden(_("You may not open this."), _("Ask an administrator if you need it for your work."))


def _wants_page() -> bool:
    kinds = request.accept_mimetypes
    if request.path.endswith((".json", ".geojson")):
        return False
    return kinds.accept_html or kinds.best_match(["text/html", "application/json"]) != "application/json"


def _here() -> str | None:
    """Where to come back to; nothing for what was sent, which cannot be sent again by itself."""
    return request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
