"""Every unsafe request needs the token that a form of ours carries."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.routing import BaseConverter, Rule

from mapapp import create_app
from mapapp.config import Config
from tests.conftest import SECRET
from tests.forms import header, token

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# Mail programs send these by themselves to end letters (RFC 8058): without a session, the signed address is the proof.
WITHOUT_A_FORM = {"alerts.end", "letters.end"}
JSON = {"Accept": "application/json"}


def example(app: Flask, rule: Rule) -> str:
    """An address that the rule takes, whatever its converters are."""
    with app.test_request_context():
        built = rule.build({name: taken(converter) for name, converter in rule._converters.items()})
    assert built is not None, rule
    return str(built[1])


def taken(converter: BaseConverter) -> object:
    """A value that the converter takes: a code of its own where it has some."""
    for value in (*getattr(converter, "items", ()), UUID(int=7), 1, "x", "a" * 16):
        try:
            if re.fullmatch(converter.regex, converter.to_url(value)):
                return value
        except ValueError:
            continue
    raise AssertionError(converter)


def unsafe_routes(app: Flask) -> list[tuple[str, Rule]]:
    return [(method, rule) for rule in app.url_map.iter_rules() for method in UNSAFE if method in (rule.methods or ())]


@pytest.fixture
def page(app: Flask) -> FlaskClient:
    """A client of an application that has one form more."""
    app.add_url_rule("/a-form", "a_form", lambda: render_template_string("{{ csrf_token() }}"))
    app.add_url_rule("/sent", "sent", lambda: "taken", methods=list(UNSAFE))
    return app.test_client()


def test_every_unsafe_route_refuses_a_request_without_a_token(app: Flask, page: FlaskClient) -> None:
    assert app.config["WTF_CSRF_ENABLED"]
    routes = unsafe_routes(app)
    assert len(routes) >= len(UNSAFE)
    assert {rule.endpoint for _method, rule in routes} >= WITHOUT_A_FORM
    wrong = []
    for method, rule in routes:
        if rule.endpoint in WITHOUT_A_FORM:
            continue
        answer = page.open(example(app, rule), method=method, headers=JSON)
        if answer.status_code != 400 or answer.get_json()["error"]["code"] != "csrf":
            wrong.append(f"{method} {rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", UNSAFE)
def test_the_token_of_a_form_lets_it_through(page: FlaskClient, method: str) -> None:
    given = page.get("/a-form").text
    assert page.open("/sent", method=method, data={"csrf_token": given}).text == "taken"
    assert page.open("/sent", method=method, data=b"raw", headers={"X-CSRFToken": given}).text == "taken"


def test_a_token_of_somebody_else_is_refused(app: Flask, page: FlaskClient) -> None:
    other = app.test_client()
    theirs = other.get("/a-form").text
    page.get("/a-form")
    assert page.post("/sent", data={"csrf_token": theirs}).status_code == 400


def test_the_helper_of_other_tests_makes_real_tokens(page: FlaskClient) -> None:
    assert page.post("/sent", data={"csrf_token": token(page)}).text == "taken"
    assert page.put("/sent", data=b"raw", headers=header(page)).text == "taken"


def test_the_refusal_says_what_to_do(page: FlaskClient) -> None:
    assert "Load the page again" in page.post("/sent").text
    assert page.post("/sent", headers=JSON).get_json()["error"]["hint"].startswith("Load the page again")


def test_who_only_looks_gets_no_cookie(page: FlaskClient) -> None:
    for path in ("/", "/datasets", "/cases", "/healthz", "/exports"):
        assert "Set-Cookie" not in page.get(path).headers, path
    form = page.get("/a-form").headers
    assert "private" in form["Cache-Control"]
    assert "Cookie" in form["Vary"]
    assert "Strict-Transport-Security" not in form
    kept = form["Set-Cookie"]
    assert kept.startswith("session=")
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert "Secure" not in kept


def test_over_https_the_cookie_belongs_to_this_host_alone(connection: Connection) -> None:
    config = Config(database_url="postgresql+psycopg://", secret_key=SECRET, secure_cookies=True)
    app = create_app(config, connection)
    app.add_url_rule("/a-form", "a_form", lambda: render_template_string("{{ csrf_token() }}"))
    headers = app.test_client().get("/a-form", base_url="https://localhost").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    kept = headers["Set-Cookie"]
    assert kept.startswith("__Host-session=")
    assert "Secure" in kept
    assert "Path=/" in kept
    assert "Domain" not in kept


def test_a_large_body_is_refused_before_it_is_read_unless_the_view_takes_it(app: Flask) -> None:
    from mapapp.core.bodies import takes

    def view() -> str:
        return "taken"

    app.add_url_rule("/small", "small", view, methods=["POST"])
    app.add_url_rule("/large", "large", takes(3_000_000)(lambda: "taken"), methods=["POST"])
    client = app.test_client()
    for body, path, status in ((2, "/small", 413), (2, "/large", 200), (4, "/large", 413)):
        answer = client.post(path, data=b"x" * body * 1_000_000, headers=header(client))
        assert answer.status_code == status, (body, path)
