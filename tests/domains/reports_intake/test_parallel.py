"""Sendings that arrive at the same moment, over connections of their own, as on a bad network."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, func, select, text
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.core.datasets import Dataset
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import ObservationPhoto, Site
from mapapp.photos.models import Photo
from tests.conftest import SECRET
from tests.factories import submissions
from tests.factories.photos import jpeg
from tests.forms import header, token

TOGETHER = 5


@pytest.fixture
def shared(engine: Engine, tmp_path: Path) -> Iterator[Flask]:
    """The application on the database itself: what it writes is committed, and taken away after the test."""
    folder = str(tmp_path / "photos")
    config = Config(database_url="postgresql+psycopg://", secret_key=SECRET, default_language="en", photo_store=folder)
    yield create_app(config, engine)
    with Session(engine) as db:
        people = select(Dataset.id).where(Dataset.slug == "people")
        for statement in (
            delete(Submission),
            delete(Site).where(Site.dataset_id.in_(people)),
            delete(Photo),
            delete(Dataset).where(Dataset.slug == "people"),
            text("DELETE FROM procrastinate_events"),
            text("DELETE FROM procrastinate_jobs"),
            text("DELETE FROM request_counter"),
        ):
            db.execute(statement)
        db.commit()


def together(app: Flask, forms: list[dict[str, object]]) -> list[int]:
    """The answers to forms that are all sent at the same moment by browsers of their own."""
    start = Barrier(len(forms))

    def send(form: dict[str, object]) -> int:
        client = app.test_client()
        data = {"csrf_token": token(client), **form}
        start.wait()
        return client.post("/report", data=data, headers={"Accept": "application/json"}).status_code

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def test_five_sendings_of_one_report_at_once_are_one(shared: Flask, engine: Engine) -> None:
    form = submissions.fields(shared, words="Old tyres")
    assert together(shared, [form] * TOGETHER) == [201] * TOGETHER
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(Submission)) == 1
        assert db.scalar(select(func.count()).select_from(Site).join(Dataset).where(Dataset.slug == "people")) == 1


def test_five_reports_at_once_are_five_of_one_dataset(shared: Flask, engine: Engine) -> None:
    forms = [submissions.fields(shared, words=f"Report {number}") for number in range(TOGETHER)]
    assert together(shared, forms) == [201] * TOGETHER
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(Submission)) == TOGETHER
        assert db.scalar(select(func.count()).select_from(Dataset).where(Dataset.slug == "people")) == 1


def test_of_two_contents_under_one_identity_one_wins_and_the_other_is_told(shared: Flask) -> None:
    form = submissions.fields(shared)
    answers = together(shared, [{**form, "words": f"Version {number}"} for number in range(TOGETHER)])
    assert sorted(answers) == [201, *[409] * (TOGETHER - 1)]


def test_a_photo_that_arrives_with_its_report_is_never_left_over(shared: Flask, engine: Engine) -> None:
    """Whichever of the two is first: the photo belongs to the report, once."""
    for _round in range(4):
        uuid, upload_id, start = uuid4(), uuid4(), Barrier(3)
        form = submissions.fields(shared, uuid=str(uuid))

        def put(uuid: object = uuid, upload_id: object = upload_id, start: Barrier = start) -> int:
            client = shared.test_client()
            head, data = header(client), jpeg(64, 48)
            start.wait()
            return client.put(f"/report/{uuid}/photos/{upload_id}", data=data, headers=head).status_code

        def post(form: dict[str, object] = form, start: Barrier = start) -> int:
            client = shared.test_client()
            data = {"csrf_token": token(client), **form}
            start.wait()
            return client.post("/report", data=data, headers={"Accept": "application/json"}).status_code

        with ThreadPoolExecutor(3) as pool:
            answers = [pool.submit(put), pool.submit(put), pool.submit(post)]
            assert [one.result() for one in answers] == [201, 201, 201]
        with Session(engine) as db:
            wanted = (
                select(func.count()).select_from(ObservationPhoto).join(Photo, Photo.id == ObservationPhoto.photo_id)
            )
            assert db.scalar(wanted.where(Photo.batch == uuid)) == 1
