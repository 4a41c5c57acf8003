"""An application with a place for photos, thrown away after the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from mapapp import create_app
from mapapp.config import Config
from tests.conftest import SECRET


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    """Where the photos of this test lie."""
    return tmp_path / "photos"


@pytest.fixture
def app(connection: Connection, photo_folder: Path) -> Flask:
    """The application on the test's transaction, with a place for photos."""
    config = Config(
        database_url="postgresql+psycopg://", secret_key=SECRET, default_language="en", photo_store=str(photo_folder)
    )
    return create_app(config, connection)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()
