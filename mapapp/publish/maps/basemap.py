"""The embedded vector basemap: one file of our own, packed once, under an address that changes with its content."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache

from mapapp.core.basemap import FILE, parsed

__all__ = ["DATASET", "digest", "packed", "parsed", "raw"]
DATASET = "basemap"  # the slug of its dataset, for the attribution


@cache
def raw() -> bytes:
    """The file as it is."""
    return FILE.read_bytes()


@cache
def packed() -> bytes:
    """The same, by gzip."""
    return gzip.compress(raw(), mtime=0)


@cache
def digest() -> str:
    """A short digest of the content, part of its address."""
    return hashlib.sha256(raw()).hexdigest()[:12]
