"""Who asks for protection has it from the first moment: no column that the public ever gets holds the exact place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point, Polygon
from sqlalchemy.orm import Session

from mapapp.domains.reports.intake import nearby
from mapapp.domains.reports.intake.models import Submission
from mapapp.spatial.coarsen import uncertainty_m
from tests.factories import submissions
from tests.factories.photos import jpeg
from tests.factories.submissions import PLACE, by_uuid, send, shape
from tests.forms import header

DRAWN = Polygon([(73.1041, 49.8021), (73.1062, 49.8021), (73.1062, 49.8034), (73.1041, 49.8034)])


def protected(app: Flask, db: Session, **values: Any) -> Submission:
    wanted: dict[str, Any] = {
        "protect": "1",
        "when": "2024-05-03",
        "area_m2": "1234.5",
        "volume_m3": "67",
        "place_name": "Lenin street 5",
    }
    return submissions.received(app, db, **{**wanted, **values})


def publish(db: Session, submission: Submission) -> None:
    submission.site.status = submission.observation.state = "published"
    db.flush()


def test_the_published_place_is_a_cell_and_the_exact_one_is_kept_apart(app: Flask, db: Session) -> None:
    site = protected(app, db).site
    coarse = shape(site.geom)
    assert coarse.geom_type == "Point"
    assert coarse.distance(Point(*PLACE)) > 1e-4
    assert shape(site.geom_exact).equals(Point(*PLACE))
    assert (site.protected, site.precision, site.precision_m) == (True, "approximate", uncertainty_m())
    assert (site.place, site.first_reported, site.oblast) == ("", "2024-05", "KZ35")
    assert (site.area_m2, site.volume_m3) == (Decimal(1000), Decimal(70))


def test_the_observation_tells_no_more(app: Flask, db: Session) -> None:
    seen = protected(app, db).observation
    assert (seen.observed_on, seen.area_m2, seen.volume_m3) == ("2024-05", Decimal(1000), Decimal(70))
    assert shape(seen.geom_told).equals(Point(*PLACE)), "for the moderators"


def test_a_drawn_outline_is_told_as_a_point_and_a_round_size(app: Flask, db: Session) -> None:
    site = protected(app, db, at=DRAWN).site
    assert shape(site.geom).geom_type == "Point"
    assert shape(site.geom_exact).equals(DRAWN)
    assert site.area_m2 == Decimal(20000)


def test_without_protection_the_outline_is_published_with_its_size(app: Flask, db: Session) -> None:
    site = submissions.received(app, db, at=DRAWN, area_m2="5").site
    assert shape(site.geom).equals(DRAWN)
    assert site.geom_exact is None
    assert float(site.area_m2 or 0) == pytest.approx(21_860, rel=0.01)


def test_many_reports_of_one_place_give_one_point(app: Flask, db: Session) -> None:
    points = {shape(protected(app, db, at=Point(PLACE[0] + n / 1e5, PLACE[1])).site.geom).wkt for n in range(5)}
    assert len(points) == 1


def test_neither_pages_nor_lists_let_the_exact_place_out(app: Flask, client: FlaskClient, db: Session) -> None:
    """After acceptance, for anybody: the site's page, rows of the map, the list of neighbours, the update form."""
    client.put(f"/report/{(uuid := uuid4())}/photos/{uuid4()}", data=jpeg(), headers=header(client))
    sent = send(client, json=True, uuid=str(uuid), protect="1", when="2024-05-03", email=submissions.ADDRESS)
    assert sent.status_code == 201
    submission = by_uuid(db, uuid)
    assert submission is not None
    publish(db, submission)
    key = submission.site.key
    with app.test_request_context():
        near = nearby.near(db, Point(*PLACE), "dump")
    assert [one.key for one in near] == [key]
    pages = [
        f"/reports/{key}",
        "/maps/reports.json",
        f"/reports/{key}/update",
        "/reports",
        "/",
        "/exports/reports.geojson",
    ]
    for page in pages:
        answer = client.get(page)
        text = answer.text
        assert answer.status_code == 200, page
        for secret in ("73.1045", "49.8023", "2024-05-03", "May 3", submissions.ADDRESS, str(uuid)):
            assert secret not in text, (page, secret)
    assert "73.1045" not in str(near)


def test_an_update_of_a_protected_site_tells_no_day(app: Flask, db: Session) -> None:
    first = protected(app, db)
    publish(db, first)
    assert submissions.updated(app, db, first.site, when="2024-06-07").observation.observed_on == "2024-06"
