"""Log-in, second factor, recovery: Flask-Security set up for this application."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_security import Security, SQLAlchemySessionUserDatastore
from werkzeug.local import LocalProxy

from mapapp.accounts import (
    forms,
    happenings,
    jobs,
    logins,
    organisation_page,
    people,
    present,
    records,
    settings,
    signin,
    views,
)
from mapapp.accounts.factor import OnceOnlyTotp, RecoveryCodes
from mapapp.accounts.letters import Letters
from mapapp.accounts.models import Role, User
from mapapp.accounts.passwords import Passwords
from mapapp.accounts.viewer import viewer
from mapapp.core.database import session
from mapapp.core.viewer import Viewer, provide

PERIODIC = (jobs.forget,)  # named here so that it is imported, and the worker knows it


class QuietSessions(SecureCookieSessionInterface):
    """The session cookie; looking for one that is not there does not make an answer private."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Writes the cookie if something is to be kept in it."""
        if session or session.modified or self.get_cookie_name(app) in request.cookies:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Adds accounts to the application and says who is asking."""
    app.session_interface = QuietSessions()
    app.config.update(settings.values(app.config["SECRET_KEY"], app.config["SITE_NAME"]))
    app.config["SESSION_PROTECTION"] = None  # it would tie log-ins to the network address
    store = SQLAlchemySessionUserDatastore(LocalProxy(session), User, Role)  # type: ignore[arg-type] # it is one request's
    security = Security(
        mail_util_cls=Letters,
        password_util_cls=Passwords,
        totp_cls=OnceOnlyTotp,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.init_app(app, store, register_blueprint=False, **forms.FORMS)
    security.want_json(lambda _request: False)  # people log in on pages; programs are not let in this way
    security.principal.identity_loaders.clear()  # it would look for a person before every answer
    security.login_manager.user_loader(logins.load)
    security.login_manager.request_loader(None)
    for pages in (signin, views, people, records, organisation_page):
        app.register_blueprint(pages.blueprint)
    for signal, listener in happenings.LISTENERS:
        signal.connect(listener, app)
    present.init_app(app)
    app.after_request(_private)
    provide(app, viewer)


def _private(response: Response) -> Response:
    """What was made for somebody who is logged in is kept by nobody else's cache."""
    if g.get("viewer", Viewer()).person_id is not None:
        response.cache_control.public = False
        response.cache_control.private = True
        response.vary.add("Cookie")
    return response
