"""A visit from the form to the records: once, complete, and nothing before its time."""

from __future__ import annotations

import io
import json
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.accounts.models import User
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import editing
from mapapp.domains.samples.models import Sample, SamplingPoint
from mapapp.fieldwork.models import Visit
from tests.factories import accounts, moderation, photos, reports, samples
from tests.factories.fieldwork import typed
from tests.forms import token

_RING = [[73.1, 49.8], [73.101, 49.8], [73.101, 49.801], [73.1, 49.801], [73.1, 49.8]]
_OUTLINE = json.dumps({"type": "Polygon", "coordinates": [_RING]})


@pytest.fixture
def site(db: Session) -> Site:
    """A public dump; a second one is only there to be left alone."""
    reports.site(db, "noise-1", geometry=Point(50, 45))
    return reports.site(db, "dump-1", geometry=Point(73.1, 49.8))


@pytest.fixture
def volunteer(db: Session, client: FlaskClient) -> User:
    person = accounts.person(db, "member", organisation=accounts.organisation(db))
    accounts.log_in(client, person)
    return person


def send(client: FlaskClient, key: str = "dump-1", **values: object) -> TestResponse:
    data = {**typed(), **values, "csrf_token": token(client)}
    return client.post(f"/visits/new?site={key}", data=data, content_type="multipart/form-data")


def test_a_visit_makes_an_observation_and_its_samples(
    db: Session, client: FlaskClient, site: Site, volunteer: User
) -> None:
    uuid = str(uuid4())
    picture = (io.BytesIO(photos.jpeg()), "IMG_0001.jpg")
    answer = send(client, uuid=uuid, outline=_OUTLINE, share_household="100", photo_north=picture)
    assert answer.status_code == 303, answer.text
    visit = db.scalars(select(Visit)).one()
    seen = db.get_one(Observation, visit.observation_id)
    assert (str(visit.key), visit.organisation_id) == (uuid, volunteer.grants[0].organisation_id)
    assert (seen.site_id, seen.state, seen.seen, seen.composition) == (site.id, "new", "bigger", {"household": 100})
    assert seen.area_m2 == pytest.approx(7_996, rel=0.01)  # 0.001 by 0.001 degrees at 49.8 degrees north
    assert set(visit.directions) == {"north"}
    assert len(seen.photos) == 1
    sample = db.scalars(select(Sample).where(Sample.visit_id == visit.id)).one()
    assert (sample.label, sample.medium, sample.sampled_on, sample.visibility) == (
        "KRG-1", "soil", "2026-05-12", "organisation",
    )  # fmt: skip
    assert sample.point.site_key == "dump-1"
    page = client.get(answer.headers["Location"])
    assert "KRG-1" in page.text
    assert "walked with GPS" in page.text


def test_the_visit_leads_to_the_results_of_its_samples(
    db: Session, client: FlaskClient, site: Site, volunteer: User
) -> None:
    where = send(client).headers["Location"]
    assert "not yet" in client.get(where).text
    answered = samples.point(db, "lab-1")
    for sample in answered.samples:
        sample.label, sample.organisation_id = "KRG-1", volunteer.grants[0].organisation_id
    db.flush()
    page = client.get(where).text
    assert 'href="/samples/lab-1' in page
    assert "not yet" not in page


def test_sent_twice_it_is_one_visit(db: Session, client: FlaskClient, site: Site, volunteer: User) -> None:
    uuid = str(uuid4())
    first, second = send(client, uuid=uuid), send(client, uuid=uuid)
    assert (first.status_code, second.status_code) == (303, 303)
    assert db.scalar(select(func.count()).select_from(Visit)) == 1
    assert db.scalar(select(func.count()).select_from(Sample)) == 1
    assert send(client, uuid=uuid, words="something else").status_code == 409


