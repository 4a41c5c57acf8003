"""An application with a place for photos and a mail server that nobody talks to."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.domains.reports.intake.models import Submission
from tests.conftest import SECRET
from tests.factories import submissions
from tests.factories.submissions import ADDRESS, NAME


@pytest.fixture
def app(connection: Connection, tmp_path: Path) -> Flask:
    """The application on the test's transaction."""
    config = Config(
        database_url="postgresql+psycopg://",
        secret_key=SECRET,
        default_language="en",
        photo_store=str(tmp_path / "photos"),
        smtp_url="smtp://127.0.0.1:1",
        mail_from="map@example.org",
        public_url="https://map.example.org",
    )
    return create_app(config, connection)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def mine(app: Flask, db: Session) -> Submission:
    """A report that waits, with words and an address; and noise: somebody else's."""
    submissions.received(app, db, words="Somebody else's words", email="other@example.org")
    return submissions.received(app, db, words="Old tyres", email=ADDRESS, name=NAME, news="1", when="2024-05-03")


@pytest.fixture
def accepted(db: Session, mine: Submission) -> Submission:
    """The same report, on the map."""
    mine.site.status, mine.observation.state, mine.confirmed_at = "published", "published", datetime.now(UTC)
    db.flush()
    return mine
