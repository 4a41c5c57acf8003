"""Files that are a picture and something else as well, made to be mistaken for it later."""

from __future__ import annotations

import re

# What a browser, a server or a reader of documents would act upon, looked for in small letters, however it is written.
# Long enough that no photo is refused for a few bytes that happen to be alike. None of it stands in what cameras write:
# the second picture or short film that Samsung's and Google's phones put behind the first picture stays allowed.
_MARKUP = re.compile(rb"<(?:\?php\s|html[\s>]|svg[\s/]+[a-z]{3}|script|iframe|!doctype)")
_DOCUMENT = re.compile(rb"%pdf-[12]\.\d")
_OTHERS = (b"javascript:", b"rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_ZIP_END, _ZIP_ENTRY, _ZIP_END_BYTES, _ZIP_COMMENT_BYTES = b"PK\x05\x06", b"PK\x01\x02", 22, 65_535


def is_more_than_a_picture(data: bytes) -> bool:
    """Whether markup, a script, a document or an archive is hidden anywhere in the file."""
    lower = data.lower()
    if _MARKUP.search(lower) or _DOCUMENT.search(lower) or any(mark in lower for mark in _OTHERS):
        return True
    return _ends_in_an_archive(data)


def _ends_in_an_archive(data: bytes) -> bool:
    """Whether a ZIP's table of contents stands where programs look for it: within the last 64 KiB and a little."""
    tail = max(0, len(data) - _ZIP_COMMENT_BYTES - _ZIP_END_BYTES)
    end = data.rfind(_ZIP_END, tail)
    if end < 0 or end + _ZIP_END_BYTES > len(data):
        return False
    table_bytes = int.from_bytes(data[end + 12 : end + 16], "little")
    return data[max(0, end - table_bytes) :].startswith(_ZIP_ENTRY) or _ZIP_ENTRY in data[tail:end]
