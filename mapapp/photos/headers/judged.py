"""What the readers of headers share: their answer, and how they say no."""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):
    """The file cannot be used as a photo; ``code`` is a key of ``mapapp.photos.problems.PROBLEMS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Header:
    """``kind`` is Pillow's name of the format; width and height are in pixels as stored, before any turning.

    ``exif`` is the block that the camera wrote (a TIFF file in small), empty when there is none. ``turned`` says
    whether that block's orientation applies: in HEIC it does not, the file itself says how it is turned.
    """

    kind: str
    width: int
    height: int
    exif: bytes = b""
    turned: bool = True


def number(data: bytes, at: int, size: int, order: str = "big") -> int:
    """The unsigned number in ``size`` bytes at ``at``. Raises IndexError when the data end before it does."""
    if at < 0 or at + size > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + size], "little" if order == "little" else "big")
