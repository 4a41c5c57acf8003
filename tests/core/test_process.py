"""The process beside the server is started again when it dies, and never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mapapp.core.jobs.process import Beside

PARENT = """
import sys, time
from mapapp.core.jobs.process import Beside

def work():
    print(__import__("os").getpid(), flush=True)
    time.sleep(60)

beside = Beside(work)
while True:
    beside.tend()
    time.sleep(0.1)
"""


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    """A process that notes its number in a file and sleeps."""

    def work() -> None:
        with (tmp_path / "pids").open("a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(60)

    made = Beside(work)
    yield made
    made.end()


def pids(tmp_path: Path) -> list[int]:
    path = tmp_path / "pids"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def wait(condition: Callable[[], object], tended: Beside | None = None) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        if tended is not None:
            tended.tend()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_it_is_started_once_and_again_after_its_death(beside: Beside, tmp_path: Path) -> None:
    for _ in range(5):
        beside.tend()
    wait(lambda: len(pids(tmp_path)) == 1)
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    wait(lambda: len(pids(tmp_path)) == 2, beside)


def test_it_is_started_ever_later_when_it_keeps_dying() -> None:
    starts: list[float] = []
    dying = Beside(lambda: None)
    fork = dying._fork

    def noted(leave: Callable[[], None]) -> None:
        starts.append(time.monotonic())
        fork(leave)

    dying._fork = noted  # type: ignore[method-assign] # the forks are counted where they are made
    wait(lambda: len(starts) == 3, dying)
    dying.end()
    assert starts[1] - starts[0] > 0.9
    assert starts[2] - starts[1] > 1.9


def test_it_ends_also_when_somebody_else_collected_it(beside: Beside, tmp_path: Path) -> None:
    beside.tend()
    wait(lambda: pids(tmp_path))
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    os.waitpid(pids(tmp_path)[0], 0)  # as the web server does with every child
    beside.end()
    wait(lambda: len(pids(tmp_path)) == 2, beside)


def test_what_belongs_to_the_parent_is_left_first(tmp_path: Path) -> None:
    path = tmp_path / "order"

    def add(word: str) -> None:
        with path.open("a") as file:
            file.write(word)

    made = Beside(lambda: add(" worked"))
    made.tend(leave=lambda: add("left"))
    wait(lambda: path.exists() and path.read_text() == "left worked")
    made.end()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_does_not_outlive_its_parent_however_that_ends(number: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(number)
    parent.wait(10)
    wait(lambda: not alive(child))
