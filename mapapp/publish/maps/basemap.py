"""The embedded vector basemap: one file of our own, packed once, under an address that changes with its content."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from typing import Any

from mapapp.config import ROOT

_FILE = ROOT / "data" / "reference" / "basemap" / "basemap.json"
DATASET = "basemap"  # the slug of its dataset, for the attribution


@cache
def raw() -> bytes:
    """The file as it is."""
    return _FILE.read_bytes()


@cache
def packed() -> bytes:
    """The same, by gzip."""
    return gzip.compress(raw(), mtime=0)


@cache
def digest() -> str:
    """A short digest of the content, part of its address."""
    return hashlib.sha256(raw()).hexdigest()[:12]


def parsed() -> dict[str, Any]:
    """The feature collections by name: countries, lakes, rivers, oblasts, places."""
    found: dict[str, Any] = json.loads(raw())
    return found
