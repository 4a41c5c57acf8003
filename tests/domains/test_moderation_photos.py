"""Photos under moderation, with real files: blurred, hidden, attached, and their sealed originals."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.core.audit import AuditEntry
from mapapp.core.jobs.worker import drain
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation import editing, service
from mapapp.domains.reports.moderation.models import SiteEvent
from mapapp.photos.models import Photo
from tests.conftest import SECRET
from tests.factories import photos
from tests.factories.accounts import log_in, person
from tests.factories.moderation import deciding, report
from tests.forms import token


@pytest.fixture
def app(connection: Connection, tmp_path: Path) -> Flask:
    """The application on the test's transaction, with a place for photos."""
    store = str(tmp_path / "photos")
    config = Config(database_url="postgresql+psycopg://", secret_key=SECRET, default_language="en", photo_store=store)
    return create_app(config, connection)


def photographed(app: Flask, db: Session) -> tuple[Site, Photo]:
    """A report with a real photo."""
    with app.app_context():
        site = report(db)
    photo = photos.photo(app, db)
    db.add(ObservationPhoto(observation_id=site.observations[0].id, photo_id=photo.id))
    db.flush()
    return site, photo


def address(photo: Photo, size: str = "large") -> str:
    return f"/photos/{photo.upload_id}/{size}-{str(photo.sizes[size]['digest'])[:16]}.jpg"


def off_grey(picture: Image.Image, x: int, y: int) -> int:
    """How far a pixel is from the grey of the test picture's cross."""
    colours = picture.getpixel((x, y))
    assert isinstance(colours, tuple)
    return max(abs(int(one) - 128) for one in colours)


def test_a_blurred_corner_cannot_be_seen_and_the_former_copy_is_gone(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    site, photo = photographed(app, db)
    log_in(client, person(db))
    former = address(photo)
    page = client.get(f"/moderation/{site.key}/photos/{photo.upload_id}")
    assert page.status_code == 200
    sides = {"left-1": "0", "top-1": "0", "width-1": "50,0", "height-1": "50"}
    form = {"csrf_token": token(client), "version": str(site.version), "photo": str(photo.upload_id), **sides}
    assert client.post(f"/moderation/{site.key}/blur", data=form).status_code == 303
    db.refresh(photo)
    assert photo.blur == [[0.0, 0.0, 0.5, 0.5]]
    assert client.get(former).status_code == 404
    shown = Image.open(io.BytesIO(client.get(address(photo)).data)).convert("RGB")
    assert off_grey(shown, 262, 100) > 10  # beside the red corner, inside the area: grey before
    assert off_grey(shown, 345, 235) < 10  # between all corners, outside the area: grey still
    event = db.scalars(select(SiteEvent).where(SiteEvent.action == "blurred")).one()
    assert event.after == {f"blur:{photo.id}": {"blur": [[0.0, 0.0, 0.5, 0.5]]}}


def test_no_earlier_version_brings_a_face_back(app: Flask, db: Session) -> None:
    site, photo = photographed(app, db)
    with app.test_request_context():
        editing.blur(deciding(db, site), photo.upload_id, [(0.1, 0.1, 0.2, 0.2)])
        service.accept(deciding(db, site))
        editing.revert(deciding(db, site), 1)
    assert photo.blur == [[0.1, 0.1, 0.2, 0.2]]


@pytest.mark.parametrize("side", ["-1", "101", "x", "nan", "1e9"])
def test_an_area_that_cannot_be_is_said_on_the_page(app: Flask, client: FlaskClient, db: Session, side: str) -> None:
    site, photo = photographed(app, db)
    log_in(client, person(db))
    sides = {"left-1": side, "top-1": "0", "width-1": "5", "height-1": "5"}
    form = {"csrf_token": token(client), "version": str(site.version), "photo": str(photo.upload_id), **sides}
    answer = client.post(f"/moderation/{site.key}/blur", data=form)
    assert answer.status_code == 422
    assert "from 0 to 100" in answer.text
    db.refresh(photo)
    assert photo.blur == []


def test_a_photo_is_let_out_with_its_report_and_alone_held_back(app: Flask, client: FlaskClient, db: Session) -> None:
    site, photo = photographed(app, db)
    anybody = app.test_client()
    assert anybody.get(address(photo)).status_code == 404
    with app.test_request_context():
        service.accept(deciding(db, site))
    assert anybody.get(address(photo)).status_code == 200
    log_in(client, person(db))
    form = {"csrf_token": token(client), "version": str(site.version), "photo": str(photo.upload_id)}
    client.post(f"/moderation/{site.key}/hide-photo", data=form)
    assert anybody.get(address(photo)).status_code == 404
    assert str(photo.upload_id) not in anybody.get(f"/reports/{site.key}").text


def test_cleaned_with_a_photo_sent_with_the_decision(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        site = report(db)
        service.accept(deciding(db, site))
    log_in(client, person(db))
    form = {"csrf_token": token(client), "version": str(site.version), "status": "cleaned"}
    assert client.post(f"/moderation/{site.key}/status", data=form).status_code == 422
    big = photos.jpeg(2000, 1500, quality=99)
    sent = client.post(f"/moderation/{site.key}/status", data={**form, "photo": (io.BytesIO(big), "x.jpg")})
    assert sent.status_code == 303, sent.text
    drain(app, db)
    db.refresh(site)
    seen = db.scalars(select(Observation).where(Observation.seen == "gone")).one()
    photo = db.scalars(select(Photo)).one()
    assert (site.status, seen.state, photo.public, photo.state) == ("cleaned", "published", True, "ready")
    assert str(photo.upload_id) in app.test_client().get(f"/reports/{site.key}").text


def test_a_file_that_is_no_photo_changes_nothing(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        site = report(db, status="published")
    log_in(client, person(db))
    form = {"csrf_token": token(client), "version": str(site.version), "status": "cleaned"}
    bad = {**form, "photo": (io.BytesIO(b"<svg onload=alert(1)>"), "x.jpg")}
    assert client.post(f"/moderation/{site.key}/status", data=bad).status_code == 422
    db.expire_all()
    assert site.status == "published"
    assert db.scalars(select(Observation.seen)).all() == ["first_seen"]


def test_every_look_at_an_original_is_written_down_and_only_where_one_is_trusted(app: Flask, db: Session) -> None:
    site, photo = photographed(app, db)
    here, elsewhere = app.test_client(), app.test_client()
    log_in(here, person(db, oblasts=["KZ35"]))
    log_in(elsewhere, person(db, oblasts=["KZ10"]))
    path = f"/photos/{photo.upload_id}/original"
    assert path in here.get(f"/moderation/{site.key}").text
    assert here.get(path).status_code == 200
    assert elsewhere.get(path).status_code in (403, 404)
    assert app.test_client().get(path).status_code in (302, 401)
    looked = db.scalars(select(AuditEntry).where(AuditEntry.action == "photo_original")).all()
    assert [one.subject for one in looked] == [f"photo:{photo.upload_id}"]


def test_what_the_camera_wrote_is_for_moderators_only(app: Flask, client: FlaskClient, db: Session) -> None:
    site, _photo = photographed(app, db)
    log_in(client, person(db))
    page = client.get(f"/moderation/{site.key}").text
    assert "2024-05-03 14:20:05" in page
    with app.test_request_context():
        service.accept(deciding(db, site))
    public = app.test_client().get(f"/reports/{site.key}").text
    assert "14:20" not in public
    assert str(photos.PLACE[0])[:8] not in public
