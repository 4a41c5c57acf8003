"""How long 100 000 laboratory results of one XLSX take to become records, beside reading and copying the same cells.

    python -m tests.bench.laboratory [rounds]

The floor (``tests.bench.plain_copy``) reads the sheet with python-calamine and copies its cells as they are to a table
without keys, indexes or checks. What is measured is ``mapapp import samples`` in a process of its own, with a progress
bar on a terminal: reading in the limited process, checking every cell, recognising substances and units, comparing
with the norms, keeping what undoing needs, and writing points, samples and results with all their indexes. Both begin
with the start of Python and end when it is gone; the database (PostgreSQL with its own settings, every commit on disk)
runs already and holds the shipped records. Each round loads into an empty dataset. The file is the same every time.
"""

from __future__ import annotations

import os
import pty
import random
import statistics
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import NamedTuple

import openpyxl
import psycopg

from mapapp.cli.db import upgrade
from mapapp.cli.shipped import load_if_empty
from mapapp.cluster import Cluster

ALLOWED, ALLOWED_MIB = 2.0, 1024
RESULTS, SAMPLES, POINTS = 100_000, 10_000, 2_000
MAPAPP = Path(sys.executable).with_name("mapapp")
HEADINGS = (
    "sample_id",
    "point_id",
    "name_ru",
    "latitude",
    "longitude",
    "sampled_on",
    "medium",
    "depth_from_m",
    "depth_to_m",
    "laboratory",
    "method",
    "substance",
    "value",
    "unit",
    "basis",
)
# As laboratories write them, with the usual content in soil (mg/kg) and the limit of detection.
METALS = (
    ("Ртуть", 0.08, 0.05),
    ("Свинец", 24.0, 1.0),
    ("Кадмий", 0.4, 0.1),
    ("Медь", 31.0, 0.5),
    ("Цинк", 88.0, 1.0),
    ("Мышьяк", 7.0, 2.0),
    ("Никель", 38.0, 1.0),
    ("Хром", 61.0, 1.0),
    ("Кобальт", 12.0, 0.5),
    ("Марганец", 610.0, 5.0),
)
_FLOOR = "tests.bench.plain_copy"


class Run(NamedTuple):
    """What one process took: seconds from start to end, its own and its children's memory at the highest (MiB)."""

    seconds: float
    mib: float


def cells(seed: int = 4) -> Iterator[tuple[object, ...]]:
    """The rows of the file: ten metals of each sample, a third of mercury and arsenic below detection."""
    chance = random.Random(seed)
    places = [(round(chance.uniform(46, 52), 5), round(chance.uniform(60, 80), 5)) for _point in range(POINTS)]
    for number in range(SAMPLES):
        point = number % POINTS
        date = f"{2015 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
        where = (f"Проба {number:05}", f"Т-{point:04}", f"Точка отбора {point}", *places[point])
        what = (date, "почва", 0, 0.2, "ТОО «Эколаборатория»", "ISO 11466")
        for metal, usual, limit in METALS:
            value = chance.lognormvariate(0, 0.9) * usual
            said: object = f"<{limit}" if value < limit else float(f"{value:.3g}")
            yield (*where, *what, metal, said, "мг/кг", "dry")


def write_file(path: Path) -> None:
    """The workbook that is loaded."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Результаты")
    sheet.append(HEADINGS)
    for row in cells():
        sheet.append(row)
    book.save(path)


def run(command: Sequence[str | Path], url: str) -> Run:
    """The command with a terminal of its own, so that it shows its progress bar, and what it took."""
    inside, outside = pty.openpty()
    termios.tcsetwinsize(outside, (24, 100))
    environment = {**os.environ, "MAPAPP_DATABASE_URL": url, "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=outside, text=True)
    os.close(outside)
    peak, shown = [0.0], bytearray()
    threads = [
        threading.Thread(target=_read, args=(inside, shown)),
        threading.Thread(target=_watch, args=(process, peak)),
    ]
    for thread in threads:
        thread.start()
    printed = process.communicate()[0]
    took = time.perf_counter() - began
    for thread in threads:
        thread.join()
    os.close(inside)
    if process.returncode or (_FLOOR not in command and b"%|" not in shown):
        raise SystemExit(f"{command} failed: {printed}\n{shown.decode(errors='replace')[-2000:]}")
    return Run(took, peak[0])


def _read(terminal: int, shown: bytearray) -> None:
    with suppress(OSError):  # the other end is closed
        while said := os.read(terminal, 65536):
            shown += said


def _watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    """Keeps the highest sum of the resident memory of the process and all that it started."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_resident_mib(one) for one in _family(process.pid)))
        time.sleep(0.05)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from _family(int(child))


def _resident_mib(pid: int) -> float:
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def measure(folder: Path, rounds: int) -> list[tuple[Run, Run]]:
    """Floor and import in turn, on one database; what a round loaded is checked."""
    file = folder / "results.xlsx"
    write_file(file)
    found = []
    with Cluster(folder / "instance").using() as url:
        upgrade(url)
        with redirect_stdout(sys.stderr):
            load_if_empty(url)
        plain = url.replace("+psycopg", "", 1)
        for number in range(rounds):
            lowest = run([sys.executable, "-m", _FLOOR, file, plain], url)
            ours = run([MAPAPP, "import", "samples", file, "--dataset", f"round-{number}"], url)
            _check(plain, f"round-{number}")
            found.append((lowest, ours))
    return found


def _check(url: str, slug: str) -> None:
    """Every result is there, compared, and the next round finds the database as this one did."""
    compared = "count(*) FILTER (WHERE verdict <> 'no_limit')"
    query = f"SELECT count(*), {compared} FROM result JOIN dataset d ON d.id = dataset_id"
    with psycopg.connect(url, autocommit=True) as server:
        loaded = server.execute(f"{query} WHERE slug = %s", [slug]).fetchone() or (0, 0)
        if loaded[0] != RESULTS or not loaded[1]:
            raise SystemExit(f"{slug}: {loaded[0]} results, {loaded[1]} compared")
        for table in ("result", "sample", "sampling_point"):
            server.execute(f"DELETE FROM {table} WHERE dataset_id = (SELECT id FROM dataset WHERE slug = %s)", [slug])
            server.execute(f"VACUUM ANALYZE {table}")


def main(rounds: int) -> int:
    """Prints medians, ratio and memory; 1 when one of them is over what is allowed."""
    with tempfile.TemporaryDirectory(prefix="mapapp-bench-") as folder:
        Path(folder).chmod(0o755)
        pairs = measure(Path(folder), rounds)
    lowest, ours = (statistics.median(one.seconds for one in column) for column in zip(*pairs, strict=True))
    mib, ratio = max(ours.mib for _floor, ours in pairs), ours / lowest
    sys.stdout.write(
        f"{RESULTS:,} results of {SAMPLES:,} samples at {POINTS:,} points, {len(HEADINGS)} columns, {rounds} rounds\n"
        f"floor   {lowest:6.2f} s  (python-calamine and COPY; {', '.join(f'{one.seconds:.2f}' for one, _ in pairs)})\n"
        f"mapapp  {ours:6.2f} s  (mapapp import samples; {', '.join(f'{one.seconds:.2f}' for _, one in pairs)})\n"
        f"ratio   {ratio:6.2f}    (allowed {ALLOWED})\n"
        f"memory  {mib:6.0f} MiB at the highest, all processes of the import (allowed {ALLOWED_MIB})\n"
    )
    return int(ratio > ALLOWED or mib > ALLOWED_MIB)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
