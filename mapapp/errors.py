"""One tree of errors, one table from error to status, one shape per surface."""

from __future__ import annotations

import logging
import smtplib
import traceback
from collections.abc import Mapping

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


class MapappError(Exception):
    """Something that can be said to the user: what is wrong and what to do next."""

    def __init__(self, message: str | LazyString, hint: str | LazyString = "") -> None:
        super().__init__(str(message))
        self.message, self.hint = message, hint


class BadInput(MapappError):
    """What was sent cannot be used."""


class Unprocessable(BadInput):
    """A form of which some fields cannot be used; ``fields`` says what is wrong with each, by its name."""

    def __init__(
        self,
        message: str | LazyString,
        hint: str | LazyString = "",
        *,
        fields: Mapping[str, str | LazyString] | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.fields = dict(fields or {})


class NotLoggedIn(MapappError):
    """The viewer has to say who they are first."""


class NotFound(MapappError):
    """There is nothing here, or nothing that this viewer may know of."""


class Forbidden(MapappError):
    """The viewer may not do this."""


class Conflict(MapappError):
    """Somebody else changed it first."""


class TooLarge(MapappError):
    """What was sent is over a limit."""


class TooMany(MapappError):
    """The same was done too often; it can be done again after ``retry_after`` seconds."""

    def __init__(self, message: str | LazyString, hint: str | LazyString = "", *, retry_after: int = 60) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Unavailable(MapappError):
    """A part that the program needs does not answer now."""


STATUS: dict[type[MapappError], tuple[int, str]] = {
    BadInput: (400, "bad_input"),
    NotLoggedIn: (401, "not_logged_in"),
    Forbidden: (403, "forbidden"),
    NotFound: (404, "not_found"),
    Conflict: (409, "conflict"),
    TooLarge: (413, "too_large"),
    Unprocessable: (422, "unprocessable"),
    TooMany: (429, "too_many"),
    Unavailable: (503, "unavailable"),
}


def init_app(app: Flask) -> None:
    """Every failure becomes an answer in the shape of the surface that was asked."""
    app.register_error_handler(MapappError, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def _ours(error: MapappError) -> Response:
    status, code = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    fields = error.fields if isinstance(error, Unprocessable) else None
    answer = render(status, code, error.message, error.hint, fields)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    status = error.code or 500
    answer = render(status, (error.name or "error").lower().replace(" ", "_"), *_http_words(status))
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _http_words(status: int) -> tuple[str, str]:
    if status == 404:
        return _("There is no such page."), _("Check the address, or go to the map.")
    if status == 405:
        return _("This address cannot be used in this way."), ""
    if status == 413:
        return _("What was sent is too large."), _("Send less at once.")
    if status < 500:
        return _("The request could not be understood."), _("Check the address and what was filled in.")
    return _("Something went wrong on our side."), _("Try again in a moment.")


def _database(error: OperationalError) -> Response:
    log.error("database does not answer: %s", described(error))
    return render(503, "unavailable", _("The database does not answer."), _("Try again in a moment."))


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error in %s\n%s", request.endpoint, described(error))
    return render(500, "internal_server_error", *_http_words(500))


def described(error: BaseException) -> str:
    """An error and where it happened, for the log.

    What a database or a mail server answered is left out but for its code: they repeat the values and addresses that
    they refuse, and those may be a person's.
    """
    lines = traceback.format_tb(error.__traceback__)
    cause = error.__cause__
    if cause is not None and not isinstance(error, DBAPIError):
        lines.append(f"because of {described(cause)}\n")
    return "".join(lines) + _said(error)


def _said(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, DBAPIError):
        diagnosis = getattr(error.orig, "diag", None)
        said = [getattr(diagnosis, part, None) for part in ("sqlstate", "table_name", "constraint_name")]
        return " ".join([type(error.orig).__name__, *filter(None, said)])
    if isinstance(error, smtplib.SMTPException):
        return f"{name} {getattr(error, 'smtp_code', '')}".strip()
    return f"{name}: {error}"


def render(
    status: int,
    code: str,
    message: str | LazyString,
    hint: str | LazyString,
    fields: Mapping[str, str | LazyString] | None = None,
) -> Response:
    """The answer for the surface of this request: Open311, JSON or a page."""
    if request.path.startswith("/open311/"):
        body = [{"code": status, "description": " ".join(part for part in (str(message), str(hint)) if part)}]
        return make_response(jsonify(body), status)
    if _wants_json():
        said: dict[str, object] = {"error": {"code": code, "message": str(message), "hint": str(hint)}}
        if fields is not None:
            said["fields"] = {name: str(words) for name, words in fields.items()}
        return make_response(jsonify(said), status)
    return make_response(render_template("error.html", status=status, message=message, hint=hint), status)


def _wants_json() -> bool:
    if request.path.endswith((".json", ".geojson")):
        return True
    kinds = request.accept_mimetypes
    return kinds.best_match(["text/html", "application/json"]) == "application/json" and not kinds.accept_html
