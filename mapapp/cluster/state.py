"""What is known of a server from outside: the pid file in its data folder, and the log it writes."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from mapapp.instance import StartProblem

PORT = 5432  # only part of the socket's name: the server never listens on a network


@dataclass(frozen=True, slots=True)
class Running:
    """A living server."""

    pid: int
    socket_dir: Path
    ready: bool


def running(data: Path) -> Running | None:
    """The server that works on ``data`` now; None too when the pid file was left by one that was killed."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise StartProblem(f"Cannot look into {data}: {error.strerror}.") from error
    if not lines or not lines[0].strip().isdigit() or not _works_on(int(lines[0]), data):
        return None
    # The file's lines: pid, data folder, start time, port, socket folder, address, shared memory, status.
    status = lines[7].strip() if len(lines) > 7 else "starting"
    return Running(int(lines[0]), Path(lines[4] if len(lines) > 4 else ""), status == "ready")


def drop_stale_pid(data: Path, socket_dir: Path) -> None:
    """Removes what a killed server left, when none runs.

    PostgreSQL does so itself unless the number of the dead process was given to another one since, which is
    common in containers and after a reboot; it then refuses to start.
    """
    if running(data) is None:
        for left in (data / "postmaster.pid", socket_dir / f".s.PGSQL.{PORT}.lock", socket_dir / f".s.PGSQL.{PORT}"):
            left.unlink(missing_ok=True)


def major_version(data: Path) -> int | None:
    """The major version of PostgreSQL that made ``data``; None when there is no database yet."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StartProblem(f"{data} is not a whole database: PG_VERSION cannot be read.") from error


def first_complaint(text: str) -> str:
    """The first error in what a program of PostgreSQL printed, without its time and process, or the last line.

    The first is the cause: a full disk, say, is followed by what went wrong because of it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error|could not)\b", line)]
    chosen = errors[0] if errors else (lines or ["it said nothing"])[-1]
    return re.sub(r"^.*?\b(?:FATAL|PANIC|ERROR|error):\s*", "", chosen).rstrip(".")


def _works_on(pid: int, data: Path) -> bool:
    link = Path(f"/proc/{pid}/cwd")
    try:
        if Path("/proc/self").exists():
            return link.exists() and link.samefile(data)
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError, FileNotFoundError):
        return False
    return True
