"""Photos are decoded in a process that has little and can do little; what goes wrong there stays there."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mapapp.photos import child, decoder
from tests.factories import photos


def told(work: Callable[[], object]) -> dict[str, object]:
    """What ``work`` found out in a limited child; raises what the child's parent would say in its place."""

    def answer() -> bytes:
        try:
            return json.dumps({"found": work()}).encode()
        except (OSError, MemoryError) as error:
            return json.dumps({"found": type(error).__name__}).encode()

    line: dict[str, object] = json.loads(child.apart(answer).split(b"\n")[0])
    return line


def test_a_limited_child_answers() -> None:
    assert told(lambda: 6 * 7) == {"found": 42}


@pytest.mark.parametrize(
    "reach",
    [
        lambda: Path("/etc/passwd").read_text(),
        lambda: Path("/dev/null").write_text("x"),
        lambda: list(Path("/").iterdir()),
        lambda: socket.create_connection(("127.0.0.1", 1)),
        lambda: socket.socket(socket.AF_UNIX),
        lambda: os.write(1, b"x"),
        lambda: os.read(0, 1),
        os.pipe,
    ],
)
def test_a_limited_child_reaches_no_file_and_no_network(reach: Callable[[], object]) -> None:
    assert told(reach) == {"found": "OSError"}


def test_a_limited_child_has_little_memory() -> None:
    assert told(lambda: len(bytearray(child.MEMORY))) == {"found": "MemoryError"}
    assert told(lambda: resource.getrlimit(resource.RLIMIT_CORE)) == {"found": [0, 0]}
    assert told(lambda: resource.getrlimit(resource.RLIMIT_CPU)) == {
        "found": [child.CPU_SECONDS, child.CPU_SECONDS + 1]
    }


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_crash_ends_the_child_alone(number: int) -> None:
    assert told(lambda: os.kill(os.getpid(), number)) == {"problem": "damaged"}


def test_too_much_work_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "CPU_SECONDS", 1)

    def endless() -> None:
        while True:
            pass

    assert told(endless) == {"problem": "too_hard"}


def test_too_long_a_wait_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "WALL_SECONDS", 0.2)
    started = time.monotonic()
    assert told(lambda: time.sleep(60)) == {"problem": "too_hard"}
    assert time.monotonic() - started < 5


def test_a_half_answer_is_no_answer() -> None:
    def half() -> bytes:
        os.write(max(int(fd.name) for fd in Path("/proc/self/fd").iterdir()), b"x" * 20)
        os.kill(os.getpid(), signal.SIGKILL)
        return b""

    assert json.loads(child.apart(half)) == {"problem": "damaged"}


def environment_of(process: int) -> set[str]:
    return {part.split("=")[0] for part in Path(f"/proc/{process}/environ").read_text().split("\0") if part}


def test_the_helper_knows_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPAPP_SECRET_KEY", "very secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very secret")
    helper = decoder._start()
    try:
        assert environment_of(helper.pid) <= {"PATH", "LD_LIBRARY_PATH", "LC_ALL", "OMP_NUM_THREADS", "GLIBC_TUNABLES"}
        assert len(list(Path(f"/proc/{helper.pid}/fd").iterdir())) <= 4
        loaded = Path(f"/proc/{helper.pid}/maps").read_text()
        assert "psycopg" not in loaded
    finally:
        decoder._end(helper)


def test_a_helper_that_was_killed_is_replaced() -> None:
    data = photos.jpeg()
    assert len(decoder.copies(data)) == 2
    for helper in decoder._helpers.idle:
        os.kill(helper.pid, signal.SIGKILL)
        helper.wait()
    assert len(decoder.copies(data)) == 2


def test_a_helper_that_dies_at_work_is_told_from_a_bad_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    helper = decoder._take()
    os.kill(helper.pid, signal.SIGSTOP)
    monkeypatch.setattr(decoder, "_WALL_SECONDS", 0.3)
    decoder._helpers.idle.append(helper)
    with pytest.raises(decoder.DecoderFailed):
        decoder.copies(photos.jpeg())
    assert helper.poll() is not None
    monkeypatch.undo()
    assert len(decoder.copies(photos.jpeg())) == 2


def test_several_threads_have_helpers_of_their_own() -> None:
    sent = [photos.jpeg(400 + 10 * number, 300) for number in range(6)]
    with ThreadPoolExecutor(4) as pool:
        found = [copies[0].width for copies in pool.map(decoder.copies, sent)]
    assert found == [400 + 10 * number for number in range(6)]


def _in_a_fork(connection: int, data: bytes) -> None:
    os.write(connection, str(len(decoder.copies(data))).encode())


def test_a_forked_server_does_not_speak_to_its_parent_s_helper() -> None:
    data = photos.jpeg()
    decoder.copies(data)
    before = [helper.pid for helper in decoder._helpers.idle]
    reading, writing = os.pipe()
    forked = multiprocessing.get_context("fork").Process(target=_in_a_fork, args=(writing, data))
    forked.start()
    forked.join(30)
    assert os.read(reading, 10) == b"2"
    assert [helper.pid for helper in decoder._helpers.idle] == before
    assert len(decoder.copies(data)) == 2


def test_a_helper_ends_with_its_server() -> None:
    code = (
        "import os; from mapapp.photos import decoder; print(decoder._start().pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    helper = int(done.stdout)
    until = time.monotonic() + 10
    while Path(f"/proc/{helper}").exists() and _alive(helper):
        assert time.monotonic() < until
        time.sleep(0.05)


def _alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
