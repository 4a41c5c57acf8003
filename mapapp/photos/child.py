"""The limited process: makes the public copies of photos, each in a child of its own, and nothing else.

``mapapp.photos.decoder`` starts it and speaks to it over its standard input and output. The readers of image formats
are loaded once; a child forked for each photo may use little memory, little time and nothing of the system, so that
what goes wrong there (a crash, a bomb, a hijacked reader) ends that child, and neither the next photo nor the server.
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from PIL import Image, ImageCms

from mapapp.photos.headers import Refused
from mapapp.photos.pixels import copies

MEMORY = 1_500_000_000  # bytes of address space; a HEIC of 50 megapixels needs most
CPU_SECONDS, WALL_SECONDS = 20, 45
_MOST_ANSWERED = 20_000_000  # bytes
_MOST_FILES = 1024
_PIECE = 1 << 20


def main() -> None:
    """Answers requests, a line of JSON and the photo's bytes each, until its input ends."""
    warm_up()
    for pipe in (sys.stdin, sys.stdout):
        widen(pipe.fileno())
    with suppress(BrokenPipeError):  # whoever asked is gone
        _serve()
    os._exit(0)


def _serve() -> None:
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["bytes"])
        answer = apart(partial(_answer, data, request["hidden"]))
        sys.stdout.buffer.write(len(answer).to_bytes(8, "big") + answer)
        sys.stdout.buffer.flush()


def warm_up() -> None:
    """Lets Pillow load what it loads at first use: in a limited child it could not open its own files any more."""
    sample, block = Image.new("RGB", (16, 16)), Image.Exif()
    block[0x0112] = 1
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        sample.save(file, kind, icc_profile=profile, exif=block)
        copies(file.getvalue(), [(0, 0, 0.5, 0.5)])
    gc.freeze()


def apart(work: Callable[[], bytes]) -> bytes:
    """What ``work`` returned in a limited child, or a refusal when that child did not end well."""
    reading, writing = os.pipe()
    widen(writing)
    child = os.fork()
    if child == 0:
        try:
            _limit(writing)
            _write(writing, work())
        finally:
            os._exit(0)
    os.close(writing)
    answer = _read(reading, time.monotonic() + WALL_SECONDS)
    os.close(reading)
    os.kill(child, signal.SIGKILL)  # it has said all it had to say, or took too long
    ended = os.waitpid(child, 0)[1]
    if answer:
        return answer
    slow = answer is None or (os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGXCPU)
    return _refusal("too_hard" if slow else "damaged")


def widen(pipe: int) -> None:
    """Lets a pipe take a large piece at once, where the system allows it: the two sides wait for each other less."""
    with suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIECE)


def _limit(kept: int) -> None:
    """Takes away what decoding does not need: files, network, memory, time; leaves the one pipe to answer on."""
    os.closerange(0, kept)
    os.closerange(kept + 1, _MOST_FILES)
    for what, soft, hard in (
        (resource.RLIMIT_AS, MEMORY, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1),  # at the first it is told (SIGXCPU), at the second ended
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, 0, 0),  # nothing can be opened any more, sockets neither
        (resource.RLIMIT_CORE, 0, 0),
    ):
        most = resource.getrlimit(what)[1]
        allowed = (soft, hard) if most == resource.RLIM_INFINITY else (min(soft, most), min(hard, most))
        resource.setrlimit(what, allowed)


def _write(pipe: int, answer: bytes) -> None:
    rest = memoryview(len(answer).to_bytes(8, "big") + answer)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _read(pipe: int, until: float) -> bytes | None:
    """The child's whole answer, empty when it ended before it was whole, None when the time was up."""
    said = bytearray()
    while len(said) < 8 + _MOST_ANSWERED:
        if not select.select([pipe], [], [], max(0, until - time.monotonic()))[0]:
            return None
        piece = os.read(pipe, _PIECE)
        if not piece:
            break
        said += piece
    return bytes(said[8:]) if len(said) - 8 == int.from_bytes(said[:8], "big") else b""


def _answer(data: bytes, hidden: Sequence[Sequence[float]]) -> bytes:
    """A line of JSON and the copies' bytes in its order; or a line that says why there are none."""
    try:
        made = copies(data, hidden)
    except Refused as refused:
        return _refusal(refused.code)
    except Image.DecompressionBombError:
        return _refusal("too_many_pixels")
    except MemoryError:
        return _refusal("too_hard")
    except Exception:  # noqa: BLE001 -- whatever a reader says of data that it cannot read
        return _refusal("damaged")
    told = [{"name": one.name, "width": one.width, "height": one.height, "bytes": len(one.data)} for one in made]
    return json.dumps({"copies": told}).encode() + b"\n" + b"".join(one.data for one in made)


def _refusal(code: str) -> bytes:
    return json.dumps({"problem": code}).encode() + b"\n"
