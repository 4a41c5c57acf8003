"""The same photo sent by several hands at once, and one taken away while another like it arrives: real transactions."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select, text

from mapapp import create_app
from mapapp.config import Config
from mapapp.core.database import open_session
from mapapp.errors import TooLarge
from mapapp.photos import keeping, service
from mapapp.photos.models import Photo
from mapapp.photos.store import ORIGINALS, LocalStore
from tests.conftest import SECRET
from tests.factories import photos


@pytest.fixture
def served(engine: Engine, photo_folder: Path) -> Iterator[Flask]:
    """An application whose transactions are real; its rows are taken away after the test."""
    config = Config(
        database_url="postgresql+psycopg://", secret_key=SECRET, default_language="en", photo_store=str(photo_folder)
    )
    yield create_app(config, engine)
    with open_session(engine) as db:
        db.execute(delete(Photo))
        db.execute(text("DELETE FROM procrastinate_jobs"))
        db.commit()


def send(served: Flask, engine: Engine, data: bytes, batch: UUID, upload: UUID) -> int:
    with served.app_context(), open_session(engine) as db:
        photo = service.receive(db, io.BytesIO(data), batch=batch, upload_id=upload)
        db.commit()
        return photo.id


def test_one_upload_sent_eight_times_at_once_is_one_photo(served: Flask, engine: Engine) -> None:
    batch, upload, data = uuid4(), uuid4(), photos.jpeg()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _number: send(served, engine, data, batch, upload), range(8)))
    with open_session(engine) as db:
        assert [photo.id for photo in db.scalars(select(Photo))] == list(found)
        waiting = db.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%make_copies'"))
    assert waiting == 1


def test_fifteen_photos_at_once_are_ten(served: Flask, engine: Engine) -> None:
    batch = uuid4()

    def one(number: int) -> bool:
        try:
            return bool(send(served, engine, photos.jpeg(64, 64 + number), batch, uuid4()))
        except TooLarge:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(15))) == 10


def test_bytes_stay_while_anybody_needs_them(served: Flask, engine: Engine, photo_folder: Path) -> None:
    """Uploads of the same bytes, removals and clearing away, all mixed: whatever remains has its bytes."""
    data = photos.jpeg(80, 80)

    def send_and_perhaps_remove(number: int) -> None:
        identity = send(served, engine, data, uuid4(), uuid4())
        if number % 3:
            with served.app_context(), open_session(engine) as db:
                photo = db.get_one(Photo, identity)
                digest = str(photo.original)
                service.remove(db, photo)
                db.commit()
                keeping.discard(db, ORIGINALS, digest)
                db.commit()

    numbers = list(range(60))
    random.Random(5).shuffle(numbers)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send_and_perhaps_remove, numbers))
    with open_session(engine) as db:
        left = [str(photo.original) for photo in db.scalars(select(Photo).where(Photo.original.is_not(None)))]
    assert len(left) == 20
    assert LocalStore(photo_folder).get(ORIGINALS, left[0]) == data


def test_a_transaction_that_fails_leaves_bytes_without_a_row_never_the_reverse(
    served: Flask, engine: Engine, photo_folder: Path
) -> None:
    with served.app_context(), open_session(engine) as db:
        service.receive(db, io.BytesIO(photos.jpeg()), batch=uuid4(), upload_id=uuid4())
        db.rollback()
        assert db.scalar(select(Photo.id)) is None
    assert len([path for path in photo_folder.rglob("*") if path.is_file()]) == 1
