"""How long a photo of 12 megapixels takes to become its public sizes, beside Pillow's own quickest way to do that.

    python -m tests.bench.photos [rounds]

The floor is Pillow in this process: decoded at half size (a draft box of the photo's own proportions), scaled to 1600
and 320 px, turned upright, saved at quality 80. What is measured is all that the product does: the photo handed to the
limited process, decoded there in a child of its own, scaled to 1600 and 480 px, handed back, checked to be bare.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable

from PIL import Image, ImageOps

from mapapp.photos import decoder
from tests.bench.pictures import photo

ALLOWED = 1.5


def floor(data: bytes) -> None:
    """The public sizes by Pillow alone, with its proportional draft mode."""
    opened = Image.open(io.BytesIO(data))
    scale = max(opened.size) / 1600
    opened.draft("RGB", (int(opened.width / scale), int(opened.height / scale)))
    opened.thumbnail((1600, 1600), Image.Resampling.LANCZOS, reducing_gap=None)
    large = ImageOps.exif_transpose(opened)
    small = large.copy()
    small.thumbnail((320, 320), Image.Resampling.LANCZOS, reducing_gap=2.0)
    for picture in (large, small):
        picture.save(io.BytesIO(), "JPEG", quality=80, exif=b"")


def seconds(work: Callable[[bytes], object], data: bytes) -> float:
    """How long it took this time."""
    started = time.perf_counter()
    work(data)
    return time.perf_counter() - started


def main(rounds: int) -> int:
    """Prints both medians and their ratio; 1 when it is over what is allowed."""
    data = photo()
    decoder.copies(data)  # starts the helper
    floor(data)
    pairs = [(seconds(floor, data), seconds(decoder.copies, data)) for _round in range(rounds)]
    lowest, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = ours / lowest
    sys.stdout.write(
        f"12 megapixels, {len(data):,} bytes, {rounds} rounds\n"
        f"floor   {lowest * 1000:7.1f} ms  (Pillow, proportional draft)\n"
        f"mapapp  {ours * 1000:7.1f} ms\n"
        f"ratio   {ratio:7.2f}     (allowed {ALLOWED})\n"
    )
    return int(ratio > ALLOWED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
