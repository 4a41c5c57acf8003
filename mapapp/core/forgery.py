"""Forms can be sent from our own pages only.

Every POST, PUT, PATCH and DELETE needs the token that the page got with its form: in the field ``csrf_token`` or in the
header ``X-CSRFToken``. The token hangs on the session cookie, which is made when a form is shown and not before.
"""

from __future__ import annotations

from flask import Flask, Response, g
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect

from mapapp.errors import render


def init_app(app: Flask) -> None:
    """Refuses unsafe requests without a token (code "csrf"), and gives templates ``csrf_token()``."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # somebody on a bus fills in a form for hours
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, and our own pages send none
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if app.config["SESSION_COOKIE_SECURE"]:
        app.config["SESSION_COOKIE_NAME"] = "__Host-session"  # no other host of the domain can set it
    CSRFProtect(app)
    app.register_error_handler(CSRFError, _refused)
    app.after_request(_keep_private)


def _refused(_error: CSRFError) -> Response:
    message = _("This page was open for too long, or your browser keeps no cookies.")
    return render(400, "csrf", message, _("Load the page again and send the form once more."))


def _keep_private(response: Response) -> Response:
    """A page with somebody's token is theirs: no shared cache may hand it to others."""
    if "csrf_token" in g:
        response.cache_control.private = True
    return response
