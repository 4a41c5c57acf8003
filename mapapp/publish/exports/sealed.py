"""A policy for a page that stands alone: its own scripts and styles may work, and nothing may reach a network."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

PLACE = "policy-of-this-page"
_INLINE = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)


def sealed(page: str) -> str:
    """``page`` with the policy in the place of ``PLACE``; line ends become those that a browser hashes."""
    text = page.replace("\r\n", "\n").replace("\r", "\n")
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for match in _INLINE.finditer(text):
        hashes[match[1].lower()].append(_hash(match[2]))
    return text.replace(PLACE, _policy(hashes["script"], hashes["style"]), 1)


def _policy(scripts: list[str], styles: list[str]) -> str:
    parts = {
        "default-src": ["'none'"],
        "script-src": scripts or ["'none'"],
        "style-src": styles or ["'none'"],
        "img-src": ["data:", "blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *dict.fromkeys(values)]) for name, values in parts.items())


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