def test_a_mistake_loses_no_photo_and_writes_nothing(
    db: Session, client: FlaskClient, site: Site, volunteer: User
) -> None:
    picture = (io.BytesIO(photos.jpeg()), "a.jpg")
    answer = send(client, share_household="50", photo_east=picture)
    assert answer.status_code == 422
    assert "Together the shares must be 100 %, but they are 50 %." in answer.text
    assert "The photo is here." in answer.text
    assert db.scalar(select(func.count()).select_from(Visit)) == 0
    assert db.scalar(select(func.count()).select_from(Sample)) == 0


def test_what_is_no_photo_is_told_at_its_side(client: FlaskClient, site: Site, volunteer: User) -> None:
    answer = send(client, photo_west=(io.BytesIO(b"<svg onload=alert(1)>"), "x.jpg"))
    assert answer.status_code == 422
    assert "field-photo_west" in answer.text


def test_a_label_is_on_one_sample_of_an_organisation_only(client: FlaskClient, site: Site, volunteer: User) -> None:
    assert send(client).status_code == 303
    answer = send(client)
    assert answer.status_code == 422
    assert "This label is on another sample of your organisation already." in answer.text


def test_nobody_else_sees_the_visit_or_its_samples(
    db: Session, app: Flask, client: FlaskClient, site: Site, volunteer: User
) -> None:
    where = send(client, words="We saw smoke.").headers["Location"]
    stranger = app.test_client()
    accounts.log_in(stranger, accounts.person(db, "member", organisation=accounts.organisation(db, "other-1")))
    assert stranger.get(where).status_code == 404
    assert "smoke" not in stranger.get("/visits").text
    record = app.test_client().get("/reports/dump-1").text
    assert "We saw smoke." not in record
    assert "KRG-1" not in app.test_client().get("/samples").text


def test_of_a_protected_site_only_the_coarse_place_can_become_public(
    db: Session, client: FlaskClient, volunteer: User
) -> None:
    site = reports.site(db, "secret-1", geometry=Point(73.1, 49.8))
    site.protected, site.precision, site.precision_m = True, "approximate", 1500
    db.flush()
    assert send(client, "secret-1", where_1="49.81234, 73.11234", area_m2="1234").status_code == 303
    point = db.scalars(select(SamplingPoint)).one()
    seen = db.scalars(select(Observation).order_by(Observation.id.desc())).first()
    assert seen is not None
    assert point.geom_exact is not None
    assert "73.11234" not in str(db.scalar(select(func.ST_AsText(SamplingPoint.geom))))
    assert seen.observed_on == "2026-05"
    assert seen.area_m2 == 1000


def test_a_site_protected_later_takes_its_samples_with_it(
    db: Session, app: Flask, client: FlaskClient, site: Site, volunteer: User
) -> None:
    noise = samples.point(db, "noise-2")
    assert send(client, where_1="49.81234, 73.11234").status_code == 303
    point = db.scalars(select(SamplingPoint).where(SamplingPoint.site_key == "dump-1")).one()
    with app.test_request_context():
        editing.protect(moderation.deciding(db, site), editing.CELLS_M[0])
    assert site.geom is not None
    assert moderation.shape(point.geom).equals(moderation.shape(site.geom))
    assert moderation.shape(point.geom_exact).centroid.x == pytest.approx(73.11234)
    assert (point.precision, point.precision_m) == ("approximate", site.precision_m)
    assert noise.geom_exact is None
    with app.test_request_context():
        editing.unprotect(moderation.deciding(db, site))
    assert moderation.shape(point.geom).centroid.x == pytest.approx(73.11234)
    assert point.geom_exact is None


def test_the_site_leads_to_the_form_only_for_members(
    app: Flask, client: FlaskClient, site: Site, volunteer: User
) -> None:
    assert "/visits/new?site=dump-1" in client.get("/reports/dump-1").text
    assert "/visits/new" not in app.test_client().get("/reports/dump-1").text
    form = client.get("/visits/new?site=dump-1")
    assert "Record a visit" in form.text
