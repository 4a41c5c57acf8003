"""HEIC: boxes in boxes, each with its length (ISO/IEC 14496-12 and 23008-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mapapp.photos.headers.judged import Header, Refused, number

_STILL = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_MOVING = frozenset({b"hevc", b"hevx", b"msf1"})
_MOST_BOXES, _MOST_ITEMS, _MOST_PIECES = 4096, 1024, 16


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int  # of its content
    end: int


def is_ours(data: bytes) -> bool:
    """Whether the data begin as a HEIF file with a brand of HEVC does; AVIF and films have other brands."""
    return data[4:8] == b"ftyp" and (data[8:12] in _STILL | _MOVING)


def read(data: bytes) -> Header:
    """The header of a still HEIC picture. Raises Refused, also for a sequence."""
    outer = list(_boxes(data, 0, len(data)))
    if data[8:12] in _MOVING:
        raise Refused("animated")
    meta = next((box for box in outer if box.name == b"meta"), None)
    if meta is None:
        raise Refused("damaged")
    inner = {box.name: box for box in _boxes(data, meta.start + 4, meta.end)}
    if not {b"pitm", b"iinf", b"iloc", b"iprp"} <= inner.keys():
        raise Refused("damaged")
    width, height = _largest(data, inner[b"iprp"])
    items = _items(data, inner[b"iinf"])
    if b"hvc1" not in items.values():  # AVIF, for one, can come in the same wrapping
        raise Refused("not_a_photo")
    places = _places(data, inner[b"iloc"], inner.get(b"idat"))
    exif = next((places.get(item, b"") for item, kind in items.items() if kind == b"Exif"), b"")
    return Header("HEIF", width, height, _tiff(exif), turned=False)


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes in a stretch of the file. Raises Refused when one is cut off."""
    for _count in range(_MOST_BOXES):
        if start + 8 > end:
            return
        length, name, head = number(data, start, 4), data[start + 4 : start + 8], 8
        if length == 1:
            length, head = number(data, start + 8, 8), 16
        elif length == 0:  # to the end of the file
            length = end - start
        if length < head:
            raise Refused("damaged")
        if start + length > end:
            raise Refused("truncated")
        yield _Box(name, start + head, start + length)
        start += length
    raise Refused("damaged")


def _largest(data: bytes, properties: _Box) -> tuple[int, int]:
    """The size of the largest picture in the file: no other one can be harder to decode."""
    sizes = [
        (number(data, box.start + 4, 4), number(data, box.start + 8, 4))
        for group in _boxes(data, properties.start, properties.end)
        if group.name == b"ipco"
        for box in _boxes(data, group.start, group.end)
        if box.name == b"ispe"
    ]
    if not sizes:
        raise Refused("damaged")
    return max(sizes, key=lambda size: size[0] * size[1])


def _items(data: bytes, info: _Box) -> dict[int, bytes]:
    """The kind of each item by its number."""
    count_size = 4 if number(data, info.start, 1) else 2
    found = {}
    for box in _boxes(data, info.start + 4 + count_size, info.end):
        version = number(data, box.start, 1)
        if box.name == b"infe" and version >= 2:
            size = 4 if version > 2 else 2
            at = box.start + 4
            found[number(data, at, size)] = data[at + size + 2 : at + size + 6]
    if len(found) > _MOST_ITEMS:
        raise Refused("too_many_pixels")
    return found


def _places(data: bytes, table: _Box, inside: _Box | None) -> dict[int, bytes]:
    """The content of each item that lies in one piece. Raises Refused when one lies behind the end of the file."""
    version, sizes = number(data, table.start, 1), number(data, table.start + 4, 2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    wide = 4 if version > 1 else 2
    at = table.start + 6 + wide
    found = {}
    for _count in range(min(number(data, table.start + 6, wide), _MOST_ITEMS)):
        item, at = number(data, at, wide), at + wide
        method = number(data, at, 2) & 15 if version else 0
        at += 4 if version else 2  # how it is placed, and in which file
        base, at = number(data, at, base_size), at + base_size
        extents, at = number(data, at, 2), at + 2
        if extents > _MOST_PIECES:
            raise Refused("too_hard")
        for _extent in range(extents):
            at += index_size
            offset, length = base + number(data, at, offset_size), number(data, at + offset_size, length_size)
            at += offset_size + length_size
            start = offset + (inside.start if method == 1 and inside else 0)
            if method < 2 and start + length > len(data):
                raise Refused("truncated")
            if extents == 1 and method < 2:
                found[item] = data[start : start + length]
    return found


def _tiff(item: bytes) -> bytes:
    """The block behind its offset, which is counted from behind itself."""
    return item[4 + number(item, 0, 4) :] if len(item) > 4 else b""
