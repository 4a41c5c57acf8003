"""Values along a river: published distances win, measured ones are said, and what has neither stands apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from geoalchemy2.shape import from_shape
from shapely.geometry import LineString, Point
from sqlalchemy.orm import Session

from mapapp.domains.samples.models import Waterway
from mapapp.domains.samples.profiles.course import Spot, profile
from tests.factories import dataset, laboratory, samples
from tests.publish.markup import text_of

LINE = LineString([(73.0, 50.0), (72.0, 50.0)])  # 71.7 km


def test_published_distances_win_and_others_are_measured() -> None:
    spots = [
        Spot("measured", Point(72.5, 50.01)),
        Spot("published", Point(72.5, 50.01), Decimal("12.5")),
        Spot("stretch", None, Decimal(0), Decimal(15)),
    ]
    found = profile(LINE, spots, zero_km=10)
    assert [(one.spot.of, one.km, one.to_km, one.is_published) for one in found.placed] == [
        ("stretch", 0.0, 15.0, True),
        ("published", 12.5, None, True),
        ("measured", 25.8, None, False),
    ]


@pytest.mark.parametrize(
    ("spot", "line", "why"),
    [
        (Spot("far", Point(72.5, 50.2)), LINE, "too_far"),
        (Spot("nowhere"), LINE, "no_place"),
        (Spot("empty", Point()), LINE, "no_place"),
        (Spot("no line", Point(72.5, 50.0)), None, "no_line"),
    ],
)
def test_what_cannot_be_put_along_the_line_stands_apart(spot: Spot, line: LineString | None, why: str) -> None:
    found = profile(line, [spot])
    assert not found.placed
    assert [one.why for one in found.apart] == [why]


@pytest.fixture
def river(db: Session) -> None:
    """A river with mercury at three places of its own and noise elsewhere."""
    samples.limit(db, value="2", act="Order No. 1")
    made = Waterway(
        key="nura",
        external_id="nura",
        dataset_id=dataset(db).id,
        names={"en": "Nura", "kk": "Нұра"},
        spellings=["Nura", "Нура"],
        geom=from_shape(LINE, srid=4326),
    )
    db.add(made)
    near = laboratory.place(db, "near", name="Near", geometry=Point(72.5, 50.0), water_body="Nura")
    far = laboratory.place(db, "far", name="Far away", geometry=Point(72.5, 51.0), water_body="Нура")
    said = laboratory.place(db, "said", name="Said", water_body="Nura", distance_km=0, distance_to_km=15)
    other = laboratory.place(db, "other", name="Another river", geometry=Point(72.5, 50.0), water_body="Ishim")
    for number, place in enumerate((near, far, said, other)):
        laboratory.result(db, laboratory.sample(db, place, medium="sediment"), str(20 + number))
    laboratory.result(db, laboratory.sample(db, said, medium="water"), "5", unit="mg/l")
    secret = laboratory.sample(db, near, medium="sediment", visibility="moderators")
    laboratory.result(db, secret, "999.125")
    db.commit()


@pytest.mark.usefixtures("river")
def test_a_river_shows_its_values_with_their_distances(client: FlaskClient) -> None:
    text = text_of(client.get("/rivers/nura?lang=en").text)
    for part in ("35.8 km", "measured along the line", "0–15 km", "as published", "11", "more than 5 km from the line"):
        assert part in text
    assert "Another river" not in text
    assert "999.125" not in text
    drawn = client.get("/rivers/nura/charts/profile.svg?lang=en")
    assert drawn.status_code == 200
    assert "Kazakhstan: 2" in drawn.text
    assert "kilometres downstream" in drawn.text


@pytest.mark.usefixtures("river")
def test_a_reader_chooses_substance_and_medium(client: FlaskClient) -> None:
    text = text_of(client.get("/rivers/nura?substance=mercury&medium=water&lang=en").text)
    assert "5 mg/l" in text
    assert "20 mg/kg" not in text
    assert client.get("/rivers/nura?substance=gold").status_code == 404
    assert client.get("/rivers/nura?medium=%00&substance=%00").status_code == 404
    assert client.get("/rivers/nura?medium=nonsense").status_code == 200


@pytest.mark.usefixtures("river")
@pytest.mark.parametrize("path", ["/rivers/ishim", "/rivers/%00", "/rivers/nura/charts/other.svg"])
def test_a_river_without_a_line_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("river")
def test_the_index_names_rivers_in_the_readers_language(client: FlaskClient) -> None:
    assert "Нұра" in client.get("/rivers?lang=kk").text
