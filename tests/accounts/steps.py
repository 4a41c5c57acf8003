"""What people do in a browser: pages opened, forms sent, letters read."""

from __future__ import annotations

import json
import re

from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.core.audit import AuditEntry
from mapapp.core.outbox import Mail
from mapapp.core.seal import unseal
from tests.factories.accounts import PASSWORD
from tests.forms import token


def send(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    """Sends a form, as the page of ``path`` would."""
    return client.post(path, data={"csrf_token": token(client), **fields})


def give_password(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """The first half of a log-in."""
    return send(client, "/login", email=email, password=password, **more)


def words(answer: TestResponse) -> str:
    """The text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def key_shown(page: TestResponse) -> str:
    """The secret that a page tells the app, from its link."""
    found = re.search(r"secret=([A-Z2-7]+)", page.text)
    assert found
    return found.group(1)


def code_of(key: str, periods: int = 0) -> str:
    """The code that an app with this key shows, ``periods`` half minutes from now."""
    app = TOTP(key=key)
    return str(app.generate(app.normalize_time(None) + 30 * periods).token)


def recovery_codes(page: TestResponse) -> list[str]:
    """The recovery codes on a page."""
    return re.findall(r"<code>([0-9a-f-]{14})</code>", page.text)


def letters(app: Flask, db: Session) -> list[dict[str, str]]:
    """The letters in the outbox, opened, the oldest first."""
    with app.app_context():
        sealed = db.scalars(select(Mail.sealed).order_by(Mail.id))
        return [json.loads(text) for one in sealed if (text := unseal(one))]


def link_in(letter: dict[str, str], app: Flask) -> str:
    """The path of the first link of a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", letter["text"])
    assert found
    return found.group(1)


def entries(db: Session) -> list[tuple[str, str]]:
    """Action and subject of the audit log's entries, in order."""
    return [(one.action, one.subject) for one in db.scalars(select(AuditEntry).order_by(AuditEntry.id))]
