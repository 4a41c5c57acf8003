"""WebP: a RIFF file of chunks, each with its length (RFC 9649)."""

from __future__ import annotations

from collections.abc import Iterator

from mapapp.photos.headers.judged import Header, Refused, number

_ANIMATED = 0x02
_MOST_CHUNKS = 1000


def is_ours(data: bytes) -> bool:
    """Whether the data begin as a WebP file does."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def read(data: bytes) -> Header:
    """The header of a WebP file with all its chunks. Raises Refused, also for an animation."""
    end = 8 + number(data, 4, 4, "little")
    if end > len(data):
        raise Refused("truncated")
    canvas: tuple[int, int] | None = None
    size: tuple[int, int] | None = None
    exif = b""
    for name, content in _chunks(data[:end]):
        if name == b"VP8X":
            if number(content, 0, 1) & _ANIMATED:
                raise Refused("animated")
            canvas = number(content, 4, 3, "little") + 1, number(content, 7, 3, "little") + 1
        elif name in (b"ANIM", b"ANMF"):
            raise Refused("animated")
        elif name == b"VP8 ":
            size = _lossy(content)
        elif name == b"VP8L":
            size = _lossless(content)
        elif name == b"EXIF":
            exif = content.removeprefix(b"Exif\0\0")
    if size is None or (canvas is not None and canvas != size):
        raise Refused("damaged")
    return Header("WEBP", *size, exif)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    for _count in range(_MOST_CHUNKS):
        if at >= len(data):
            return
        length = number(data, at + 4, 4, "little")
        if at + 8 + length > len(data):
            raise Refused("truncated")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    raise Refused("damaged")


def _lossy(content: bytes) -> tuple[int, int]:
    """RFC 6386, 9.1: the size stands behind the start code of the key frame."""
    if content[3:6] != b"\x9d\x01\x2a":
        raise Refused("damaged")
    return number(content, 6, 2, "little") & 0x3FFF, number(content, 8, 2, "little") & 0x3FFF


def _lossless(content: bytes) -> tuple[int, int]:
    if content[:1] != b"\x2f":
        raise Refused("damaged")
    bits = number(content, 1, 4, "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
