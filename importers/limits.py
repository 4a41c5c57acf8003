"""How much of anything is taken: enough for a country's records, too little to fill the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MIB = 1024 * 1024

MAX_FILE = 512 * MIB
MAX_JSON = 64 * MIB  # held in memory as a whole
MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
MAX_CELL = 4 * MIB  # a border as WKT is one cell
MAX_VERTICES = 200_000

MAX_MEMBERS = 1_000
MAX_UNPACKED = 512 * MIB
MAX_RATIO = 50
RATIO_FROM = 32 * MIB  # below this an archive may be as tight as it likes: blank database files are

READER_MEMORY = 4096 * MIB
READER_SECONDS = 900

REJECTED_KEPT = 10_000  # rows beyond these are only counted

NAME, TEXT, WORDS, ADDRESS = 300, 2_000, 10_000, 2_000  # characters


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller may change; ``progress`` is told how many records were read, now and then."""

    max_rows: int = MAX_ROWS
    max_bytes: int = MAX_FILE
    progress: Callable[[int], None] | None = None
