"""Answers packed for browsers that take that: whole ones, and those made piece by piece on the way."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request, stream_with_context
from sqlalchemy.orm import Session

from mapapp.core.database import session

_GZIP = 16 + zlib.MAX_WBITS
_LEVEL = 6
_TEXTS = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/atom+xml")


def streamed(pieces: Iterable[str], mimetype: str) -> Response:
    """An answer that is sent while ``pieces`` are being made; the request lives until the last of them."""
    data: Iterator[bytes] = (piece.encode() for piece in pieces)
    packed = takes_gzip()
    body = _with_session(_gzip(data) if packed else data, session())
    answer = Response(stream_with_context(body), mimetype=mimetype)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.vary.add("Accept-Encoding")
    return answer


def _with_session(pieces: Iterator[bytes], opened: Session) -> Iterator[bytes]:
    """The pieces. The session they read with was ended with the view and has begun anew: it ends when they end.

    Without this a connection would stay in its transaction after every answer, also one that nobody waited for.
    """
    try:
        yield from pieces
    finally:
        opened.close()


def init_app(app: Flask) -> None:
    """Packs pages, styles and scripts too: on a slow phone that is most of the waiting."""
    app.after_request(_packed)


def _packed(response: Response) -> Response:
    worth = response.mimetype in _TEXTS and response.status_code == 200 and "Content-Encoding" not in response.headers
    if not worth or (response.is_streamed and not response.direct_passthrough) or response.content_range.units:
        return response
    response.vary.add("Accept-Encoding")
    if takes_gzip():
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), _LEVEL))
        response.headers["Content-Encoding"] = "gzip"
        tag, _weak = response.get_etag()
        if tag:
            response.set_etag(tag, weak=True)  # the same file, other bytes
    return response


def takes_gzip() -> bool:
    """Whether the one who asks unpacks gzip."""
    return bool(request.accept_encodings["gzip"])


def _gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
