"""Which sites are ranked, which samples count to them, and what is known of each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from flask import Flask
from geoalchemy2.shape import from_shape
from shapely.geometry import Point, box
from sqlalchemy.orm import Session

from mapapp.analysis.ranking import CRITERIA
from mapapp.analysis.sites import Sites, Wanted, gather
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.samples.models import Result, Sample, SamplingPoint
from mapapp.layers import registry
from tests.factories import areas, reports, samples

TODAY = date(2026, 6, 1)


def sites(db: Session, app: Flask, **wanted: Any) -> Sites:
    db.flush()
    with app.test_request_context():
        return gather(db, registry(), Wanted(**wanted), TODAY)


def raw(found: Sites, key: str) -> dict[str, float]:
    """What is known of a site."""
    at = list(found.keys).index(key)
    values = {name: float(found.raw[name][at]) for name in CRITERIA}
    return {name: value for name, value in values.items() if not np.isnan(value)}


def moved(point: SamplingPoint, longitude: float, latitude: float, **values: Any) -> SamplingPoint:
    point.geom = from_shape(Point(longitude, latitude), srid=4326)
    for name, value in values.items():
        setattr(point, name, value)
    return point


def test_what_is_known_of_a_dump(db: Session, app: Flask) -> None:
    site = reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    site.area_m2 = Decimal(12_000)
    areas.settlement(db, "in-1", names={"en": "Near"}, point=Point(73.105, 49.8), population=1000)
    areas.settlement(db, "in-5", names={"en": "Farther"}, point=Point(73.15, 49.8), population=20_000)
    areas.settlement(db, "out", names={"en": "Out"}, point=Point(73.3, 49.8), population=500_000)
    areas.area(db, "park", geometry=box(73.11, 49.7, 73.3, 49.9))
    found = raw(sites(db, app), "s-1")
    assert found.pop("water") > 1000
    assert found.pop("protected") == pytest.approx(719, abs=2)
    assert found == {"area": 12_000, "people_1km": 1000, "people_5km": 21_000}


@pytest.mark.parametrize("precision", ["village", "approximate", "district"])
def test_a_rough_place_says_nothing_of_what_is_near(db: Session, app: Flask, precision: str) -> None:
    reports.site(db, "s-1", precision=precision)
    areas.settlement(db, "town", point=Point(73.1, 49.8))
    areas.area(db, "park", geometry=box(73.11, 49.7, 73.3, 49.9))
    assert raw(sites(db, app), "s-1") == {}


def test_a_centre_that_is_nearer_than_the_nearest_border_makes_it_not_known(db: Session, app: Flask) -> None:
    reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    assert "protected" not in raw(sites(db, app), "s-1")
    areas.area(db, "park", geometry=box(73.5, 49.7, 73.6, 49.9))
    assert raw(sites(db, app), "s-1")["protected"] == pytest.approx(28_750, rel=0.01)
    areas.area(db, "circle", geometry=Point(73.2, 49.8), area_ha=Decimal(100))
    assert "protected" not in raw(sites(db, app), "s-1")


def test_samples_count_to_the_nearest_site_within_the_distance(db: Session, app: Flask) -> None:
    samples.limit(db)
    reports.site(db, "near", geometry=Point(73.1, 49.8))
    reports.site(db, "nearer", geometry=Point(73.104, 49.8))
    moved(samples.point(db, "at", value="42"), 73.105, 49.8)
    moved(samples.point(db, "off", value="21"), 73.2, 49.8)
    found = sites(db, app)
    assert dict(zip(found.keys, found.points, strict=True)) == {"near": [], "nearer": ["at"], "off": ["off"]}
    assert raw(found, "nearer")["exceedance"] == pytest.approx(20)
    assert "exceedance" not in raw(found, "near")
    assert list(sites(db, app, join_m=10.0).points[-2:]) == [["at"], ["off"]]


def test_a_rough_place_never_joins_but_a_named_site_does(db: Session, app: Flask) -> None:
    samples.limit(db)
    reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    point = moved(samples.point(db, "p-1"), 73.1, 49.8, precision="approximate")
    assert list(sites(db, app).points) == [[], ["p-1"]]
    point.site_key = "s-1"
    assert list(sites(db, app).points) == [["p-1"]]
    point.site_key = "a-hidden-one"
    assert list(sites(db, app).points) == [[], ["p-1"]]


def test_several_substances_and_points_of_one_site(db: Session, app: Flask) -> None:
    samples.limit(db)
    samples.limit(db, "lead", "32")
    reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    for number, (code, value) in enumerate((("mercury", "21"), ("mercury", "2"), ("lead", "64"))):
        moved(samples.point(db, f"p-{number}", code=code, value=value), 73.1, 49.8)
    found = raw(sites(db, app), "s-1")
    assert found["exceedance"] == pytest.approx(10)
    assert found["substances"] == 2


def test_within_the_norm_is_known_and_cannot_tell_is_not(db: Session, app: Flask) -> None:
    samples.limit(db)
    moved(samples.point(db, "clean", value="1"), 73.1, 49.8)
    moved(samples.point(db, "unknown", value="9", unit="counts"), 74.1, 49.8)
    found = sites(db, app)
    assert raw(found, "clean")["exceedance"] == 1
    assert raw(found, "clean")["substances"] == 0
    assert "exceedance" not in raw(found, "unknown")


@pytest.mark.parametrize("spoiled", ["withdrawn", "draft", "blank", "hidden"])
def test_what_does_not_stand_does_not_count(db: Session, app: Flask, spoiled: str) -> None:
    samples.limit(db)
    point = samples.point(db, "p-1", value="42")
    moved(samples.point(db, "p-2", value="4.2"), 74, 49)
    result = db.query(Result).join(Sample).filter(Sample.point_id == point.id).one()
    if spoiled in ("withdrawn", "draft"):
        result.state, result.state_reason = spoiled, "a slip"
    elif spoiled == "blank":
        result.sample.purpose = "field_blank"
    else:
        result.sample.visibility = "hidden"
    found = sites(db, app)
    assert "p-1" not in found.keys or "exceedance" not in raw(found, "p-1")
    assert raw(found, "p-2")["exceedance"] == pytest.approx(2)


def test_other_norms(db: Session, app: Flask) -> None:
    samples.limit(db, value="2.1")
    samples.limit(db, value="10", jurisdiction="EU", act="Directive 86/278/EEC", external_id="eu")
    samples.point(db, "p-1", value="42")
    assert raw(sites(db, app), "p-1")["exceedance"] == pytest.approx(20)
    assert raw(sites(db, app, norms="EU"), "p-1")["exceedance"] == pytest.approx(4.2)


def observe(db: Session, site: Site, seen: str, day: str, area: int | None = None) -> None:
    db.add(
        Observation(
            site_id=site.id, dataset_id=site.dataset_id, external_id=f"{site.key}-{day}", seen=seen, observed_on=day,
            area_m2=area,
        )
    )  # fmt: skip
    db.flush()


def test_growth_is_measured_or_told(db: Session, app: Flask) -> None:
    measured, told, still, once = (reports.site(db, key) for key in ("measured", "told", "still", "once"))
    observe(db, measured, "bigger", "2025-01", 100)
    observe(db, measured, "still_there", "2025-06", 300)
    observe(db, told, "bigger", "2025-01")
    observe(db, still, "still_there", "2025-01")
    found = sites(db, app)
    assert raw(found, "measured")["growth"] == 3
    assert raw(found, "told")["growth"] == 2
    assert raw(found, "still")["growth"] == 1
    assert "growth" not in raw(found, once.key)


def test_which_sites(db: Session, app: Flask) -> None:
    samples.limit(db)
    samples.point(db, "p-1")
    reports.site(db, "dump")
    reports.site(db, "spill", kind="oil_spill")
    reports.site(db, "total", not_drawn="aggregate")
    reports.site(db, "cleaned").status = "cleaned"
    reports.site(db, "hidden").visibility = "hidden"
    reports.site(db, "waiting").status = "new"
    assert set(sites(db, app).keys) == {"dump", "spill", "p-1"}
    assert set(sites(db, app, kinds=("dump",)).keys) == {"dump"}
    assert set(sites(db, app, kinds=("sampling_point",)).keys) == {"p-1"}
    assert not len(sites(db, app, oblast="KZ47").keys)


def test_nothing_at_all(db: Session, app: Flask) -> None:
    assert not len(sites(db, app).keys)
