"""Whole reports, each with a photo of 12 megapixels, sent at a steady rate to ``mapapp serve`` while it is killed.

    python -m tests.bench.submissions [--seconds 600] [--rate 5] [--kill-server 4] [--kill-database 2]

The server runs as a person runs it, with its own PostGIS and the shipped records; something starts it again whenever it
ends. Each report comes from an address of its own: a ticket, the photo, then the form, each sent again under the same
identity until it is acknowledged. At the end every report and photo that was acknowledged must be there exactly once,
with its bytes as they were sent and its public sizes made. Times are those of one request that was acknowledged; those
of requests sent while the server or PostgreSQL was down, or in the three seconds after, are counted apart.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import psycopg

from mapapp.cluster import Cluster
from mapapp.photos.store import ORIGINALS, LocalStore
from tests.bench.pictures import photo, unlike
from tests.bench.plan import plan
from tests.bench.supervised import Supervised

_TICKET_AGE_SECONDS = 4.5  # a form that comes back sooner is taken for a program's
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Person:
    """Somebody who reports one dump, and what happened: when each request was sent and how long its answer took."""

    port: int
    address: str
    uuid: UUID = field(default_factory=uuid4)
    upload_id: UUID = field(default_factory=uuid4)
    digest: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    times: list[tuple[float, float]] = field(default_factory=list)
    again: int = 0
    late: float = 0.0

    def report(self, data: bytes, due: float) -> Person:
        """Sends everything, the photo at ``due``."""
        self.digest = hashlib.sha256(data).hexdigest()
        given = json.loads(self._until(200, "GET", "/report/token.json"))
        self.headers["X-CSRFToken"] = given["csrf"]
        due = max(due, time.monotonic() + _TICKET_AGE_SECONDS)  # the ticket itself may have been asked for again
        time.sleep(due - time.monotonic())
        self._until(201, "PUT", f"/report/{self.uuid}/photos/{self.upload_id}", data)
        self._until(201, "POST", "/report", urlencode(self._said(given["ticket"])).encode(), _FORM)
        self.late = time.monotonic() - due
        return self

    def _said(self, ticket: str) -> dict[str, str]:
        place = {"lon": f"{random.uniform(66, 74):.5f}", "lat": f"{random.uniform(46.5, 50):.5f}", "place_from": "map"}
        return {"uuid": str(self.uuid), "ticket": ticket, "kind": "dump", "size": "car", "known": "new", **place}

    def _until(
        self, status: int, method: str, path: str, body: bytes = b"", extra: dict[str, str] | None = None
    ) -> bytes:
        """The body of the answer with that status; anything that a retry cannot mend ends the measurement."""
        while True:
            began = time.monotonic()
            try:
                got, content = self._ask(method, path, body, extra or {})
            except (OSError, http.client.HTTPException):
                got, content = 0, b""
            if got == status:
                self.times.append((began, time.monotonic() - began))
                return content
            if 400 <= got < 500:
                raise SystemExit(f"{method} {path}: {got} {content.decode()[:300]}")
            self.again += 1
            time.sleep(0.2)

    def _ask(self, method: str, path: str, body: bytes, extra: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Accept": "application/json", "X-Forwarded-For": self.address, **self.headers, **extra}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for cookie in SimpleCookie(answer.headers.get("Set-Cookie", "")).values():
            self.headers["Cookie"] = f"{cookie.key}={cookie.value}"
        return answer.status, content


def load(port: int, seconds: float, rate: float) -> list[Person]:
    """Reports at this rate, whatever becomes of those before."""
    pictures = [photo(seed=seed) for seed in range(4)]
    start = time.monotonic() + _TICKET_AGE_SECONDS + 2
    with ThreadPoolExecutor(300) as pool:
        waiting = []
        for number in range(int(seconds * rate)):
            due = start + number / rate
            time.sleep(max(0.0, due - _TICKET_AGE_SECONDS - 1 - time.monotonic()))
            person = Person(port, f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
            waiting.append(pool.submit(person.report, unlike(pictures[number % 4]), due))
        return [one.result() for one in waiting]


def check(folder: Path, people: list[Person]) -> bool:
    """Waits for the public sizes, then looks for every report and photo; prints what it found."""
    started = time.monotonic()
    ours = "FROM photo JOIN observation_photo ON photo_id = photo.id JOIN submission s USING (observation_id)"
    with (
        Cluster(folder).using() as url,
        psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as db,
    ):
        states: dict[str, int] = {}
        while time.monotonic() - started < 1200:
            states = dict(db.execute("SELECT state, count(*) FROM photo GROUP BY state").fetchall())
            if "received" not in states:
                break
            time.sleep(1)
        kept = db.execute(f"SELECT s.uuid, upload_id, original {ours}").fetchall()
        sites = [row[0] for row in db.execute("SELECT uuid FROM submission").fetchall()]
        doubled = len(sites) - len(set(sites)) + len(kept) - len({row[1] for row in kept})
        failed = db.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'").fetchall()[0][0]
    took = time.monotonic() - started
    found, store = set(kept), LocalStore(folder / "photos")
    lost = [one for one in people if (one.uuid, one.upload_id, one.digest) not in found]
    wrong = [one for one in people if hashlib.sha256(store.get(ORIGINALS, one.digest)).hexdigest() != one.digest]
    sys.stdout.write(
        f"reports {len(people)} acknowledged, {len(sites)} kept, {len(lost)} lost, {doubled} doubled, "
        f"{len(wrong)} damaged; photos {states}, {failed} jobs failed, {took:.0f} s after the last\n"
    )
    right = len(sites) == len(people) and states == {"ready": len(people)}
    return right and not lost and not doubled and not wrong and not failed


def summary(people: list[Person], disturbed: list[tuple[float, float]]) -> None:
    """Prints how long acknowledgments took."""
    times = [one for person in people for one in person.times]
    calm = [took for began, took in times if not any(a <= began + took and began <= b for a, b in disturbed)]
    for name, chosen in (("while all ran", calm), ("in all", [took for _began, took in times])):
        cut = [1000 * share for share in statistics.quantiles(chosen, n=100)]
        sys.stdout.write(
            f"{name}: {len(chosen)} requests acknowledged, p50 {cut[49]:.0f} ms, p95 {cut[94]:.0f} ms, "
            f"p99 {cut[98]:.0f} ms, slowest {max(chosen) * 1000:.0f} ms\n"
        )
    late, again = max(person.late for person in people), sum(person.again for person in people)
    sys.stdout.write(f"{again} requests sent again; the slowest report was whole after {late:.1f} s\n")


def main() -> int:
    """Measures; 1 when a report or photo was lost, doubled or damaged."""
    asked, port = plan(__doc__)
    with tempfile.TemporaryDirectory(prefix="mapapp-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # under root the cluster's account must reach it
        with Supervised(folder, port) as server:
            kills = (asked.seconds, asked.kill_server, asked.kill_database)
            killer = threading.Thread(target=server.disturb, args=kills)
            killer.start()
            people = load(port, asked.seconds, asked.rate)
            killer.join()
            sys.stdout.write(
                f"{asked.seconds:.0f} s, {asked.rate:g} reports a second; kill -9: server {asked.kill_server} times, "
                f"PostgreSQL {asked.kill_database} times\n"
            )
            summary(people, server.disturbed)
            return 0 if check(folder, people) else 1


if __name__ == "__main__":
    sys.exit(main())
