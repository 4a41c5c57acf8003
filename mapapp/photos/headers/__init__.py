"""What a photo says of itself before anything is decoded: read in plain Python, whatever its name is."""

from __future__ import annotations

from mapapp.photos.headers import heif, jpeg, png, webp
from mapapp.photos.headers.judged import Header, Refused
from mapapp.photos.headers.polyglots import is_more_than_a_picture

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "MEDIA_TYPES", "Header", "Refused", "judge", "look"]

MAX_BYTES = 25_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}
_READERS = (jpeg, png, webp, heif)
_VIDEO_BRANDS = (b"isom", b"mp4", b"M4V", b"qt  ", b"3gp", b"avc1", b"iso")


def judge(data: bytes) -> Header:
    """The header of a photo that may be kept. Raises Refused with the code of what is wrong with it.

    Nothing is decoded: that the pixels are sound is found out later, in a process of its own.
    """
    if not data:
        raise Refused("empty")
    if len(data) > MAX_BYTES:
        raise Refused("too_many_bytes")
    header = look(data)
    if min(header.width, header.height) < 1:
        raise Refused("damaged")
    if header.width * header.height > MAX_PIXELS or max(header.width, header.height) > MAX_SIDE:
        raise Refused("too_many_pixels")
    if is_more_than_a_picture(data):
        raise Refused("more_than_a_picture")
    return header


def look(data: bytes) -> Header:
    """What the file says of itself, within no limits but its own length. Raises Refused."""
    for reader in _READERS:
        if reader.is_ours(data):
            try:
                return reader.read(data)
            except IndexError as error:  # it points behind its end
                raise Refused("truncated") from error
    raise Refused("video" if data[4:8] == b"ftyp" and data[8:12].startswith(_VIDEO_BRANDS) else "not_a_photo")
