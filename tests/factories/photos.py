"""Photos for tests: real files, made here, as phones would make them."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from flask import Flask
from PIL import Image
from pillow_heif import from_pillow
from sqlalchemy.orm import Session

from mapapp.core.jobs.worker import drain
from mapapp.photos import service
from mapapp.photos.models import Photo

PLACE = (73.1045678, 49.8023456)  # what the camera of these tests wrote: longitude, latitude
TAKEN = "2024:05:03 14:20:05"
CAMERA, SOFTWARE, OWNER = "Testophone 9", "Camera app 1.2", "A. Reporter"


def scene(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture whose corners can be told apart: red, green, blue and yellow, row by row, with a grey cross."""
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    half = (max(1, width * 2 // 5), max(1, height * 2 // 5))
    for colour, corner in (
        ((220, 30, 30), (0, 0)),
        ((30, 200, 30), (width - half[0], 0)),
        ((30, 30, 220), (0, height - half[1])),
        ((230, 220, 40), (width - half[0], height - half[1])),
    ):
        picture.paste(colour, (*corner, corner[0] + half[0], corner[1] + half[1]))
    return picture.convert(mode)


def exif_block(*, orientation: int = 1, lonlat: tuple[float, float] | None = PLACE, taken: str = TAKEN) -> Image.Exif:
    """What a phone writes: maker, software, owner, time with offset, place, orientation."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0131], block[0x013B] = "Maker", CAMERA, SOFTWARE, OWNER
    block[0x0112], block[0x0132] = orientation, taken
    block.get_ifd(0x8769).update({0x9003: taken, 0x9011: "+05:00", 0xA430: OWNER, 0xA431: "serial-0042"})
    if lonlat:
        lon, lat = lonlat
        block.get_ifd(0x8825).update(
            {1: "S" if lat < 0 else "N", 2: _parts(lat), 3: "W" if lon < 0 else "E", 4: _parts(lon), 6: 551.0}
        )
    return block


def jpeg(width: int = 640, height: int = 480, *, picture: Image.Image | None = None, **values: Any) -> bytes:
    """A JPEG with all that a phone writes; other ``values`` are those of ``exif_block`` or of Pillow's ``save``."""
    block = exif_block(**{name: values.pop(name) for name in ("orientation", "lonlat", "taken") if name in values})
    return saved(picture or scene(width, height), "JPEG", exif=block, comment=b"Seen by A. Reporter", **values)


def png(picture: Image.Image | None = None, **values: Any) -> bytes:
    """A PNG, without EXIF unless it is given."""
    return saved(picture or scene(), "PNG", **values)


def webp(picture: Image.Image | None = None, **values: Any) -> bytes:
    """A WebP with EXIF."""
    return saved(picture or scene(), "WEBP", exif=exif_block(), **values)


def heic(picture: Image.Image | None = None, **values: Any) -> bytes:
    """A HEIC with EXIF."""
    file = io.BytesIO()
    from_pillow(picture or scene()).save(file, exif=exif_block().tobytes(), **values)
    return file.getvalue()


def saved(picture: Image.Image, kind: str, **values: Any) -> bytes:
    """The picture as a file of that kind."""
    file = io.BytesIO()
    picture.save(file, kind, **values)
    return file.getvalue()


def photo(app: Flask, db: Session, *, data: bytes | None = None, ready: bool = True, **values: Any) -> Photo:
    """A photo that was received (of ``batch``, at ``position``); its copies are made if ``ready``; perhaps ``public``.

    All jobs that wait are done if ``ready``. ``app`` needs a place for photos (``photo_store``).
    """
    public = values.pop("public", False)
    values = {"batch": uuid4(), "upload_id": uuid4(), **values}
    with app.app_context():
        made = service.receive(db, io.BytesIO(jpeg() if data is None else data), **values)
        if ready:
            do_jobs(app, db)
        service.publish(db, [made], public)
    return made


def do_jobs(app: Flask, db: Session) -> None:
    """Does all jobs that wait, as the worker would."""
    drain(app, db)


def _parts(value: float) -> tuple[float, float, float]:
    degrees = abs(value)
    minutes = (degrees - int(degrees)) * 60
    return float(int(degrees)), float(int(minutes)), (minutes - int(minutes)) * 60
