"""Who uses the server now: several mapapp commands share it, the last one to leave stops it.

Locks of the system (flock) die with their process, so a command that was killed is never counted.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapapp.instance import StartProblem


class Users:
    """The processes that use one server."""

    def __init__(self, folder: Path) -> None:
        self._gate = folder / "cluster.gate"
        self._path = folder / "cluster.users"
        self._mine: int | None = None

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Lets one process at a time start or stop the server."""
        descriptor = _open(self._gate)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def join(self) -> bool:
        """Counts this process (inside the gate); True when it is the only one."""
        self._mine = _open(self._path)
        alone = _try_alone(self._mine)
        fcntl.flock(self._mine, fcntl.LOCK_SH)
        return alone

    def leave(self) -> bool:
        """Counts this process no more (inside the gate); True when nobody is left."""
        if self._mine is None:
            return False
        alone = _try_alone(self._mine)
        # Unlock by name: processes forked from this one still hold the descriptor open.
        fcntl.flock(self._mine, fcntl.LOCK_UN)
        os.close(self._mine)
        self._mine = None
        return alone


def _try_alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StartProblem(f"Cannot write {path}: {error.strerror}.") from error
