"""From what was told of a place to a shape, how well it is known, its name and its oblast."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openlocationcode import openlocationcode as olc
from shapely.geometry import Point, Polygon
from sqlalchemy.orm import Session

from mapapp.domains.reports.intake.forms import PlaceTold
from mapapp.domains.reports.intake.gazetteer import regions_near
from mapapp.domains.reports.intake.places import FoundPlace, Unplaced, find_place
from tests.factories import areas

HERE = (73.1042, 49.8125)


@pytest.fixture(autouse=True)
def context(app: Flask, db: Session) -> Any:
    """Karaganda's oblast (west 70, south 46, east 77, north 52), Temirtau in it, and two places of one name."""
    areas.unit(db)
    areas.settlement(db)
    areas.settlement(db, "aktau", names={"ru": "Актау", "en": "Aktau"}, point=Point(72.0, 50.0))
    areas.settlement(db, "aktau-2", names={"ru": "Актау", "en": "Aktau"}, population=9000, point=Point(73.1, 50.2))
    with app.test_request_context():
        yield


def found(db: Session, **told: Any) -> FoundPlace:
    place = find_place(db, PlaceTold(**told), ())
    assert place is not None
    return place


def refused(db: Session, **told: Any) -> Unplaced:
    with pytest.raises(Unplaced) as caught:
        find_place(db, PlaceTold(**told), ())
    return caught.value


@pytest.mark.parametrize(
    ("source", "accuracy", "precision", "metres"),
    [
        ("map", None, "exact", None),
        ("phone", 12.0, "exact", None),
        ("phone", 180.0, "within", 180.0),
        ("photo", 5.0, "within", 50.0),
        ("photo", 90.0, "within", 90.0),
        ("search", None, "village", None),
    ],
)
def test_how_well_a_point_is_known_depends_on_where_it_comes_from(
    db: Session, source: str, accuracy: float | None, precision: str, metres: float | None
) -> None:
    place = found(db, source=source, lonlat=HERE, accuracy_m=accuracy)
    assert (place.precision, place.precision_m, place.oblast) == (precision, metres, "KZ35")
    assert place.shape.equals(Point(*HERE))


def test_a_phone_that_knows_only_the_city_is_no_place(db: Session) -> None:
    assert "known only to 25 km" in str(refused(db, source="phone", lonlat=HERE, accuracy_m=25_000.0).message)


def test_an_outline_goes_before_the_point_in_its_middle(db: Session) -> None:
    drawn = Polygon([(73.1, 49.8), (73.101, 49.8), (73.1, 49.801)])
    assert found(db, source="outline", outline=drawn, lonlat=HERE).shape.equals(drawn)
    assert found(db, source="map", outline=drawn, lonlat=HERE).shape.equals(Point(*HERE))


def test_what_was_written_goes_before_a_point_that_came_with_the_page(db: Session) -> None:
    place = found(db, source="map", lonlat=(71.0, 47.0), coordinates="49.8125 N 73.1042 E")
    assert place.shape.equals(Point(*HERE))


def test_few_digits_make_a_place_that_is_known_less_well(db: Session) -> None:
    place = found(db, coordinates="49.81, 73.10")
    assert place.precision == "within"
    assert place.precision_m == pytest.approx(660, abs=10)
    assert refused(db, coordinates="50 73").field == "coordinates"


@pytest.mark.parametrize("name", ["Теміртау", "темиртау", "Temirtau", " TEMIRTAU "])
def test_a_settlement_in_any_language_is_known_as_a_village(db: Session, name: str) -> None:
    for field in ("name", "coordinates"):
        place = found(db, **{field: name})
        assert (place.precision, place.name, place.oblast) == ("village", "Temirtau", "KZ35")
        assert place.shape.equals(Point(72.96, 50.05))


def test_one_of_several_is_never_taken_silently(db: Session) -> None:
    which = refused(db, name="Актау")
    assert (which.field, [one.key for one in which.choices]) == ("place_key", ["aktau", "aktau-2"])
    assert found(db, name="Актау", key="aktau-2").shape.equals(Point(73.1, 50.2))
    assert refused(db, name="Актау", key="temirtau").field == "place_key", "a key left over from another name"
    assert refused(db, name="Актау", key="' OR 1=1 --").field == "place_key"


