"""Which known sites a reporter is asked about: near, of a like kind, and only what anybody may see."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from geoalchemy2.shape import from_shape
from shapely.geometry import Point, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapapp.domains.reports.intake import nearby
from mapapp.domains.reports.models import Site
from tests.factories import submissions
from tests.factories.reports import site

HERE = Point(73.1, 49.8)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Any:
    with app.test_request_context():
        yield


def at(db: Session, identity: str, metres_east: float, **values: Any) -> Site:
    return site(db, identity, geometry=Point(73.1 + metres_east / 71_960, 49.8), **values)


def keys(db: Session, kind: str = "dump", accuracy: float = 0.0) -> list[str]:
    return [one.key for one in nearby.near(db, HERE, kind, accuracy)]


def test_the_nearest_come_first_and_at_most_five(db: Session) -> None:
    for number in range(7):
        at(db, f"s-{number}", 140 - 20 * number)
    at(db, "noise", 400)
    assert keys(db) == ["s-6", "s-5", "s-4", "s-3", "s-2"]


def test_the_reach_grows_with_the_kind_and_with_how_little_the_place_is_known(db: Session) -> None:
    at(db, "at-120", 120)
    at(db, "at-400", 400)
    at(db, "at-900", 900, kind="landfill")
    assert keys(db) == ["at-120"]
    assert keys(db, accuracy=300) == ["at-120", "at-400"]
    assert keys(db, "landfill") == ["at-120", "at-400", "at-900"]
    assert keys(db, accuracy=1e9) == ["at-120", "at-400", "at-900"]


def test_only_kinds_that_people_take_for_one_another(db: Session) -> None:
    for kind in ("dump", "sewage", "oil_spill", "smoke", "tailings"):
        at(db, kind, 50, kind=kind)
    assert keys(db) == ["dump"]
    assert sorted(keys(db, "sewage")) == ["oil-spill", "sewage"]
    assert keys(db, "smoke") == ["smoke"]


def test_what_the_public_may_not_see_is_not_told(app: Flask, db: Session) -> None:
    """Not even the place of a protected site: the distance is to the published point alone."""
    at(db, "hidden", 10).visibility = "hidden"
    at(db, "members", 10).visibility = "organisation"
    at(db, "rejected", 10).status = "rejected"
    at(db, "undrawn", 10).not_drawn = "shared_point"
    merged, target = at(db, "merged", 10), at(db, "target", 5000)
    db.flush()
    merged.merged_into_id = target.id
    submissions.received(app, db, at=HERE)
    protected = at(db, "protected", 600)
    protected.geom_exact, protected.protected = from_shape(HERE, srid=4326), True
    protected.precision, protected.precision_m = "approximate", 1414
    db.flush()
    found = nearby.near(db, HERE, "dump")
    assert [(one.key, one.distance) for one in found] == [("protected", "less than 2 km")]
    assert found[0].lonlat != (HERE.x, HERE.y)


def test_a_distance_is_told_no_better_than_both_places_are_known(db: Session) -> None:
    at(db, "village", 0, precision="village")
    at(db, "exact", 100)
    known = {one.key: one.distance for one in nearby.near(db, HERE, "dump")}
    assert known == {"village": "less than 2 km", "exact": "100 m"}
    roughly = {one.key: one.distance for one in nearby.near(db, HERE, "dump", 180)}
    assert roughly == {"village": "less than 2.2 km", "exact": "less than 280 m"}


def test_distances_are_metres_at_any_latitude_and_to_an_outline(db: Session) -> None:
    site(db, "square", geometry=box(73.1010, 49.7995, 73.1030, 49.8005))
    found = nearby.near(db, HERE, "dump")
    assert [one.distance for one in found] == ["72 m"]


def test_the_answer_for_scripts_and_its_mistakes(client: FlaskClient, db: Session) -> None:
    known = at(db, "near", 50, name="<b>x</b>")
    answer = client.get("/report/nearby.json?lon=73.1&lat=49.8&kind=dump&accuracy=5").json
    assert answer is not None
    (one,) = answer["sites"]
    assert (one["key"], one["distance"], one["kind"], one["small"]) == (known.key, "50 m", "Illegal dump", None)
    assert one["href"] == f"/reports/{known.key}"
    for wrong in (
        "",
        "?lon=x&lat=1",
        "?lon=1&lat=91",
        "?lon=73&lat=49&accuracy=-1",
        "?lon=nan&lat=1",
        "?lon=1&lat=1&kind=x",
    ):
        assert client.get(f"/report/nearby.json{wrong}").status_code == 400


def test_the_index_of_places_answers(db: Session) -> None:
    """The plan must not look at every site: with many of them the form would wait."""
    db.execute(text("SET LOCAL enable_seqscan = off"))
    statement = nearby.statement(HERE, "dump", 0.0)
    compiled = statement.compile(dialect=db.get_bind().dialect, compile_kwargs={"literal_binds": True})
    plan = "\n".join(db.execute(text("EXPLAIN " + str(compiled).replace(":", "\\:"))).scalars())
    assert "idx_site_geom" in plan
