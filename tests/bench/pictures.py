"""Photos as large as a phone's, with noise in them as a phone's have."""

from __future__ import annotations

import io
from uuid import uuid4

import numpy as np
from PIL import Image

from tests.factories.photos import exif_block


def photo(width: int = 4000, height: int = 3000, *, seed: int = 3) -> bytes:
    """A JPEG of 12 megapixels and about 3.5 MB with EXIF, lying on its side as phones store them."""
    random = np.random.default_rng(seed)
    rough = random.integers(0, 255, (height // 20, width // 20, 3), dtype=np.uint8)
    smooth = Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)
    grain = random.normal(0, 6, (height, width, 3))
    picture = Image.fromarray(np.clip(np.asarray(smooth) + grain, 0, 255).astype(np.uint8))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90, exif=exif_block(orientation=6))
    return file.getvalue()


def unlike(data: bytes) -> bytes:
    """The same picture in other bytes, so that no store takes it for one that it has."""
    note = uuid4().bytes
    return data[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + data[2:]
