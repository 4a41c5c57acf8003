"""Keeps spreadsheet programs from taking somebody's words for a formula."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = "=+-@"
# The same signs in their full-width and small forms, which some programs read as the plain ones.
_ALIKE = "".join(
    chr(code) for code in range(0xFE50, 0xFFE0) if unicodedata.normalize("NFKC", chr(code)) in tuple(_SIGNS)
)
_BEGINS = re.compile(rf"\s*[{re.escape(_SIGNS + _ALIKE)}]|[\t\r\n]")
# Where the list separator is a semicolon (as in Kazakhstan and Russia), a file with commas is cut at the semicolons,
# tabs and line ends inside the texts: what follows one of these begins a cell of its own there.
_INSIDE = re.compile(rf"([;\t\r\n][\s\"]*)(?=[{re.escape(_SIGNS + _ALIKE)}])")


def guarded(text: str) -> str:
    """``text`` so that no cell made of it begins with a sign of a formula: such a sign gets an apostrophe before it.

    For columns of text only: a negative number is a number.
    """
    inside = _INSIDE.sub(r"\1'", text)
    return f"'{inside}" if _BEGINS.match(inside) else inside
