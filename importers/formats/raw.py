"""A record as it stands in a file, before anybody knows what its cells mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Between cells, and after a row, in the file by which the limited process hands rows over. Splitting is ten times as
# fast as JSON, and as safe: whatever that process writes is read as text and as nothing else.
CELL, ROW = "\x1f", "\x1e"


class RawRow(NamedTuple):
    """A record as it stands in the file: ``number`` is what a person sees, ``geometry`` is WKB.

    ``ended`` is False for a record at the very end of a text that has no line break after it.
    """

    number: int
    cells: Sequence[str]
    geometry: bytes | None = None
    ended: bool = True
