"""An application that can take photos."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection

from mapapp import create_app
from mapapp.config import Config
from tests.conftest import SECRET


@pytest.fixture
def app(connection: Connection, tmp_path: Path) -> Flask:
    """The application on the test's transaction, with a place for photos."""
    config = Config("postgresql+psycopg://", SECRET, default_language="en", photo_store=str(tmp_path / "photos"))
    return create_app(config, connection)
