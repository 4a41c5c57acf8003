"""The embedded vector basemap (see data/README.md): one file for the map and for measures of distance."""

from __future__ import annotations

import json
from typing import Any

from mapapp.config import ROOT

FILE = ROOT / "data" / "reference" / "basemap" / "basemap.json"


def parsed() -> dict[str, Any]:
    """The feature collections by name: countries, lakes, rivers, oblasts, places; read anew each time."""
    found: dict[str, Any] = json.loads(FILE.read_bytes())
    return found
