"""The blueprint of everything that a reporter comes to, and what holds for all of its answers."""

from __future__ import annotations

from flask import Blueprint, Response, request

blueprint = Blueprint("report", __name__)
_FORMS = ("report.new", "report.update")


@blueprint.after_request
def _private(response: Response) -> Response:
    """Private pages are kept by nobody and found by no search; a form is kept for the way back to it, by its reader."""
    is_form = request.endpoint in _FORMS
    response.headers["Cache-Control"] = "private, no-cache" if is_form else "no-store"
    if not is_form:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def wants_json() -> bool:
    """Whether a script asks, which reads JSON and no page."""
    kinds = request.accept_mimetypes
    return kinds.best_match(["text/html", "application/json"]) == "application/json" and not kinds.accept_html
