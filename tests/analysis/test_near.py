"""What surrounds a place: areas that it crosses, those whose border nobody published, what lies within some metres."""

from __future__ import annotations

import pytest
from flask import Flask
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from mapapp.analysis import near as near_module
from mapapp.analysis.near import around
from mapapp.analysis.surroundings import Surroundings, surroundings
from mapapp.analysis.whereabouts import Whereabouts
from mapapp.layers import registry
from tests.factories import areas, reports

ALTYN_EMEL = box(78.0, 43.8, 79.2, 44.5)


@pytest.fixture
def noise(db: Session) -> None:
    """Areas and settlements far away, and an area without any place."""
    areas.area(db, "far", name="Far away", geometry=box(50, 50, 51, 51))
    areas.settlement(db, "far-town", names={"en": "Far Town"}, point=Point(50.5, 50.5))


def found(db: Session, app: Flask, shape: BaseGeometry, of: tuple[str, str] = ("reports", "x")) -> Surroundings:
    with app.test_request_context():
        return surroundings(db, registry(), Whereabouts(shape), of, "en")


@pytest.mark.usefixtures("noise")
def test_a_power_line_crosses_an_area(db: Session, app: Flask) -> None:
    areas.area(db, "altyn-emel", name="Altyn-Emel", geometry=ALTYN_EMEL)
    (one,) = found(db, app, LineString([(77, 44), (80, 44)])).bordered
    assert (one.feature.key, one.relation, one.metres) == ("altyn-emel", "crosses", 0)
    assert one.length_m == pytest.approx(96_200, rel=0.01)


@pytest.mark.usefixtures("noise")
def test_a_field_on_the_border_touches_or_overlaps(db: Session, app: Flask) -> None:
    areas.area(db, "ustyurt", name="Ustyurt", geometry=box(54, 43, 55, 44))
    (one,) = found(db, app, box(55, 43.2, 55.2, 43.4)).bordered
    assert (one.relation, one.metres, one.area_m2) == ("touches", 0, 0)
    (one,) = found(db, app, box(54.9, 43.2, 55.2, 43.4)).bordered
    assert one.relation == "crosses"
    assert one.area_m2 > 1e8


@pytest.mark.usefixtures("noise")
def test_inside_and_outside_a_border(db: Session, app: Flask) -> None:
    areas.area(db, "ustyurt", name="Ustyurt", geometry=box(54, 43, 55, 44))
    (one,) = found(db, app, Point(54.5, 43.5)).bordered
    assert (one.relation, one.metres) == ("inside", 0)
    (one,) = found(db, app, Point(55.01, 43.5)).bordered
    assert one.relation == "apart"
    assert one.metres == pytest.approx(808, rel=0.01)


def test_an_area_known_by_its_centre_is_never_outside(db: Session, app: Flask) -> None:
    areas.area(db, "circle", name="A circle")
    inside, outside = found(db, app, Point(54.65, 43.23)), found(db, app, Point(60, 43.23))
    for one in (inside, outside):
        assert not one.bordered
        assert [near.feature.key for near in one.centred] == ["circle"]
        assert {near.relation for near in one.centred} == {"apart"}
        assert not one.centred[0].place.has_border
    assert outside.centred[0].metres == pytest.approx(434_000, rel=0.01)


@pytest.mark.usefixtures("noise")
def test_an_area_is_not_near_itself(db: Session, app: Flask) -> None:
    made = areas.area(db, "ustyurt", name="Ustyurt", geometry=box(54, 43, 55, 44))
    one = found(db, app, box(54, 43, 55, 44), ("areas", made.key))
    assert [near.feature.key for near in one.bordered] == ["far"]


def test_hidden_areas_are_near_nothing(db: Session, app: Flask) -> None:
    areas.area(db, "secret", geometry=ALTYN_EMEL).visibility = "hidden"
    db.flush()
    one = found(db, app, Point(78.5, 44))
    assert not one.bordered
    assert not one.unplaced
    assert one.settlement is None
    assert one.school is None


def test_the_nearest_school_is_measured_on_the_ellipsoid(db: Session, app: Flask) -> None:
    areas.school(db, "near", geometry=Point(73.11, 49.8))
    areas.school(db, "far", geometry=Point(73.1, 49.807))  # nearer in degrees, farther on the ground
    areas.school(db, "district", geometry=Point(73.1, 49.8), place={"precision": "district"})
    areas.school(db, "listed", geometry=Point(73.1, 49.8), place={"not_drawn": "shared_point"})
    areas.settlement(db, "noise", point=Point(73.1, 49.8))
    one = found(db, app, Point(73.1, 49.8)).school
    assert one is not None
    assert (one.feature.key, one.relation) == ("near", "apart")
    assert one.metres == pytest.approx(719.927, abs=0.001)  # a degree of longitude at 49.8 degrees north, WGS 84
    own = found(db, app, Point(73.11, 49.8), ("schools", "near")).school
    assert own is not None
    assert own.feature.key == "far"


def test_what_lies_inside_and_within_a_distance(db: Session, app: Flask) -> None:
    area = box(73.0, 49.7, 73.2, 49.9)
    reports.site(db, "in", geometry=Point(73.1, 49.8))
    reports.site(db, "line", geometry=LineString([(73.1, 49.8), (73.5, 49.8)]))
    reports.site(db, "near", geometry=Point(73.21, 49.8))
    reports.site(db, "corner", geometry=Point(73.26, 49.94))  # in the box of 5 km, but 6 km away
    reports.site(db, "far", geometry=Point(75, 49.8))
    reports.site(db, "doubtful", geometry=Point(73.1, 49.81), not_drawn="doubtful_coordinates")
    reports.site(db, "hidden", geometry=Point(73.1, 49.82)).visibility = "hidden"
    db.flush()
    with app.test_request_context():
        found = around(db, registry()["reports"], area, 5000, "en")
    said = {one.feature.key: (one.relation, round(one.metres)) for one in found.found}
    assert said.keys() == {"in", "line", "near"}
    assert found.complete
    assert said["in"] == ("holds", 0)
    assert said["line"] == ("crosses", 0)
    assert said["near"][0] == "apart"
    assert said["near"][1] == pytest.approx(719, abs=2)
    assert next(one for one in found.found if one.feature.key == "line").length_m == pytest.approx(7190, rel=0.01)


def test_too_many_to_measure_is_said(db: Session, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        reports.site(db, f"s-{number}")
    monkeypatch.setattr(near_module, "MOST_AROUND", 3)
    with app.test_request_context():
        found = around(db, registry()["reports"], Point(73.1, 49.8), 1000, "en")
    assert not found.complete
    assert len(found.found) == 3
