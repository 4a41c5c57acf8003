"""Two who load one dataset at the same time, and one whose connection dies: real transactions on a real database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy.exc
from sqlalchemy import Engine, func, select, text

from importers.load import load_rows
from mapapp.core.database import open_session
from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome
from mapapp.domains.samples.models import Result
from tests.factories import dataset, samples
from tests.factories.loads import sample_row

ROWS = [sample_row(f"r-{n}", point_id=f"p-{n % 40}", sample_id=f"s-{n % 200}", geometry=None) for n in range(2000)]
TABLES = ("result", "sample", "sampling_point")


@pytest.fixture
def owner(engine: Engine) -> Iterator[int]:
    """A dataset that others can see; it and its rows are gone afterwards."""
    with open_session(engine) as db:
        samples.substance(db)
        made = dataset(db, "at-once").id
        db.commit()
    yield made
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DELETE FROM {table} WHERE dataset_id = :id"), {"id": made})
        connection.execute(text("DELETE FROM dataset WHERE id = :id"), {"id": made})
        connection.execute(text("DELETE FROM layer_change WHERE layer = 'samples'"))
        connection.execute(text("DELETE FROM substance WHERE code = :code"), {"code": "mercury"})


def bring(engine: Engine, owner: int, found: list[Counter[Outcome]]) -> None:
    with open_session(engine) as db:
        found.append(load_rows(db, db.get_one(Dataset, owner), "samples", ROWS).counts)
        db.commit()


def kept(engine: Engine, owner: int) -> int:
    with open_session(engine) as db:
        return db.scalar(select(func.count(Result.id)).where(Result.dataset_id == owner)) or 0


def test_two_loads_of_one_dataset_wait_for_each_other(engine: Engine, owner: int) -> None:
    found = list[Counter[Outcome]]()
    threads = [threading.Thread(target=bring, args=(engine, owner, found)) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [{Outcome.NEW: 2000}, {Outcome.UNCHANGED: 2000}]
    assert kept(engine, owner) == 2000


def test_a_load_that_dies_leaves_nothing(engine: Engine, owner: int) -> None:
    with open_session(engine) as db:
        mine = db.scalar(text("SELECT pg_backend_pid()"))
        told = list[int]()

        def kill_half_way(rows: int) -> None:
            told.append(rows)
            if len(told) == 2:
                with engine.connect() as other:
                    other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})

        with pytest.raises((psycopg.OperationalError, sqlalchemy.exc.OperationalError)):
            load_rows(db, db.get_one(Dataset, owner), "samples", ROWS, kill_half_way)
        db.invalidate()
    assert told
    assert kept(engine, owner) == 0
