"""Python's search for rings of objects, put off while very many are made that hold none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_looking_for_rings() -> Iterator[None]:
    """Objects are freed by their count alone while the block runs.

    The collector goes through all that there is each time it has grown by a quarter: through every cell of the file,
    again and again, a third of the time of reading it. Rows are plain values and hold no rings.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
