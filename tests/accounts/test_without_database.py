"""When the database does not answer, people are told so, whoever they are."""

from __future__ import annotations

from flask.sessions import SecureCookieSessionInterface

from mapapp import create_app
from mapapp.accounts.logins import values
from mapapp.accounts.models import User
from mapapp.config import Config
from tests.conftest import SECRET


def test_a_browser_that_is_logged_in_gets_the_page_that_says_so() -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1"
    app = create_app(Config(database_url=nowhere, secret_key=SECRET, default_language="en"))
    client = app.test_client()
    signing = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signing is not None
    client.set_cookie("session", str(signing.dumps(values(User(fs_uniquifier="x"), "text"))))
    assert client.get("/login").status_code == 200  # as for anybody
    assert client.get("/no-such-page").status_code == 404
    assert client.get("/account").location.startswith("/login")
    answer = client.get("/reports")
    assert answer.status_code == 503
    assert "The database does not answer." in answer.text
