"""Fixtures for everybody: a migrated database, a transaction that rolls back, the application on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.cli.db import upgrade
from mapapp.config import Config, sqlalchemy_url
from mapapp.core.database import make_engine, open_session

SECRET = "only-for-tests-0123456789"


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on this worker's own migrated database."""
    upgrade(database_url)
    made = make_engine(sqlalchemy_url(database_url))
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back after the test."""
    with engine.connect() as opened:
        transaction = opened.begin()
        yield opened
        transaction.rollback()


@pytest.fixture
def db(connection: Connection) -> Iterator[Session]:
    """A session in the test's transaction."""
    with open_session(connection) as opened:
        yield opened


@pytest.fixture
def app(connection: Connection) -> Flask:
    """The application on the test's transaction."""
    config = Config(database_url="postgresql+psycopg://", secret_key=SECRET, default_language="en")
    return create_app(config, connection)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    return app.test_client()
