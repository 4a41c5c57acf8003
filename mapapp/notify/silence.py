"""The page on which a reporter stops letters about a report, and asks for them again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from mapapp.core import tokens
from mapapp.core.database import session
from mapapp.errors import NotFound
from mapapp.notify import service
from mapapp.notify.models import Silence

blueprint = Blueprint("letters", __name__)


@blueprint.get("/letters/<token>")
def ask(token: str) -> str:
    """Whether letters are sent now, and a button for the other."""
    return _page(token, session().get(Silence, _submission(token)) is not None)


@blueprint.route("/letters/<token>/end", methods=["GET", "POST"])
def end(token: str) -> str:
    """No more letters; mail programs send this themselves (RFC 8058). Whoever only looks is asked first."""
    if request.method == "GET":
        return ask(token)
    service.silence(session(), _submission(token), silent=True)
    return _page(token, silent=True)


@blueprint.post("/letters/<token>/again")
def again(token: str) -> str:
    """Letters again."""
    service.silence(session(), _submission(token), silent=False)
    return _page(token, silent=False)


def _page(token: str, silent: bool) -> str:
    return render_template("notify/letters.html", token=token, silent=silent)


def _submission(token: str) -> UUID:
    identity = tokens.read("letters", token)
    if identity is None:
        raise NotFound(_("This link is not complete."), _("Copy the whole address from the letter."))
    return UUID(identity)
