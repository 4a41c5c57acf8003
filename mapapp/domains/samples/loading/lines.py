"""Rows as lines of PostgreSQL's COPY text format, and the connection that takes many of them while more are made."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from types import TracebackType
from typing import Any

from psycopg import Connection, sql
from shapely import set_srid, to_wkb
from shapely.geometry.base import BaseGeometry

NULL = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_WAITING = 6  # lots of lines that wait to be sent: they bound the memory


def cell(value: object) -> str:
    """One value of a row: text, number, yes or no, mapping (as JSON), shape (in EPSG:4326) or None."""
    if isinstance(value, str):
        return value.translate(_ESCAPED)
    if isinstance(value, Decimal | int | float):
        return str(value)
    if value is None:
        return NULL
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False).translate(_ESCAPED) if value else "{}"
    if isinstance(value, BaseGeometry):
        return str(to_wkb(set_srid(value, 4326), hex=True, include_srid=True))
    raise TypeError(f"a {type(value).__name__} cannot be copied")


def line(values: Sequence[object]) -> str:
    """The values with tabs between them. Texts are looked through once, together: few hold anything to escape."""
    plain = [value if value.__class__ is str else NULL if value is None else cell(value) for value in values]
    joined = "\t".join(plain)
    as_is = joined.count("\t") == len(plain) - 1 and joined.count("\\") == values.count(None)
    return joined if as_is and "\n" not in joined and "\r" not in joined else "\t".join(map(cell, values))


class Copying:
    """Sends lots of lines over one connection, in order, while the caller makes the next.

    Nobody else may use the connection until the block was left. What goes wrong is raised then or at a later ``send``.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="copying")
        self._sent: deque[Future[None]] = deque()

    def __enter__(self) -> Copying:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if problem is None:
                self.wait()
        finally:
            self._sender.shutdown(wait=True, cancel_futures=True)

    def send(self, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
        """Hands over a lot; waits only when many lots are under way."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        self._sent.append(self._sender.submit(_copy, self._connection, statement, lines))
        while len(self._sent) > _WAITING:
            self._sent.popleft().result()

    def wait(self) -> None:
        """Returns when everything has been taken."""
        while self._sent:
            self._sent.popleft().result()


def _copy(connection: Connection[Any], statement: sql.Composed, lines: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("\n".join(lines) + "\n")
