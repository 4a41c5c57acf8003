"""The door to the limited process: public copies of a photo, or the reason why there are none."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, Any

from mapapp.photos.headers import Refused, jpeg

_WALL_SECONDS = 60  # after which the helper itself is taken to hang
_MOST_ANSWERED = 32_000_000  # bytes
_PIECE = 1 << 20
_PROBLEMS = frozenset({"too_many_pixels", "animated", "truncated", "damaged", "too_hard", "not_a_photo"})
# The helper takes from this package what it needs, not the whole application that ``import mapapp`` would load.
_START = """
import sys, types
package = types.ModuleType("mapapp")
package.__path__ = [sys.argv[1]]
sys.modules["mapapp"] = package
from mapapp.photos.child import main
main()
"""
_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}  # pictures in large pages: a new child asks for fewer
_PACKAGE = Path(__file__).resolve().parent.parent


class DecoderFailed(Exception):
    """The helper could not be started or did not answer: nobody knows yet whether the photo is sound."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A public copy: the name of its size, its pixels, and a JPEG without any metadata."""

    name: str
    width: int
    height: int
    data: bytes


@dataclass
class _Helpers:
    """Idle helpers of one process; what a parent process started is not ours to speak to."""

    process: int = 0
    idle: list[subprocess.Popen[bytes]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


_helpers = _Helpers()


def copies(data: bytes, hidden: Sequence[Sequence[float]] = ()) -> list[Copy]:
    """The public copies of a photo, with the areas ``hidden`` in it made unrecognisable (see ``mapapp.photos.pixels``).

    Raises Refused when the photo cannot be decoded within the limits, DecoderFailed when that could not be found out.
    """
    helper = _take()
    try:
        answer = _ask(helper, data, hidden)
    except BaseException:
        _end(helper)
        raise
    with _helpers.lock:
        _helpers.idle.append(helper)
    return _understood(answer)


def _take() -> subprocess.Popen[bytes]:
    with _helpers.lock:
        if _helpers.process != os.getpid():
            _helpers.process, _helpers.idle = os.getpid(), []
        while _helpers.idle:
            helper = _helpers.idle.pop()
            if helper.poll() is None:
                return helper
    return _start()


def _start() -> subprocess.Popen[bytes]:
    """A helper with none of our settings, secrets or open files, in a folder where there is nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-c", _START, str(_PACKAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**kept, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", **_MEMORY},
            cwd="/",
            start_new_session=True,  # Ctrl-C ends it by the end of its input, not in the middle of a photo
        )
    except OSError as error:
        raise DecoderFailed("the helper that decodes photos cannot be started") from error


def _end(helper: subprocess.Popen[bytes]) -> None:
    helper.kill()
    helper.communicate()


def _ask(helper: subprocess.Popen[bytes], data: bytes, hidden: Sequence[Sequence[float]]) -> bytes:
    assert helper.stdin is not None  # noqa: S101 -- both pipes were asked for
    assert helper.stdout is not None  # noqa: S101 -- both pipes were asked for
    request = json.dumps({"bytes": len(data), "hidden": [list(area) for area in hidden]})
    until = time.monotonic() + _WALL_SECONDS
    try:
        helper.stdin.write(request.encode() + b"\n")
        helper.stdin.write(data)
        helper.stdin.flush()
        length = int.from_bytes(_read(helper.stdout, 8, until), "big")
        if length > _MOST_ANSWERED:
            raise DecoderFailed("the helper that decodes photos says too much")
        return _read(helper.stdout, length, until)
    except OSError as error:
        raise DecoderFailed("the helper that decodes photos is gone") from error


def _read(pipe: IO[bytes], size: int, until: float) -> bytes:
    said = bytearray()
    while len(said) < size:
        if not select.select([pipe], [], [], max(0, until - time.monotonic()))[0]:
            raise DecoderFailed("the helper that decodes photos does not answer")
        piece = os.read(pipe.fileno(), min(_PIECE, size - len(said)))
        if not piece:
            raise DecoderFailed("the helper that decodes photos is gone")
        said += piece
    return bytes(said)


def _understood(answer: bytes) -> list[Copy]:
    """The copies in an answer, which is not believed: a hijacked decoder can say what it likes.

    Raises Refused, also for a copy that holds anything but a picture.
    """
    line, _end_of_line, data = answer.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(line)
        if "problem" in told:
            raise Refused(told["problem"] if told["problem"] in _PROBLEMS else "damaged")
        return list(_cut(told["copies"], data))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("damaged") from error


def _cut(told: list[dict[str, Any]], data: bytes) -> Iterator[Copy]:
    at = 0
    for one in told:
        piece = data[at : at + one["bytes"]]
        at += one["bytes"]
        if not jpeg.is_bare(piece):
            raise Refused("damaged")
        yield Copy(str(one["name"]), int(one["width"]), int(one["height"]), piece)
