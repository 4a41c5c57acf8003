"""Whether a PostGIS that somebody else runs can be used: reached, new enough, with its extensions, writable."""

from __future__ import annotations

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict

from mapapp.cluster.binaries import OLDEST
from mapapp.cluster.cluster import EXTENSIONS
from mapapp.instance import StartProblem

OLDEST_POSTGIS = (3, 3)
_Connection = psycopg.Connection[tuple[object, ...]]


def check(url: str, oldest_postgis: tuple[int, int] = OLDEST_POSTGIS) -> None:
    """Raises StartProblem with one line for the first thing that keeps mapapp from using the database."""
    with _connect(url) as connection:
        version = connection.info.server_version // 10000
        if version < OLDEST:
            raise StartProblem(f"The database runs PostgreSQL {version}; mapapp needs {OLDEST} or newer.")
        _add_extensions(connection)
        found = _postgis_version(connection)
        if tuple(int(part) for part in found.split(".")[:2]) < oldest_postgis:
            needed = ".".join(map(str, oldest_postgis))
            raise StartProblem(f"The database has PostGIS {found}; mapapp needs {needed} or newer.")
        _check_rights(connection)


def _connect(url: str) -> _Connection:
    plain = url.replace("+psycopg", "", 1)
    try:
        parts = conninfo_to_dict(plain)
    except psycopg.ProgrammingError as error:
        raise StartProblem(f"MAPAPP_DATABASE_URL cannot be read: {_one_line(error)}.") from error
    where = f"{parts.get('host') or 'the local socket'}:{parts.get('port') or 5432}"
    try:
        return psycopg.connect(plain, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise StartProblem(f"MAPAPP_DATABASE_URL: no connection to {where}: {_one_line(error)}.") from error


def _add_extensions(connection: _Connection) -> None:
    rows = connection.execute("SELECT extname FROM pg_extension").fetchall()
    missing = [name for name in EXTENSIONS if (name,) not in rows]
    for name in missing:
        try:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        except psycopg.Error as error:
            line = f"The database has no {name}, and it cannot be added ({_one_line(error)})."
            advice = f"Install it on that server, and as its administrator run: CREATE EXTENSION {name};"
            raise StartProblem(f"{line} {advice}") from error


def _postgis_version(connection: _Connection) -> str:
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'postgis'").fetchone()
    return str(row[0]) if row else "0.0"


def _check_rights(connection: _Connection) -> None:
    question = "SELECT current_user, current_schema(), has_schema_privilege(current_schema(), 'CREATE')"
    row = connection.execute(question).fetchone()
    if row is None or not row[2]:
        user, schema = (row[0], row[1] or "public") if row else ("the user", "public")
        raise StartProblem(
            f"The database does not let {user} make tables. "
            f"As its administrator run: GRANT CREATE, USAGE ON SCHEMA {schema} TO {user};"
        )


def _one_line(error: Exception) -> str:
    """What the server or its client library says, without its prefixes and without its hints on further lines."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = lines[0] if lines else type(error).__name__
    for mark in (" failed: ", "FATAL:", "ERROR:"):
        said = said.split(mark)[-1].strip()
    return re.sub(r"(?: in URI)?:? *\"?postgres(?:ql)?://.*", "", said).rstrip(".")  # the address holds the password
