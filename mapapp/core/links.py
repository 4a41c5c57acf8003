"""Web addresses that came with data."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SPLIT = re.compile(r"\s+\|\s+|\s+")
_MOST = 20


def safe_links(text: str) -> tuple[str, ...]:
    """The http and https addresses in ``text`` (several may be separated by ``|``); anything else is left out."""
    return tuple(part for part in _SPLIT.split(text.strip()) if _is_web(part))[:_MOST]


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
