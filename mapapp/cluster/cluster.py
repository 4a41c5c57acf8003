"""mapapp's own PostGIS: made at first use, shared by the commands that run at the same time, stopped by the last."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from mapapp.cluster import account
from mapapp.cluster.locks import Users
from mapapp.cluster.server import SUPERUSER, Server
from mapapp.cluster.state import PORT
from mapapp.instance import StartProblem

NAME = "mapapp"  # of the database and of the role that owns it
EXTENSIONS = ("postgis", "pg_trgm", "unaccent")
_LONGEST_SOCKET = 107  # bytes that the system allows for the address of a socket


class Cluster:
    """The server in one folder; ``durable=False`` trades safety for speed (tests)."""

    def __init__(self, instance: Path, *, durable: bool = True) -> None:
        _make_home(instance)
        self.home = account.home(instance)
        _make_home(self.home)
        if self.home != instance:
            (self.home / "belongs-to").write_text(f"{instance}\n", encoding="utf-8")
        self._data = self.home / "pgdata"
        self._account = account.choose(self._data)
        self._server = Server(self._data, _socket_dir(self.home), self._account, durable=durable)
        self._users = Users(self.home)

    @contextmanager
    def using(self) -> Iterator[str]:
        """The address of the database while the block runs."""
        entered = os.getpid()
        try:
            with self._users.gate():
                self._users.join()
                self._server.make()
                self._server.launch()
                socket_dir = self._server.wait().socket_dir
                self._make_database(socket_dir)
            yield address(socket_dir, NAME, NAME)
        finally:
            if os.getpid() == entered:  # a process forked inside the block (a web worker) leaves the server alone
                with self._users.gate():
                    if self._users.leave():
                        self._server.stop()

    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._server.alive()

    def superuser(self, database: str = "postgres") -> str:
        """The address of ``database`` for its administrator, while the server runs."""
        return address(self._server.wait().socket_dir, SUPERUSER, database)

    def _make_database(self, socket_dir: Path) -> None:
        """The database with its extensions; a mark in the data folder tells that it was finished."""
        done = self._data / "mapapp.made"
        if done.exists():
            return
        with _connect(address(socket_dir, SUPERUSER, "postgres")) as server:
            if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
                server.execute(f"CREATE ROLE {NAME} LOGIN")
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                server.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
        with _connect(address(socket_dir, SUPERUSER, NAME)) as database:
            for extension in EXTENSIONS:
                database.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        done.touch()
        self._account.give(done)


def address(socket_dir: Path, user: str, database: str) -> str:
    """The SQLAlchemy address of a database behind a socket."""
    return f"postgresql+psycopg://{user}@/{database}?host={quote(str(socket_dir), safe='')}&port={PORT}"


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True, connect_timeout=10)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0 and home.stat().st_uid == 0:
            home.chmod(0o755)  # the server's account must get through, whatever root's umask is
    except OSError as error:
        raise StartProblem(f"Cannot make {home}: {error.strerror}.") from error


def _socket_dir(home: Path) -> Path:
    """A folder for the socket: beside the data, or a short private one.

    The path of a socket may not be long, and a comma in it would part two hosts.
    """
    beside = home / "run"
    if len(os.fsencode(beside)) + len(f"/.s.PGSQL.{PORT}") <= _LONGEST_SOCKET and "," not in str(beside):
        return beside
    name = f"mapapp-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    short = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name
    if short.is_symlink() or (short.exists() and not _is_private(short)):
        raise StartProblem(f"{short} is not a private folder of this user: remove it.")
    return short


def _is_private(folder: Path) -> bool:
    found = folder.stat()
    mine = found.st_uid == os.geteuid() or os.geteuid() == 0
    return mine and stat.S_IMODE(found.st_mode) == 0o700
