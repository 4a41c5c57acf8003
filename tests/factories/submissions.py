"""Reports as people send them: the fields of the form, a browser that sends them, a report that was received."""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from mapapp.core import trap
from mapapp.core.viewer import Viewer
from mapapp.domains.reports.intake import forms, service
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.intake.places import FoundPlace
from mapapp.domains.reports.models import Site
from tests.forms import token

PLACE = (73.1045678, 49.8023456)  # longitude and latitude of the dump of these tests
ADDRESS, NAME = "aigul.reporter@example.kz", "Айгүл Reporterova"


def ticket(app: Flask, *, seconds: float = 60) -> str:
    """A ticket that was given out so many seconds ago."""
    then = time.time() - seconds
    with app.test_request_context(), patch("itsdangerous.timed.time.time", return_value=then):
        return trap.ticket()


def fields(app: Flask, **values: Any) -> dict[str, Any]:
    """A form that is filled in as far as it must be: a dump, a point in the map. None leaves a field out."""
    filled = {
        "uuid": str(uuid4()),
        "ticket": ticket(app),
        "website": "",
        "kind": "dump",
        "lon": str(PLACE[0]),
        "lat": str(PLACE[1]),
        "place_from": "map",
        "known": "new",
        **values,
    }
    return {name: value for name, value in filled.items() if value is not None}


def send(client: FlaskClient, *, to: str = "/report", json: bool = False, **values: Any) -> TestResponse:
    """Sends a filled-in form as a browser does, or (``json``) as the page's script does."""
    headers = {"Accept": "application/json"} if json else {"Accept": "text/html"}
    data = {"csrf_token": token(client), **fields(client.application, **values)}
    return client.post(to, data=data, headers=headers, content_type="multipart/form-data")


def shape(place: WKBElement | None) -> BaseGeometry:
    """The geometry of a column that must not be empty."""
    assert place is not None
    return to_shape(place)


def by_uuid(db: Session, uuid: object) -> Submission | None:
    """The submission of that identity as it is in the database now."""
    db.expire_all()
    return db.scalar(select(Submission).where(Submission.uuid == uuid))


def received(
    app: Flask, db: Session, *, at: BaseGeometry | None = None, who: Viewer | None = None, **values: Any
) -> Submission:
    """A report that was received and waits for a moderator; ``values`` are fields of the form."""
    with app.test_request_context():
        data: MultiDict[str, str] = MultiDict(fields(app, **values))
        report, wrong = forms.read(data)
        assert report is not None, wrong
        place = FoundPlace(at or Point(*PLACE), oblast="KZ35")
        return service.submit(db, report, place, who or Viewer()).submission


def updated(app: Flask, db: Session, site: Site, *, seen: str = "still_there", **values: Any) -> Submission:
    """An update of a known site that waits for a moderator."""
    with app.test_request_context():
        data: MultiDict[str, str] = MultiDict(fields(app, seen=seen, **values))
        report, wrong = forms.read(data, update=True)
        assert report is not None, wrong
        return service.update(db, report, site, None, Viewer()).submission
