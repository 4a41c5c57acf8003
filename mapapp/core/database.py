"""The database session of a request: one transaction, committed at the edge."""

from __future__ import annotations

from flask import Flask, Response, current_app, g
from sqlalchemy import Connection, Engine, MetaData, create_engine
from sqlalchemy.orm import DeclarativeBase, Session

_KEY = "mapapp.database"


class Base(DeclarativeBase):
    """Parent of every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def make_engine(url: str) -> Engine:
    """An engine with a small pool; a connection that died is replaced before use. Its errors name no values."""
    waiting = {"connect_timeout": 10}
    return create_engine(
        url, pool_pre_ping=True, pool_size=8, max_overflow=4, hide_parameters=True, connect_args=waiting
    )


def open_session(bind: Engine | Connection) -> Session:
    """A session on ``bind``; inside an outer transaction (a test's) commits become savepoints."""
    return Session(bind, expire_on_commit=False, join_transaction_mode="create_savepoint")


def bound(app: Flask) -> Engine | Connection:
    """What the application's sessions are made on: an engine, or the connection of a test."""
    found: Engine | Connection = app.extensions[_KEY]
    return found


def session() -> Session:
    """The session of this request or command, opened at first use."""
    if "session" not in g:
        g.session = open_session(bound(current_app))
    found: Session = g.session
    return found


def init_app(app: Flask, bind: Engine | Connection) -> None:
    """Ties sessions to the application: commit after an answer below 400, else roll back."""
    app.extensions[_KEY] = bind
    app.after_request(_finish)
    app.teardown_appcontext(_close)


def _finish(response: Response) -> Response:
    if "session" in g:
        if response.status_code < 400:
            g.session.commit()
        else:
            g.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()
