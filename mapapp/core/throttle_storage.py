"""Where the counters of ``mapapp.core.throttle`` are: a table of PostgreSQL, as a storage of the limits library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app
from limits.storage import Storage
from sqlalchemy import Connection, Interval, case, cast, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from mapapp.core.database import bound
from mapapp.core.throttle_models import Counter

_NOW = func.clock_timestamp()


class CounterStorage(Storage):
    """Counters in the table request_counter of the current application's database.

    Each is written in a short transaction of its own, so that a request that fails was counted too.
    """

    STORAGE_SCHEME = ["mapapp"]  # noqa: RUF012 -- the library reads it so

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the library may wrap."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """The count of ``key`` with ``amount`` added; it starts again ``expiry`` seconds after it began."""
        over = Counter.expires_at <= _NOW
        until = _NOW + cast(literal(f"{int(expiry)} seconds"), Interval)
        made = insert(Counter).values(key=key, count=amount, expires_at=until)
        counted = made.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((over, made.excluded.count), else_=Counter.count + amount),
                "expires_at": case((over, made.excluded.expires_at), else_=Counter.expires_at),
            },
        ).returning(Counter.count)
        with _own_transaction() as connection:
            return int(connection.scalar(counted) or 0)

    def get(self, key: str) -> int:
        """The count of ``key`` now."""
        with _own_transaction() as connection:
            found = connection.scalar(select(Counter.count).where(Counter.key == key, Counter.expires_at > _NOW))
        return int(found or 0)

    def get_expiry(self, key: str) -> float:
        """When ``key`` starts again, in seconds since 1970; now when nothing is counted."""
        with _own_transaction() as connection:
            found, now = connection.execute(
                select(select(Counter.expires_at).where(Counter.key == key).scalar_subquery(), _NOW)
            ).one()
        ends: datetime = found or now
        return float(max(ends, now).timestamp())

    def check(self) -> bool:
        """Whether the database answers."""
        with _own_transaction() as connection:
            return bool(connection.scalar(select(literal(1))))

    def reset(self) -> int:
        """Forgets every counter; how many there were."""
        with _own_transaction() as connection:
            return int(connection.execute(delete(Counter)).rowcount)

    def clear(self, key: str) -> None:
        """Forgets one counter."""
        with _own_transaction() as connection:
            connection.execute(delete(Counter).where(Counter.key == key))


@contextmanager
def _own_transaction() -> Iterator[Connection]:
    """A connection that is not the request's; within a test's transaction a savepoint of that."""
    bind = bound(current_app)
    if isinstance(bind, Connection):
        with bind.begin_nested():
            yield bind
    else:
        with bind.begin() as connection:
            yield connection
