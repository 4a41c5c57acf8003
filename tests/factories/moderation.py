"""Reports that wait for a moderator, and the moderators, for tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.accounts.models import User
from mapapp.core.seal import blind, seal
from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation import history
from mapapp.domains.reports.moderation.deciding import Decision, Sheet, begin
from mapapp.photos.models import Photo
from tests.factories import dataset
from tests.factories.accounts import log_in
from tests.forms import token

MODERATOR = Viewer(Role.MODERATOR, person_id=1001)
ADMINISTRATOR = Viewer(Role.ADMINISTRATOR, person_id=1002)
OWNER = Viewer(Role.OWNER)
HERE = Point(73.104567, 49.802345)


def report(db: Session, key: str = "r-234567", *, place: BaseGeometry = HERE, **values: Any) -> Site:
    """A report that waits: a site with its first observation and its submission (of ``email``, confirmed)."""
    submitted = {name: values.pop(name) for name in ("email", "wants") if name in values}
    words = values.pop("words", "A heap of tyres behind the garages.")
    site = Site(
        dataset_id=dataset(db, "people", title="Reports from people").id,
        external_id=str(uuid4()),
        key=key,
        version=0,
        geom=from_shape(place, srid=4326),
        **{
            "kind": "dump",
            "status": "new",
            "oblast": "KZ35",
            "first_reported": "2026-05-03",
            "precision": "exact",
            **values,
        },
    )
    db.add(site)
    db.flush()
    update(db, site, "first_seen", words=words, **submitted)
    return site


def update(db: Session, site: Site, seen: str = "still_there", **values: Any) -> Observation:
    """An observation of the site that waits, with its submission; ``state`` decides it at once."""
    email, wants = values.pop("email", ""), values.pop("wants", ["news"])
    told = values.pop("words", "")
    row = Observation(
        site_id=site.id,
        dataset_id=site.dataset_id,
        external_id=str(uuid4()),
        version=0,
        seen=seen,
        words={"en": told} if told else {},
        **{"state": "new", "observed_on": "2026-05-03", "observer_kind": "resident", **values},
    )
    db.add(row)
    db.flush()
    db.add(
        Submission(
            uuid=uuid4(),
            kind="report" if seen == "first_seen" else "update",
            digest=uuid4().hex,
            language="en",
            site_id=site.id,
            observation_id=row.id,
            sealed_contact=seal(json.dumps({"email": email, "name": ""})) if email else None,
            contact_blind=blind("contact", email) if email else None,
            confirmed_at=datetime.now(UTC) if email else None,
            wants=wants,
        )
    )
    db.flush()
    history.add(db, site, "submitted", OWNER, observation=row, after=history.snapshot(site))
    return row


def picture(db: Session, seen: Observation, *, state: str = "ready", hidden: bool = False) -> Photo:
    """A photo of the observation, without bytes: for what is decided about it."""
    copy = {"digest": uuid4().hex * 2, "width": 640, "height": 480}
    photo = Photo(
        upload_id=uuid4(),
        batch=uuid4(),
        state=state,
        media_type="image/jpeg",
        byte_count=1,
        width=640,
        height=480,
        sizes={"small": copy, "large": copy} if state == "ready" else {},
    )
    db.add(photo)
    db.flush()
    db.add(ObservationPhoto(observation_id=seen.id, photo_id=photo.id, hidden=hidden))
    db.flush()
    return photo


def deciding(db: Session, site: Site, who: Viewer = MODERATOR, **said: str) -> Decision:
    """The right to decide about the site as it is now."""
    db.refresh(site)
    return begin(db, who, Sheet(site.key, site.version, **said))


def shape(stored: Any) -> BaseGeometry:
    """A geometry as it is stored, as a shape."""
    return to_shape(stored)


def browser(app: Flask, user: User) -> FlaskClient:
    """A browser in which that person is logged in."""
    client = app.test_client()
    log_in(client, user)
    return client


def post(client: FlaskClient, site: Site, verb: str, **values: object) -> tuple[int, str]:
    """Status and page of a decision that was sent as its form sends it."""
    form = {"csrf_token": token(client), "version": str(site.version), **values}
    answer = client.post(f"/moderation/{site.key}/{verb}", data=form)
    return answer.status_code, answer.text
