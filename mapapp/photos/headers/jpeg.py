"""JPEG: a row of segments, each with its length, and scans in between (ITU T.81, annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapapp.photos.headers.judged import Header, Refused, number

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_EXIF = b"Exif\0\0"
# In a scan 0xFF is followed by 0, by a restart marker, or by the marker that ends the scan.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_FILLING = re.compile(rb"\xff*(?=\xff)")
_MOST_SEGMENTS, _MOST_SCANS = 2000, 100  # no camera comes near; reading more would only cost time


def is_ours(data: bytes) -> bool:
    """Whether the data begin as a JPEG does."""
    return data.startswith(b"\xff\xd8\xff")


def segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Each marker's code, its content and where it ends, from the first to the end of the picture, which comes last.

    What follows the picture (another one, a film) is not looked at. Raises Refused when the file ends before that.
    """
    at = 2
    for _count in range(_MOST_SEGMENTS):
        at = filling.end() if (filling := _FILLING.match(data, at)) else at
        if at + 2 > len(data):
            raise Refused("truncated")
        if data[at] != 0xFF:
            raise Refused("damaged")
        code = data[at + 1]
        at += 2
        if code == _END:
            yield code, b"", at
            return
        if code in _ALONE:
            continue
        length = number(data, at, 2)
        if length < 2 or code in (0, _START):
            raise Refused("damaged")
        if at + length > len(data):
            raise Refused("truncated")
        yield code, data[at + 2 : at + length], at + length
        at += length
        if code == _SCAN:
            at = _end_of_scan(data, at)
    raise Refused("damaged")


def _end_of_scan(data: bytes, start: int) -> int:
    found = _MARKER.search(data, start)
    if found is None:
        raise Refused("truncated")
    return found.start()


def read(data: bytes) -> Header:
    """The header of a JPEG whose picture is whole. Raises Refused."""
    size, exif, scans = None, b"", 0
    for code, content, _end in segments(data):
        if code in _FRAMES and size is None:
            size = number(content, 3, 2), number(content, 1, 2)
        elif code == 0xE1 and not exif and content.startswith(_EXIF):
            exif = content[len(_EXIF) :]
        scans += code == _SCAN
    if scans > _MOST_SCANS:
        raise Refused("too_hard")
    if size is None or not scans:
        raise Refused("damaged")
    return Header("JPEG", *size, exif)


def is_bare(data: bytes) -> bool:
    """Whether the data are one JPEG picture and nothing else: no metadata, no thumbnail, nothing behind it."""
    try:
        found = list(segments(data)) if is_ours(data) else []
    except (Refused, IndexError):
        return False
    bare = all(code < 0xE0 or (code == 0xE0 and _is_jfif(content)) for code, content, _end in found)
    return bool(found) and bare and found[-1][2] == len(data)


def _is_jfif(content: bytes) -> bool:
    """JFIF's own segment, without the thumbnail that it may hold."""
    return content[:5] == b"JFIF\0" and len(content) == 14
