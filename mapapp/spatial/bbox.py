"""Bounding boxes in degrees."""

from __future__ import annotations

from typing import NamedTuple


class BBox(NamedTuple):
    """West, south, east, north in EPSG:4326 degrees (the order of RFC 7946)."""

    west: float
    south: float
    east: float
    north: float


def parse_bbox(text: str) -> BBox:
    """The box in ``west,south,east,north``.

    Raises ValueError when there are not four finite numbers, a latitude is beyond 90 or a side is turned round.
    """
    parts = [float(part) for part in text.split(",")]
    if len(parts) != 4:
        raise ValueError("a box has four numbers: west,south,east,north")
    box = BBox(*parts)
    if not (-180 <= box.west <= box.east <= 180 and -90 <= box.south <= box.north <= 90):
        raise ValueError("the box must have west <= east within 180 degrees and south <= north within 90")
    return box
