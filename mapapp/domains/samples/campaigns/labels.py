"""Labels of samples: codes that nobody misreads, and the same as a square for a phone's camera."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

# Without 0, O, 1, I and L: written on a wet bottle they look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_PREFIX = re.compile(rf"[{ALPHABET}]{{1,8}}")
_LABEL = re.compile(rf"[{ALPHABET}]{{1,8}}(?:-[{ALPHABET}]{{4}})?")
_CODE_LENGTH = 4
_QUIET = 4  # modules of white around, as ISO/IEC 18004 wants


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code as one path of an SVG that is ``size`` units wide and high, its white border included."""

    size: int
    path: str


def prefix(text: str) -> str | None:
    """The prefix in capitals; None when it has letters or digits that are misread, is empty or longer than eight."""
    found = text.strip().upper()
    return found if _PREFIX.fullmatch(found) else None


def make(count: int, before: str, taken: Collection[str]) -> list[str]:
    """``count`` new labels such as ``NURA-7KQ4`` that are not in ``taken``, in no order that could be guessed."""
    found: dict[str, None] = {}
    while len(found) < count:
        code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
        label = f"{before}-{code}"
        if label not in taken:
            found[label] = None
    return list(found)


def read(text: str) -> str | None:
    """The label that was typed or scanned, as it is kept; None when it cannot be one."""
    found = "".join(text.split()).upper()
    return found if _LABEL.fullmatch(found) else None


def square(text: str) -> Square:
    """The QR code of ``text`` (error correction M: a seventh of it may be dirty)."""
    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = (_run(at, row) for at, row in enumerate(rows))
    return Square(len(rows), "".join(part for run in runs for part in run))


def _run(line: int, row: list[bool]) -> list[str]:
    """The dark stretches of one line of modules as rectangles."""
    parts, start = [], None
    for at, dark in enumerate([*row, False]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            parts.append(f"M{start} {line}h{at - start}v1H{start}z")
            start = None
    return parts
