"""Pages of long lists."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is shown; numbers start at 1."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The number of the last page; 1 for an empty list."""
        return max(1, -(-self.total // self.size))


def page(asked: str | None, total: int, size: int = PAGE_SIZE) -> Page:
    """The page asked for, kept within what there is; anything that is not a number means the first."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return Page(min(max(1, number), max(1, -(-total // size))), total, size)
