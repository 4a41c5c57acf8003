"""CSV that people open in a spreadsheet: UTF-8 with its mark, CRLF, and no words that it would take for a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

_MARK = "\ufeff"
_PIECE = 64 * 1024  # characters that are sent at once
_SIGNS = ("=", "+", "-", "@")
# Where the list separator is a semicolon (as in Kazakhstan and Russia), a file with commas is cut at the semicolons,
# tabs and line ends inside the texts: what follows one of these begins a cell of its own there.
_CUT = re.compile(r"([;\t\r\n])")


def guarded(text: str) -> str:
    """``text`` so that no cell made of it begins with a sign of a formula: such a sign gets an apostrophe before it.

    For columns of text only: a negative number is a number.
    """
    first, *others = _CUT.split(text)
    begins = _is_sign(first) or text.startswith(("\t", "\r", "\n"))
    # Behind a cut a quote would be taken for the quote of a cell, so a sign behind that counts too.
    inside = "".join(f"'{part}" if _is_sign(part, '"') else part for part in others)
    return f"'{first}{inside}" if begins else first + inside


def written(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A CSV file of ready cells, piece by piece."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(_MARK)
    writer.writerow(header)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _is_sign(text: str, unseen: str = "") -> bool:
    """Whether the first character that is seen is such a sign, or its full-width or small form."""
    seen = (one for one in text if one.isprintable() and not one.isspace() and one not in unseen)
    return unicodedata.normalize("NFKC", next(seen, "")) in _SIGNS
