"""PNG: a signature and a row of chunks, each with its length and checksum (ISO/IEC 15948)."""

from __future__ import annotations

import zlib

from mapapp.photos.headers.judged import Header, Refused, number

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 20_000


def is_ours(data: bytes) -> bool:
    """Whether the data begin as a PNG does."""
    return data.startswith(_SIGNATURE)


def read(data: bytes) -> Header:
    """The header of a PNG with all its chunks. Raises Refused, also for an animation."""
    at, size, exif, pixels = len(_SIGNATURE), None, b"", False
    for _count in range(_MOST_CHUNKS):
        length, name = number(data, at, 4), data[at + 4 : at + 8]
        content = data[at + 8 : at + 8 + length]
        if number(data, at + 8 + length, 4) != zlib.crc32(name + content):
            raise Refused("damaged")
        if size is None:
            if name != b"IHDR":
                raise Refused("damaged")
            size = number(content, 0, 4), number(content, 4, 4)
        elif name == b"acTL":
            raise Refused("animated")
        elif name == b"eXIf":
            exif = content
        elif name == b"IDAT":
            pixels = True
        elif name == b"IEND":
            break
        at += 12 + length
    else:
        raise Refused("damaged")
    if not pixels:
        raise Refused("damaged")
    return Header("PNG", *size, exif)
