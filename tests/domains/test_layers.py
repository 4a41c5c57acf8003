"""What every layer promises, on rows among noise."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from shapely.geometry import Point, box
from sqlalchemy import update
from sqlalchemy.orm import Session

from mapapp.domains.areas.models import ProtectedArea
from mapapp.domains.facilities.models import Facility
from mapapp.domains.reports.models import Site
from mapapp.domains.samples.models import SamplingPoint
from mapapp.layers import STANDARD, Condition, Filter, Layer, Role, Viewer, count, features, frame, registry
from mapapp.spatial.bbox import BBox
from tests.factories.areas import area, school, settlement, unit
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point

LAYERS = ("reports", "samples", "facilities", "areas", "regions", "places", "schools")
HIDEABLE = {"reports": Site, "samples": SamplingPoint, "facilities": Facility, "areas": ProtectedArea}


@pytest.fixture
def layers(app: Flask, db: Session) -> dict[str, Layer]:
    limit(db)
    site(db)
    point(db)
    facility(db)
    area(db)
    unit(db)
    settlement(db)
    school(db)
    with app.app_context():
        return registry()


@pytest.mark.parametrize("name", LAYERS)
def test_a_row_has_every_column_of_the_contract(layers: dict[str, Layer], db: Session, name: str) -> None:
    layer = layers[name]
    row = db.execute(layer.select(Filter(), Viewer())).mappings().first()
    assert row is not None
    assert set(row) >= {*STANDARD, *(field.name for field in layer.fields)}


@pytest.mark.parametrize("name", LAYERS)
def test_count_features_and_frame_agree(app: Flask, layers: dict[str, Layer], db: Session, name: str) -> None:
    with app.test_request_context("/?lang=en"):
        found = list(features(db, layers[name], Filter(), Viewer(), "en"))
        table = frame(db, layers[name], Filter(), Viewer(), "en")
        assert count(db, layers[name], Filter(), Viewer()) == len(found) == len(table) == 1
        assert table.crs == "EPSG:4326"
        record = layers[name].record(db, found[0].key, Viewer(), "en")
        assert record is not None
        assert record.title == found[0].title


@pytest.mark.parametrize("name", HIDEABLE)
def test_a_hidden_row_is_nowhere_but_for_moderators(
    app: Flask, layers: dict[str, Layer], db: Session, name: str
) -> None:
    layer = layers[name]
    key = next(features(db, layer, Filter(), Viewer(), "en")).key
    db.execute(update(HIDEABLE[name]).values(visibility="hidden"))
    with app.test_request_context("/?lang=en"):
        for role in (Role.ANONYMOUS, Role.OWNER, Role.MEMBER):
            assert count(db, layer, Filter(keys=(key,)), Viewer(role)) == 0
            assert layer.record(db, key, Viewer(role), "en") is None
        assert count(db, layer, Filter(keys=(key,)), Viewer(Role.MODERATOR)) == 1
        assert layer.record(db, key, Viewer(Role.MODERATOR), "en") is not None


@pytest.mark.parametrize("status", ["new", "rejected"])
def test_a_report_not_yet_accepted_is_not_public(layers: dict[str, Layer], db: Session, status: str) -> None:
    site(db, "s-2", status=status)
    assert [one.key for one in features(db, layers["reports"], Filter(), Viewer(), "en")] == ["s-1"]


def test_the_exact_place_never_reaches_a_layer(layers: dict[str, Layer], db: Session) -> None:
    db.execute(update(Site).values(geom_exact="SRID=4326;POINT(66.123456 44.654321)"))
    row = db.execute(layers["reports"].select(Filter(), Viewer(Role.MODERATOR))).mappings().one()
    assert "geom_exact" not in row
    assert "44.654321" not in repr(dict(row))


def test_a_box_selects_what_touches_it(layers: dict[str, Layer], db: Session) -> None:
    site(db, "far", geometry=Point(52, 44))
    site(db, "outline", geometry=box(73.0, 49.7, 73.2, 49.9))
    inside = Filter(bbox=BBox(73.09, 49.79, 73.11, 49.81))
    assert {one.key for one in features(db, layers["reports"], inside, Viewer(), "en")} == {"s-1", "outline"}


def test_conditions_on_codes_and_lists(layers: dict[str, Layer], db: Session) -> None:
    site(db, "tyres", kind="landfill", waste_types=("tyres", "oil"))
    site(db, "noise", kind="quarry")
    chosen = Filter(conditions=(Condition("kind", ("landfill", "dump")), Condition("waste_types", ("tyres",))))
    assert [one.key for one in features(db, layers["reports"], chosen, Viewer(), "en")] == ["tyres"]
    with pytest.raises(KeyError):
        layers["reports"].select(Filter(conditions=(Condition("note", ("x",)),)), Viewer())


@pytest.mark.parametrize("name", LAYERS)
def test_every_filterable_field_can_be_filtered_on(
    app: Flask, layers: dict[str, Layer], db: Session, name: str
) -> None:
    point(db, "p-air", medium="air", code="lead")
    with app.test_request_context("/?lang=en"):
        for field in layers[name].fields:
            if field.filterable:
                chosen = Filter(conditions=(Condition(field.name, ("no such value",)),))
                assert count(db, layers[name], chosen, Viewer()) == 0
        mercury = Filter(conditions=(Condition("substances", ("mercury",)), Condition("media", ("soil", "water"))))
        if name == "samples":
            assert [one.key for one in features(db, layers[name], mercury, Viewer(), "en")] == ["p-1"]
            assert dict(next(f.codes for f in layers[name].fields if f.name == "substances")).keys() == {
                "lead",
                "mercury",
            }


def test_text_is_searched_without_patterns(layers: dict[str, Layer], db: Session) -> None:
    site(db, "percent", name="100% waste_heap")
    found = features(db, layers["reports"], Filter(text="100%"), Viewer(), "en")
    assert [one.key for one in found] == ["percent"]
    assert count(db, layers["reports"], Filter(text="%"), Viewer()) == 1


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("reports", site, "Illegal dump · 49.8000, 73.1000"),
        ("samples", point, "Sampling point · 50.1000, 72.9000"),
        ("facilities", facility, "Smelter · 46.8400, 74.9800"),
        ("areas", area, "Strict nature reserve · "),
        ("schools", school, "School · 49.8000, 73.1000"),
    ],
)
def test_a_record_that_nobody_named_is_called_by_kind_and_place(
    app: Flask, layers: dict[str, Layer], db: Session, name: str, make: Callable[..., Any], expected: str
) -> None:
    made = make(db, "nameless", name="")
    with app.test_request_context("/?lang=en"):
        listed = next(features(db, layers[name], Filter(keys=(made.key,)), Viewer(), "en"))
        record = layers[name].record(db, made.key, Viewer(), "en")
        assert record is not None
        assert listed.title == record.title
        assert record.title.value.startswith(expected)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (date(2015, 6, 1), None, {"year", "month", "day", "interval"}),
        (date(2015, 7, 1), None, {"year", "interval"}),
        (date(2016, 1, 1), None, set()),
        (None, date(2015, 6, 1), {"year", "month", "day", "interval", "early"}),
        (None, date(2015, 5, 31), {"year", "interval", "early"}),
        (None, date(2014, 12, 31), {"early"}),
        (date(2015, 6, 1), date(2015, 6, 1), {"year", "month", "day", "interval"}),
    ],
)
def test_a_date_of_any_precision_may_lie_in_a_span(
    layers: dict[str, Layer], db: Session, since: date | None, until: date | None, found: set[str]
) -> None:
    told = {"year": "2015", "month": "2015-06", "day": "2015-06-01", "interval": "2015-05/2015-07", "early": "2014-02"}
    for identity, text in told.items():
        site(db, identity, first_reported=text)
    span = Filter(since=since, until=until)
    assert {one.key for one in features(db, layers["reports"], span, Viewer(), "en")} == found


def test_drawn_tells_the_map_from_the_list(layers: dict[str, Layer], db: Session) -> None:
    site(db, "doubt", not_drawn="doubtful_coordinates")
    assert [one.key for one in features(db, layers["reports"], Filter(drawn=True), Viewer(), "en")] == ["s-1"]
    assert [one.key for one in features(db, layers["reports"], Filter(drawn=False), Viewer(), "en")] == ["doubt"]
    assert count(db, layers["reports"], Filter(), Viewer()) == 2


def test_the_worst_result_colours_the_point(layers: dict[str, Layer], db: Session) -> None:
    for identity, value in (("p-2", "3"), ("p-3", "1"), ("p-4", "10"), ("p-5", None)):
        point(db, identity, value=value)
    rows = {one.key: one.properties for one in features(db, layers["samples"], Filter(), Viewer(), "en")}
    assert {key: row["exceedance"] for key, row in rows.items()} == {
        "p-1": "over_2",
        "p-2": "over_1",
        "p-3": "within",
        "p-4": "over_2",
        "p-5": "cannot_tell",
    }
    assert rows["p-1"]["max_times"] == Decimal(10)


def test_a_circle_that_is_not_the_border_says_so(app: Flask, layers: dict[str, Layer], db: Session) -> None:
    area(db, "border", geometry=box(54, 43, 55, 44))
    area(db, "point", area_ha=None)
    rows = {one.key: one.properties["outline"] for one in features(db, layers["areas"], Filter(), Viewer(), "en")}
    assert rows == {"a-1": "circle", "border": "polygon", "point": "point"}
    with app.test_request_context("/?lang=en"):
        record = layers["areas"].record(db, "a-1", Viewer(), "en")
        assert record is not None
        assert any("Not the border" in str(hint) for hint in record.hints)


def test_only_yearly_releases_size_the_circle(layers: dict[str, Layer], db: Session) -> None:
    facility(db, "f-2", quantity=None)
    rows = {one.key: one.properties for one in features(db, layers["facilities"], Filter(), Viewer(), "en")}
    assert rows["f-1"]["tonnes_year"] == Decimal(12500)
    assert rows["f-2"]["tonnes_year"] is None
    assert rows["f-2"]["figure_count"] == 0