def test_settlements_to_choose_from_say_where_they_lie(db: Session) -> None:
    areas.unit(db, "kz356400", name="Shet", level=2)
    areas.settlement(db, "aktau-3", names={"en": "Aktau"}).rayon = "kz356400"
    db.flush()
    choices = {one.key: one.region for one in refused(db, name="Aktau").choices}
    assert choices["aktau-3"] == "Shet, Karagandy Region"
    assert choices["aktau"] == "Karagandy Region"


def test_a_slip_of_the_pen_is_asked_about(db: Session) -> None:
    which = refused(db, name="Temirtaw")
    assert (which.field, [one.key for one in which.choices][:1]) == ("place_key", ["temirtau"])
    assert refused(db, name="Xyzzyqwerty").choices == ()


def test_a_short_plus_code_is_completed_by_its_settlement(db: Session) -> None:
    code = olc.shorten(olc.encode(50.06, 72.97), 50.05, 72.96)
    place = found(db, coordinates=f"{code} Теміртау")
    assert place.shape.distance(Point(72.97, 50.06)) < 0.0002
    assert found(db, coordinates=code, name="Temirtau").shape.equals(place.shape)
    assert "needs the settlement" in str(refused(db, coordinates=code).message)
    assert refused(db, coordinates=f"{code} Актау").field == "place_key"
    assert found(db, coordinates=f"{code} Актау", key="aktau").oblast == "KZ35"


def test_coordinates_in_the_field_for_names_are_understood(db: Session) -> None:
    assert found(db, name="https://2gis.kz/karaganda/geo/118/73.1042,49.8125").shape.equals(Point(*HERE))


def test_abroad_is_refused_and_just_over_the_border_is_not(db: Session) -> None:
    assert "outside Kazakhstan" in str(refused(db, lonlat=(13.4, 52.5)).message)
    assert refused(db, coordinates="52.5 13.4").field == "coordinates"
    assert found(db, lonlat=(77.1, 50.0)).oblast == "KZ35"
    assert refused(db, lonlat=(77.5, 50.0)).field == "place"


def test_without_borders_nothing_is_refused(app: Flask, db: Session) -> None:
    from mapapp.domains.areas.models import AdminUnit

    for unit in db.query(AdminUnit).all():
        db.delete(unit)
    db.flush()
    assert found(db, lonlat=(13.4, 52.5)).oblast is None
    assert regions_near(db, 13.4, 52.5, 20_000) == ""


@pytest.mark.parametrize("lonlat", [(180.0, 90.0), (-180.0, -90.0), (0.0, 0.0), (179.9, 0.0)])
def test_the_ends_of_the_world_are_only_abroad(db: Session, lonlat: tuple[float, float]) -> None:
    assert refused(db, lonlat=lonlat).field == "place"


def test_scripts_are_told_the_place_of_a_text(client: FlaskClient, db: Session) -> None:
    answer = client.get("/report/place.json?text=50.0512 N 72.9634 E").json
    assert answer is not None
    assert (answer["lonlat"], answer["place"], answer["region"]) == ([72.9634, 50.0512], "Temirtau", "Karagandy Region")
    named = client.get("/report/place.json?text=Temirtau").json
    assert named is not None
    assert (named["lonlat"], named["precision"]) == ([72.96, 50.05], "village")
    several = client.get("/report/place.json?text=Aktau").json
    assert several is not None
    assert (several["lonlat"], [one["key"] for one in several["choices"]]) == (None, ["aktau", "aktau-2"])


@pytest.mark.parametrize(
    "text", ["", "   ", "%00", "49.8N 73.1", "https://maps.app.goo.gl/x", "x" * 3000, "52.5 13.4", "'"]
)
def test_a_text_that_is_no_place_is_a_clear_error(client: FlaskClient, text: str) -> None:
    answer = client.get("/report/place.json", query_string={"text": text})
    assert answer.status_code in (400, 404)
    assert json.loads(answer.text)["error"]["message"]
