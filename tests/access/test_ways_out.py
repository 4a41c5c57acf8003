"""Where a protected place and its reporter are, nobody learns by any way out: page, map, list, file, feed, photo, time.

Every route that anybody may open is asked, and what it answers is searched as text and as bytes.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import geopandas
import pytest
from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2.shape import to_shape
from PIL import Image
from pyproj import Geod
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from mapapp import create_app
from mapapp.config import Config
from mapapp.core.jobs.worker import drain
from mapapp.domains.reports.models import Site
from mapapp.photos.present import pictures
from mapapp.photos.service import batch
from tests.access.test_matrix import RULES, everybody, routes
from tests.conftest import SECRET
from tests.factories import accounts, areas, photos, reports, submissions
from tests.forms import token

LON, LAT = submissions.PLACE
ADDRESS, NAME = submissions.ADDRESS, submissions.NAME
NEVER = (
    *(f"{number:.{digits}f}" for number in (LON, LAT) for digits in (4, 5, 6, 7)),
    ADDRESS,
    NAME,
    photos.CAMERA,
    photos.OWNER,
    photos.SOFTWARE,
    photos.TAKEN[:10],
    "serial-0042",
)
_MAIL: dict[str, Any] = {
    "smtp_url": "smtp://localhost:1",
    "mail_from": "map@example.org",
    "public_url": "http://localhost",
}


@pytest.fixture
def app(connection: Connection, tmp_path: Path) -> Flask:
    """The application with a store for photos and a mail server that nobody asks."""
    return create_app(
        Config("postgresql+psycopg://", SECRET, default_language="en", photo_store=str(tmp_path), **_MAIL), connection
    )


@pytest.fixture
def site(app: Flask, db: Session, client: FlaskClient) -> Site:
    """A protected site with a photo, accepted, with everything that a reporter can give away; others beside it."""
    areas.unit(db)
    reports.site(db, "noise-1")
    reports.site(db, "noise-2", name="Another dump")
    sent = _send(app, client)
    submission = submissions.by_uuid(db, sent)
    assert submission is not None
    drain(app, db)
    moderator = accounts.person(db, "moderator")
    staff = app.test_client()
    accounts.log_in(staff, moderator)
    db.commit()
    data = {"csrf_token": token(staff), "version": str(submission.site.version)}
    answer = staff.post(f"/moderation/{submission.site.key}/accept", data=data)
    assert answer.status_code < 400, answer.text
    drain(app, db)
    found = submissions.by_uuid(db, sent)
    assert found is not None
    assert found.site.status == "published"
    return found.site


def _send(app: Flask, client: FlaskClient) -> UUID:
    uuid = UUID("5e7cbb6e-3c1c-4d4b-9a2b-3f6f6a1f0a01")
    answer = submissions.send(
        client,
        uuid=str(uuid),
        photos=[(io.BytesIO(photos.jpeg(1600, 1200)), "IMG_secret_name.jpg")],
        email=ADDRESS,
        name=NAME,
        news="1",
        protect="1",
        words="It lies behind the third garage.",
    )
    assert answer.status_code < 400, answer.text
    return uuid


def ways(app: Flask, site: Site) -> Iterator[str]:
    """Every address that anybody may open, once for each kind of thing that it can be asked for."""
    known = {"key": site.key, "layer_id": "reports", "name": "reports", "filename": "css/base.css", "uuid": site.key}
    open_to_all = {
        name
        for name, rule in RULES.items()
        if rule is everybody or name.startswith(("records.", "moderation.flag", "report.update"))
    }
    for rule, method in routes(app):
        if method != "GET" or rule.endpoint not in open_to_all or rule.endpoint == "static":
            continue
        if rule.arguments - set(known) or "uuid" in rule.arguments:
            continue
        built = app.url_map.bind("localhost").build(rule.endpoint, {name: known[name] for name in rule.arguments})
        yield built
    box = f"{LON - 0.2:.1f},{LAT - 0.2:.1f},{LON + 0.2:.1f},{LAT + 0.2:.1f}"
    yield from (
        f"/reports?bbox={box}",
        f"/exports/reports.csv?bbox={box}",
        "/exports/observations.csv",
        f"/report/nearby.json?lon={LON + 0.01:.2f}&lat={LAT + 0.01:.2f}&kind=landfill&accuracy=5000",
        f"/feeds/reports.atom?lat={LAT:.1f}&lon={LON:.1f}&radius=50",
        "/maps/reports.json",
        f"/?opened=reports:{site.key}",
    )


def test_no_way_out_tells_place_reporter_or_camera(app: Flask, client: FlaskClient, site: Site) -> None:
    leaks = []
    seen = 0
    for address in ways(app, site):
        answer = client.get(address, buffered=True)
        assert answer.status_code < 500, address
        body = answer.data
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        seen += site.key.encode() in body
        leaks += [f"{address}: {word}" for word in NEVER if word.encode() in body]
        leaks += [f"{address}: {number!r} as bytes" for number in (LON, LAT) if struct.pack("<d", number) in body]
    assert leaks == []
    assert seen >= 8  # else the site was nowhere to be found, and the test proves nothing


def test_the_published_point_is_the_same_in_every_file_and_not_the_place(
    app: Flask, client: FlaskClient, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "reports.gpkg"
    file.write_bytes(client.get("/exports/reports.gpkg", buffered=True).data)
    rows = geopandas.read_file(file)
    drawn = rows[rows["key"] == site.key].geometry.iloc[0]
    assert site.geom is not None
    assert drawn.equals(to_shape(site.geom))
    away = Geod(ellps="WGS84").inv(LON, LAT, drawn.x, drawn.y)[2]
    assert 1 < away < 2000


def test_no_date_is_finer_than_the_month(client: FlaskClient, site: Site) -> None:
    today = datetime.now(UTC).date().isoformat()
    assert site.first_reported == today[:7]
    for address in (f"/reports/{site.key}", f"/reports/{site.key}/popup", "/exports/reports.csv", "/maps/reports.json"):
        found = re.findall(rf"{today}T?\d*|\d\d:\d\d(?::\d\d)?", client.get(address, buffered=True).text)
        assert not found, (address, found)


def test_the_photo_of_the_page_tells_nothing_but_its_pixels(
    app: Flask, client: FlaskClient, db: Session, site: Site
) -> None:
    page = client.get(f"/reports/{site.key}").text
    links = set(re.findall(r"/photos/[0-9a-f-]{36}/(?:small|large)-[0-9a-f]+\.jpg", page))
    assert len(links) == 2
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert not [word for word in NEVER if word.encode() in answer.data]
        with Image.open(io.BytesIO(answer.data)) as copy:
            assert (len(copy.getexif()), copy.info.get("icc_profile"), copy.info.get("comment")) == (0, None, None)


def test_nobody_but_the_owner_and_moderators_sees_the_photo_before_it_is_accepted(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    uuid = _send(app, client)
    drain(app, db)
    with app.test_request_context():
        signed = pictures(batch(db, uuid), signed=True)[0].small
    assert client.get(signed).status_code == 200
    assert client.get(signed.partition("?")[0]).status_code == 404
