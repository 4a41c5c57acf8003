"""Files that somebody might send by mistake or in bad faith."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from tests.factories.photos import jpeg, png, saved, scene, webp

_SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def segment(code: int, content: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes((0xFF, code)) + (len(content) + 2).to_bytes(2, "big") + content


def with_segment(content: bytes, code: int = 0xFE) -> bytes:
    """A sound JPEG with one more segment, a comment by default, before all others."""
    data = jpeg()
    return data[:2] + segment(code, content) + data[2:]


def zipped() -> bytes:
    """A ZIP archive with one page."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("index.txt", "anything")
    return file.getvalue()


def png_of(width: int, height: int, *, pixels: bytes = b"") -> bytes:
    """A PNG that says it is so large; its pixels are all there as zeros unless given."""
    rows = pixels or zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    chunks = (
        len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")
        for name, content in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg_that_says(width: int, height: int) -> bytes:
    """A small JPEG whose header says another size."""
    data = bytearray(saved(scene(64, 64), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(data)


def _moving(kind: str) -> bytes:
    frames = [scene(32, 32), scene(32, 32).rotate(90)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def _box(name: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: each time the whole picture is gone through."""
    data = saved(scene(64, 64), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + data[-2:]


# What is sent -> the code of the problem.
REFUSED_AT_ONCE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "one byte": (lambda: b"\xff", "not_a_photo"),
    "text": ("Мусор у дороги".encode, "not_a_photo"),
    "svg with a script": (lambda: _SVG, "not_a_photo"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "not_a_photo"),
    "gif": (lambda: saved(scene(), "GIF"), "not_a_photo"),
    "tiff": (lambda: saved(scene(), "TIFF"), "not_a_photo"),
    "bmp": (lambda: saved(scene(), "BMP"), "not_a_photo"),
    "pdf": (lambda: saved(scene(), "PDF"), "not_a_photo"),
    "avif": (lambda: saved(scene(), "AVIF"), "not_a_photo"),
    "zip": (zipped, "not_a_photo"),
    "executable": (lambda: b"MZ" + bytes(100), "not_a_photo"),
    "film": (lambda: _box(b"ftyp", b"isom\0\0\2\0isomavc1") + _box(b"mdat", bytes(50)), "video"),
    "film of an iPhone": (lambda: _box(b"ftyp", b"qt  \0\0\0\0qt  ") + _box(b"mdat", bytes(50)), "video"),
    "burst": (lambda: _box(b"ftyp", b"hevc\0\0\0\0msf1hevc") + _box(b"mdat", bytes(50)), "animated"),
    "moving webp": (lambda: _moving("WEBP"), "animated"),
    "moving png": (lambda: _moving("PNG"), "animated"),
    "too many bytes": (lambda: jpeg() + bytes(25_000_000), "too_many_bytes"),
    "10 000 x 10 000 png": (lambda: png_of(10_000, 10_000), "too_many_pixels"),
    "10 000 x 10 000 jpeg": (lambda: jpeg_that_says(10_000, 10_000), "too_many_pixels"),
    "65 000 x 1 jpeg": (lambda: jpeg_that_says(65_000, 1), "too_many_pixels"),
    "4 billion wide png": (lambda: png_of(2**32 - 1, 2**32 - 1, pixels=b"x"), "too_many_pixels"),
    "no pixels": (lambda: jpeg_that_says(0, 100), "damaged"),
    "half a jpeg": (lambda: jpeg(1000, 800)[:6000], "truncated"),
    "half a png": (lambda: png()[:900], "truncated"),
    "half a webp": (lambda: webp()[:900], "truncated"),
    "jpeg without its end": (lambda: jpeg()[:-2], "truncated"),
    "jpeg without a picture": (lambda: b"\xff\xd8" + segment(0xFE, b"x") + b"\xff\xd9", "damaged"),
    "png with a wrong checksum": (lambda: png().replace(b"IEND\xae", b"IEND\xaf"), "damaged"),
    "html in a comment": (lambda: with_segment(b"<html><body onload=alert(1)>"), "more_than_a_picture"),
    "script in exif": (lambda: with_segment(b"Exif\0\0<ScRiPt>alert(1)</script>", 0xE1), "more_than_a_picture"),
    "php in a comment": (lambda: with_segment(b"<?php system($_GET[0]); ?>"), "more_than_a_picture"),
    "php behind": (lambda: jpeg() + b"<?php phpinfo();", "more_than_a_picture"),
    "html behind": (lambda: jpeg() + b"<HTML><p>x", "more_than_a_picture"),
    "svg behind": (lambda: png() + b'<svg onload="alert(1)"/>', "more_than_a_picture"),
    "pdf inside": (lambda: with_segment(b"%PDF-1.7\n1 0 obj"), "more_than_a_picture"),
    "zip behind jpeg": (lambda: jpeg() + zipped(), "more_than_a_picture"),
    "zip behind png": (lambda: png() + zipped() + bytes(1000), "more_than_a_picture"),
    "zip behind webp": (lambda: webp() + zipped(), "more_than_a_picture"),
    "zip in a comment": (lambda: with_segment(zipped()), "more_than_a_picture"),
    "rar behind": (lambda: jpeg() + b"Rar!\x1a\x07\x01\x00", "more_than_a_picture"),
    "150 scans": (lambda: many_scans(150), "too_hard"),
    "segments without end": (lambda: jpeg()[:2] + segment(0xFE, b"") * 100_000 + jpeg()[2:], "damaged"),
}


def damaged_within() -> bytes:
    """A PNG whose pixels cannot be unpacked, though everything around them is right."""
    return png_of(200, 200, pixels=zlib.compress(b"too short"))


def hostile_text() -> bytes:
    """A sound JPEG whose EXIF holds text that would do harm where it is not treated as text."""
    block = Image.Exif()
    block[0x010E] = "'; DROP TABLE photo; -- {{7*7}} %s \r\nSet-Cookie: a=b \x1b[2J"
    block[0x0132] = "2024:13:99 '; DELETE"
    block.get_ifd(0x8769)[0x9003] = "2024:05:03 14:20:05<b>"
    block.get_ifd(0x8825).update({1: "N'--", 2: (49.0, 0.0, 0.0), 3: "E", 4: (73.0, 0.0, 0.0)})
    return saved(scene(), "JPEG", exif=block)
