"""Photos of 12 megapixels sent at a steady rate to a real server with its worker, while it and PostgreSQL are killed.

    python -m tests.bench.uploads [--seconds 600] [--rate 5] [--kill-server 4] [--kill-database 2]

Each photo is sent again until it is acknowledged, under the same identity. At the end every one of them must be there
once, its bytes as they were sent, and its public sizes made. The time of an acknowledgment counts from the moment at
which the photo was due to be sent, so that a server that stalls does not hide it. Both are printed: all photos, and
those that were due while nothing was down or busy with what had waited (for ten seconds after each start).
"""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from mapapp.cluster import Cluster
from mapapp.photos.store import ORIGINALS, LocalStore
from tests.bench.pictures import photo, unlike
from tests.bench.plan import plan

_CALM_SECONDS = 10.0


@dataclass
class Rig:
    """A database, a server and a folder, all thrown away afterwards; ``disturbed`` are times at which one was down."""

    folder: Path
    port: int
    stack: ExitStack
    server: subprocess.Popen[bytes] | None = None
    disturbed: list[tuple[float, float]] = field(default_factory=list)

    def start_database(self) -> None:
        """Leaves PostgreSQL running, with fsync as in earnest."""
        self.cluster = Cluster(self.folder)
        self.url = self.stack.enter_context(self.cluster.using())

    def start_server(self) -> None:
        """Leaves the server answering."""
        environment = {
            **os.environ,
            "MAPAPP_DATABASE_URL": self.url.replace("+psycopg", "", 1),
            "MAPAPP_SECRET_KEY": "for-measuring-0123456789",
            "MAPAPP_PHOTO_STORE": str(self.folder / "photos"),
        }
        command = [sys.executable, "-m", "tests.bench.server", str(self.port)]
        self.server = subprocess.Popen(command, env=environment, start_new_session=True)
        while not self._answers():
            time.sleep(0.1)

    def kill_server(self) -> None:
        """kill -9 of the web server, its workers and the job worker at once; starts it again."""
        assert self.server is not None
        began = time.monotonic()
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.start_server()
        self.disturbed.append((began, time.monotonic() + _CALM_SECONDS))

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL and all its processes; starts it again."""
        began = time.monotonic()
        (pid_file,) = self.folder.rglob("postmaster.pid")
        postmaster = int(pid_file.read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            os.kill(process, signal.SIGKILL)
        time.sleep(0.5)
        self.start_database()
        self.disturbed.append((began, time.monotonic() + _CALM_SECONDS))

    def end(self) -> None:
        """Leaves nothing running."""
        if self.server is not None:
            self.server.terminate()
            self.server.wait()

    def _answers(self) -> bool:
        try:
            return _ask(self.port, "GET", "/places.json?q=x", b"") < 500
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Sent:
    """A photo that was acknowledged: when it was due, how long that took, how often it was sent."""

    upload_id: UUID
    digest: str
    due: float
    seconds: float
    times: int


def _ask(port: int, method: str, path: str, body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def send(port: int, data: bytes, due: float) -> Sent:
    """Sends a photo until it is acknowledged."""
    batch, upload_id, times = uuid4(), uuid4(), 0
    while True:
        times += 1
        try:
            if _ask(port, "PUT", f"/bench/{batch}/{upload_id}", data) == 201:
                return Sent(upload_id, hashlib.sha256(data).hexdigest(), due, time.monotonic() - due, times)
        except OSError:
            pass
        time.sleep(0.2)


def kills(rig: Rig, seconds: float, servers: int, databases: int) -> None:
    """Kills, spread evenly over the time, PostgreSQL after every second server."""
    work = [rig.kill_server] * servers
    for number in range(databases):
        work.insert(2 * number + 1, rig.kill_database)
    for one in work:
        time.sleep(seconds / (len(work) + 1))
        one()


def load(rig: Rig, seconds: float, rate: float) -> list[Sent]:
    """Sends photos at this rate, whatever becomes of those before."""
    pictures = [photo(seed=seed) for seed in range(4)]
    start = time.monotonic()
    with ThreadPoolExecutor(200) as pool:
        waiting = []
        for number in range(int(seconds * rate)):
            due = start + number / rate
            time.sleep(max(0, due - time.monotonic()))
            waiting.append(pool.submit(send, rig.port, unlike(pictures[number % 4]), due))
        return [one.result() for one in waiting]


def check(rig: Rig, sent: list[Sent]) -> bool:
    """Waits until the worker has done its jobs, then looks for every photo; prints what it found."""
    started = time.monotonic()
    states: dict[str, int] = {}
    with psycopg.connect(rig.url.replace("+psycopg", "", 1), autocommit=True) as db:
        while time.monotonic() - started < 900:
            states = dict(db.execute("SELECT state, count(*) FROM photo GROUP BY state").fetchall())
            if "received" not in states:
                break
            time.sleep(0.5)
        rows = {row[0]: row[1] for row in db.execute("SELECT upload_id, original FROM photo").fetchall()}
    store = LocalStore(rig.folder / "photos")
    lost = [one for one in sent if rows.get(one.upload_id) != one.digest]
    wrong = [one for one in sent if hashlib.sha256(store.get(ORIGINALS, one.digest)).hexdigest() != one.digest]
    sys.stdout.write(
        f"photos  {len(sent)} acknowledged, {len(rows)} rows, {len(lost)} lost, {len(wrong)} damaged, "
        f"{len(rows) - len(sent)} too many; {states} {time.monotonic() - started:.0f} s after the last\n"
    )
    return not lost and not wrong and len(rows) == len(sent) and states == {"ready": len(sent)}


def report(rig: Rig, sent: list[Sent]) -> None:
    """Prints how long acknowledgments took."""
    spans = [(began - 1, ended) for began, ended in rig.disturbed]
    calm = [one for one in sent if not any(began <= one.due <= ended for began, ended in spans)]
    for title, some in (("all", sent), ("while nothing was down", calm)):
        cut = [1000 * share for share in statistics.quantiles([one.seconds for one in some], n=100)]
        sys.stdout.write(
            f"{title}: {len(some)} photos, p50 {cut[49]:.0f} ms, p95 {cut[94]:.0f} ms, p99 {cut[98]:.0f} ms, "
            f"slowest {max(one.seconds for one in some) * 1000:.0f} ms, "
            f"{sum(one.times - 1 for one in some)} sent again\n"
        )


def main() -> int:
    """Measures; 1 when a photo was lost, doubled or damaged."""
    asked, port = plan(__doc__)
    with tempfile.TemporaryDirectory(prefix="mapapp-bench-") as folder, ExitStack() as stack:
        rig = Rig(Path(folder), port, stack)
        stack.callback(rig.end)
        rig.start_database()
        rig.start_server()
        killer = threading.Thread(target=kills, args=(rig, asked.seconds, asked.kill_server, asked.kill_database))
        killer.start()
        sent = load(rig, asked.seconds, asked.rate)
        killer.join()
        report(rig, sent)
        return 0 if check(rig, sent) else 1


if __name__ == "__main__":
    sys.exit(main())
