"""A map that can send letters, and the mail server that gets them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from email.message import EmailMessage
from unittest.mock import patch
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.core import trap
from mapapp.core.jobs.worker import drain
from tests.core.smtp import Inbox, running
from tests.forms import token

HOME = "https://map.example.org"


@pytest.fixture
def server() -> Iterator[Inbox]:
    with running() as found:
        yield found


@pytest.fixture
def mailing(app: Flask, server: Inbox) -> Iterator[Flask]:
    """The application, told of the mail server; within its context, as jobs are."""
    app.config.update(SMTP_URL=f"smtp://{server.address}", MAIL_FROM="map@example.org", SITE_NAME="The map")
    app.config["PUBLIC_URL"] = HOME
    with app.app_context():
        yield app


def letters(app: Flask, db: Session, server: Inbox) -> list[EmailMessage]:
    """What arrives when the jobs that wait are done; what arrived before is left out."""
    before = len(server.letters)
    drain(app, db)
    return server.letters[before:]


def body(letter: EmailMessage, kind: str = "plain") -> str:
    """The letter's text, or its HTML."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def links(letter: EmailMessage) -> list[str]:
    """Addresses in the text, in their order."""
    return re.findall(r"https?://\S+", body(letter))


def ticket(app: Flask, seconds: int = 10) -> str:
    """A ticket that was given out some seconds ago."""
    then = time.time() - seconds
    with app.app_context(), patch("itsdangerous.timed.time.time", return_value=then):
        return trap.ticket()


def ask(client: FlaskClient, **values: str) -> TestResponse:
    """Sends the form of a new alert as a browser would, to an oblast unless ``values`` say otherwise."""
    form = {
        "csrf_token": token(client),
        "ticket": ticket(client.application),
        "uuid": str(uuid4()),
        "website": "",
        "area": "unit",
        "unit": "",
        "place": "",
        "radius": "10",
        "outline": "",
        "email": "aigul@example.kz",
        "language": "en",
    }
    return client.post("/alerts", data={**form, **values})


def press(client: FlaskClient, address: str, **values: str) -> TestResponse:
    """Presses the button of a page of ours; ``address`` may be a whole one."""
    return client.post(address.removeprefix(HOME), data={"csrf_token": token(client), **values})
