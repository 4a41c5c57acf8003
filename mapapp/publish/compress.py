"""Answers made piece by piece, packed on the way when the browser takes that."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Response, request, stream_with_context

_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 6


def streamed(pieces: Iterable[str], mimetype: str) -> Response:
    """An answer that is sent while ``pieces`` are being made; the request lives until the last of them."""
    data: Iterator[bytes] = (piece.encode() for piece in pieces)
    packed = takes_gzip()
    answer = Response(stream_with_context(_gzip(data) if packed else data), mimetype=mimetype)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer


def takes_gzip() -> bool:
    """Whether the one who asks unpacks gzip."""
    return bool(request.accept_encodings["gzip"])


def _gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
