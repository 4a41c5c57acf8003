"""One server process on one data folder: make the folder, launch, wait until it answers, stop."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from mapapp.cluster import binaries
from mapapp.cluster.account import Account, Start
from mapapp.cluster.state import PORT, Running, drop_stale_pid, first_complaint, major_version, running
from mapapp.instance import StartProblem

SUPERUSER = "postgres"
LOG_LIMIT = 5_000_000

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # details repeat the values that were refused, and those may be a person's
    "cluster_name": "mapapp",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """PostgreSQL on ``data``, heard only through a socket in ``socket_dir``."""

    def __init__(self, data: Path, socket_dir: Path, account: Account, *, durable: bool = True) -> None:
        self._data = data
        self._socket_dir = socket_dir
        self._account = account
        self._durable = durable
        self._log = data.parent / "postgres.log"
        self._log_start = 0
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Leaves a whole, empty data folder where there was none, or nothing."""
        if major_version(self._data) is not None:
            return
        draft = self._data.with_name(self._data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        self._make_private(draft)
        command = [binaries.find().program("initdb"), "-D", str(draft), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--locale=C.UTF-8", "--auth=trust", *([] if self._durable else ["--no-sync"])]
        made = subprocess.run(command, **self._start(), capture_output=True, text=True, check=False)
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise StartProblem(f"Cannot make a database in {self._data}: {first_complaint(made.stderr)}.")
        draft.rename(self._data)

    def launch(self) -> None:
        """Sets the server going, unless it runs already; does not wait for it."""
        if running(self._data) is not None:
            return
        self._make_private(self._socket_dir)
        drop_stale_pid(self._data, self._socket_dir)
        server = binaries.find(major_version(self._data)).program("postgres")
        settings = [f"--{name}={value}" for name, value in self._settings().items()]
        mode = "wb" if self._log.exists() and self._log.stat().st_size > LOG_LIMIT else "ab"
        with self._log.open(mode) as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(
                [server, "-D", str(self._data), *settings],
                **self._start(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for mapapp, which then stops the server in order
            )

    def wait(self, seconds: float = 600) -> Running:
        """The server once it answers; raises StartProblem with its last words when it ends or hangs instead.

        The time is long because a server that was killed first replays its journal.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = running(self._data)
            if found is not None and found.ready:
                return found
            if found is None and (self._process is None or self._process.poll() is not None):
                raise StartProblem(f"The database did not start: {self._last_words()}. Its log is {self._log}.")
            time.sleep(0.01)
        raise StartProblem(f"The database did not answer within {seconds:.0f} seconds. Its log is {self._log}.")

    def alive(self) -> bool:
        """Whether a server works on the data folder now."""
        return running(self._data) is not None

    def stop(self) -> None:
        """Ends the server in order; one that does not end within a minute is ended at once (its journal keeps all)."""
        for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            found = running(self._data)
            if found is None:
                break
            _signal(found.pid, number)
            deadline = time.monotonic() + seconds
            while running(self._data) is not None and time.monotonic() < deadline:
                time.sleep(0.01)
        if self._process is not None:
            self._process.wait(10)
            self._process = None
        if self._socket_dir.parent != self._data.parent and running(self._data) is None:
            shutil.rmtree(self._socket_dir, ignore_errors=True)  # a short folder elsewhere: leave nothing there

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._account.give(folder)

    def _settings(self) -> Mapping[str, str]:
        # The value is a list of folders: quotes keep a comma or a space in the name from splitting it.
        socket = {"unix_socket_directories": '"' + str(self._socket_dir).replace('"', '""') + '"'}
        return _SETTINGS | socket | ({} if self._durable else _FORGETFUL)

    def _start(self) -> Start:
        """Of the caller's environment only the path: PGPORT, PGDATA, LANG and the like must not reach the server."""
        env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
        return {**self._account.arguments, "cwd": str(self._data.parent), "env": env}

    def _last_words(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            return first_complaint(log.read().decode("utf-8", "replace"))


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
