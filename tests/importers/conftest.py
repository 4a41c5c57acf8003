"""A server that must never be asked, and a file that is read in one line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from importers import commands
from importers.columns.mapping import FileMapping, parse_mapping
from importers.read import ReadResult, read


class Silence:
    """Listens on this machine and remembers every visit."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.visits = 0
        self._open = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while self._open:
            try:
                self._socket.accept()[0].close()
                self.visits += 1
            except TimeoutError:
                continue

    def close(self) -> None:
        """Stops listening."""
        self._open = False
        self._thread.join()
        self._socket.close()


@pytest.fixture
def silence() -> Iterator[Silence]:
    """An address on this machine; the test fails when anything connects to it."""
    server = Silence()
    yield server
    server.close()
    assert server.visits == 0


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python code that opens a connection fails (libraries in C are watched by ``silence``)."""

    def refuse(*_args: object) -> None:
        raise AssertionError("an importer opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


# What a file gives depends on the kind asked for, which a type checker cannot see.
Take = Callable[..., Any]


@pytest.fixture
def take() -> Take:
    """Reads a file as reports (or another kind) with a mapping given as TOML."""

    def run(path: Path, kind: str = "reports", toml: str = "", mapping: Path | None = None) -> ReadResult:
        return read(path, kind, mapping or (parse_mapping(toml, "test.toml") if toml else FileMapping()))

    return run


@pytest.fixture
def the_tests_database(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works in the test's transaction."""

    @contextmanager
    def same(_url: str) -> Iterator[Session]:
        yield db

    @contextmanager
    def current() -> Iterator[str]:
        yield "postgresql://"

    monkeypatch.setattr(commands, "current", current)
    monkeypatch.setattr(commands, "open_session", same)
    monkeypatch.setattr(commands, "make_engine", lambda url: url)
    monkeypatch.setattr(commands, "load_if_empty", lambda url: None)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
