"""The tables of procrastinate, brought up to date by the SQL files that come with it."""

from __future__ import annotations

from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

_DONE = "procrastinate_migration"  # our list of its files that were applied; its name keeps Alembic away


def upgrade(connection: Connection) -> None:
    """Leaves procrastinate's tables as the installed version needs them; the caller commits."""
    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is None:
        _run(connection, SchemaManager.get_schema())
        connection.execute(text(f"CREATE TABLE {_DONE} (name text PRIMARY KEY)"))
        done: set[str] = {file.name for file in files}
        _note(connection, done)
    else:
        done = set(connection.scalars(text(f"SELECT name FROM {_DONE}")))  # noqa: S608 -- the name is ours
    for file in files:
        if file.name not in done:
            _run(connection, file.read_text("utf-8"))
            _note(connection, {file.name})


def _run(connection: Connection, sql: str) -> None:
    """Several statements at once, as psycopg allows when there are no parameters."""
    raw = connection.connection.driver_connection
    if raw is not None:
        raw.execute(sql)


def _note(connection: Connection, names: set[str]) -> None:
    for name in sorted(names):
        connection.execute(text(f"INSERT INTO {_DONE} VALUES (:name)"), {"name": name})  # noqa: S608 -- our own name
