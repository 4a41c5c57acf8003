"""Photos of a report: one by one or with the form, once, and none lost through a mistake elsewhere."""

from __future__ import annotations

import io
import re
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.domains.reports.intake.models import Submission
from mapapp.photos.models import Photo
from tests.factories import submissions
from tests.factories.photos import jpeg, png
from tests.factories.submissions import PLACE, by_uuid, send, shape
from tests.forms import header


def stored(db: Session, uuid: str) -> Submission:
    found = by_uuid(db, UUID(uuid))
    assert found is not None
    return found


def test_a_photo_that_is_none_is_named_and_nothing_else_is_lost(client: FlaskClient, db: Session) -> None:
    files = [(io.BytesIO(jpeg()), "a.jpg"), (io.BytesIO(b"<svg onload=alert(1)>"), "b.jpg")]
    answer = send(client, photos=files)
    assert answer.status_code == 422
    assert "Photo 2: " in answer.text
    assert len(re.findall(r'name="remove_photo"', answer.text)) == 1
    assert db.scalar(select(func.count()).select_from(Submission)) == 0


def test_the_same_files_sent_again_are_the_same_photos(client: FlaskClient, db: Session) -> None:
    form = submissions.fields(client.application)
    for _each in range(3):
        assert send(client, **form, photos=[(io.BytesIO(jpeg()), "a.jpg")]).status_code == 303
    assert len(stored(db, str(form["uuid"])).observation.photos) == 1


def test_photos_sent_one_by_one_belong_to_the_report(client: FlaskClient, db: Session) -> None:
    uuid, upload_id = uuid4(), uuid4()
    url = f"/report/{uuid}/photos/{upload_id}?position=1"
    for _each in range(3):
        answer = client.put(url, data=jpeg(), headers=header(client))
        assert answer.status_code == 201
        assert answer.json is not None
        assert answer.json["upload_id"] == str(upload_id)
        assert answer.json["lonlat"] == pytest.approx(list(PLACE), abs=1e-4)
    assert send(client, json=True, uuid=str(uuid)).status_code == 201
    late = client.put(f"/report/{uuid}/photos/{uuid4()}?position=2", data=png(), headers=header(client))
    assert late.status_code == 201, "a photo that was cut off by the network comes after its report"
    db.expire_all()
    assert [one.position for one in stored(db, str(uuid)).observation.photos] == [1, 2]
    listed = client.get(f"/report/{uuid}/photos.json").json
    assert listed is not None
    assert len(listed["photos"]) == 2


def test_a_photo_can_be_taken_away_before_sending_and_not_after(client: FlaskClient, db: Session) -> None:
    uuid, upload_id = uuid4(), uuid4()
    url = f"/report/{uuid}/photos/{upload_id}"
    client.put(url, data=jpeg(), headers=header(client))
    assert client.delete(url, headers=header(client)).status_code == 204
    assert client.delete(url, headers=header(client)).status_code == 204
    assert client.get(f"/report/{uuid}/photos.json").json == {"photos": []}
    client.put(f"/report/{uuid}/photos/{uuid4()}", data=png(), headers=header(client))
    send(client, json=True, uuid=str(uuid))
    kept = db.scalars(select(Photo).where(Photo.batch == uuid, Photo.state == "received")).one()
    assert client.delete(f"/report/{uuid}/photos/{kept.upload_id}", headers=header(client)).status_code == 409


def test_the_place_of_a_photo_is_taken_only_when_asked(client: FlaskClient, db: Session) -> None:
    uuid, upload_id = str(uuid4()), uuid4()
    client.put(f"/report/{uuid}/photos/{upload_id}", data=jpeg(), headers=header(client))
    silent = send(client, json=True, uuid=uuid, lon=None, lat=None, place_from=None)
    assert silent.status_code == 422
    assert silent.json is not None
    assert "place" in silent.json["fields"]
    asked = send(client, json=True, uuid=uuid, lon=None, lat=None, place_from="photo", photo_place=str(upload_id))
    assert asked.status_code == 201
    site = stored(db, uuid).site
    assert (site.precision, site.precision_m) == ("within", 50)
    assert shape(site.geom).distance(Point(*PLACE)) < 1e-4


def test_a_mistake_keeps_what_was_typed_and_the_photos(client: FlaskClient, db: Session) -> None:
    """The whole way without scripts: two photos and words, the kind forgotten; then the same form again."""
    form = submissions.fields(client.application, kind=None, words="<script>alert(1)</script>", known="")
    files = [(io.BytesIO(jpeg()), "a.jpg"), (io.BytesIO(png()), "b.png")]
    first = send(client, **form, kind="", photos=files)
    assert first.status_code == 422
    assert "Choose what it is." in first.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in first.text
    assert "<script>alert(1)" not in first.text
    kept = re.findall(r'name="remove_photo" value="([0-9a-f-]{36})"', first.text)
    assert len(kept) == 2
    second = send(client, **{**form, "kind": "dump"}, remove_photo=kept[1])
    assert second.status_code == 303
    submission = stored(db, str(form["uuid"]))
    photos = db.scalars(select(Photo).where(Photo.batch == submission.uuid)).all()
    assert sorted(photo.state for photo in photos) == ["received", "removed"]
    assert [str(one.photo_id) for one in submission.observation.photos] == [
        str(photo.id) for photo in photos if photo.state == "received"
    ]
