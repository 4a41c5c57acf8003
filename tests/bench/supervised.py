"""``mapapp serve`` as systemd would run it: started again whenever it ends, and ended on purpose by the measurement."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

MAPAPP = Path(sys.executable).with_name("mapapp")
_CALM_SECONDS = 3.0
_RESTART_SECONDS = 0.1


class Supervised:
    """The server on the cluster in ``folder``; ``disturbed`` are the times from a kill until all was calm again."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._log = (folder / "serve.log").open("w")
        self._ending = threading.Event()
        self._process = self._start()
        self._watch = threading.Thread(target=self._again)
        self.disturbed: list[tuple[float, float]] = []

    def __enter__(self) -> Supervised:
        self._watch.start()
        try:
            self._wait(300)  # the first start loads the shipped records
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_what: object) -> None:
        self._ending.set()
        self._process.terminate()
        self._watch.join()

    def disturb(self, seconds: float, servers: int, databases: int) -> None:
        """Kills, spread evenly over the time, PostgreSQL after every second server."""
        work = [self._kill_server] * servers
        for number in range(databases):
            work.insert(2 * number + 1, self._kill_database)
        for one in work:
            time.sleep(seconds / (len(work) + 1))
            began = time.monotonic()
            one()
            time.sleep(0.5)
            self._wait(60)
            self.disturbed.append((began, time.monotonic() + _CALM_SECONDS))

    def _kill_server(self) -> None:
        """kill -9 of the server, its web workers and the process for jobs."""
        for pid in [self._process.pid, *_children(self._process.pid)]:
            if b"\0serve\0" in _command(pid):
                _kill(pid)

    def _kill_database(self) -> None:
        """kill -9 of PostgreSQL and all its processes."""
        (pid_file,) = self._folder.rglob("postmaster.pid")
        postmaster = int(pid_file.read_text().split()[0])
        for pid in [postmaster, *_children(postmaster)]:
            _kill(pid)

    def _start(self) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MAPAPP_")}
        ours = {"MAPAPP_INSTANCE": str(self._folder), "MAPAPP_PROXIES": "1"}
        command = [str(MAPAPP), "serve", "--port", str(self._port)]
        return subprocess.Popen(command, env=kept | ours, stdout=self._log, stderr=self._log, start_new_session=True)

    def _again(self) -> None:
        while not self._ending.is_set():
            self._process.wait()
            if not self._ending.wait(_RESTART_SECONDS):
                self._process = self._start()
        self._process.terminate()
        self._process.wait()

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"http://127.0.0.1:{self._port}/healthz", timeout=5).close()
                return
            time.sleep(0.05)
        raise SystemExit((self._folder / "serve.log").read_text()[-2000:])


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> bytes:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
