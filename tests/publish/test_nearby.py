"""What record pages say of their surroundings, and the page that lists them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from geoalchemy2.shape import from_shape
from shapely.geometry import LineString, Point, box
from sqlalchemy.orm import Session

from mapapp.spatial.coarsen import coarsen, uncertainty_m
from tests.factories import areas, facilities, reports, samples


def nearby(client: FlaskClient, path: str) -> str:
    """The words of the section of a record's page."""
    page = client.get(path).get_data(as_text=True)
    section = re.search(r'<section class="nearby".*?</section>', page, re.DOTALL)
    assert section is not None
    return " ".join(re.sub(r"<[^>]+>", " ", section[0]).split())


def test_a_dump_with_all_that_is_near(client: FlaskClient, db: Session) -> None:
    reports.site(db, "s-1", geometry=Point(73.1, 49.8))
    areas.settlement(db, "town", names={"en": "Town"}, point=Point(73.11, 49.8))
    areas.area(db, "park", name="The Park", geometry=box(73.2, 49.7, 73.3, 49.9))
    said = nearby(client, "/reports/s-1")
    assert "The Park : 7.2 km" in said
    assert "Town : 720 m" in said
    assert "School not loaded" in said
    assert re.search(r"River or lake [^:]+: about [\d.]+ km", said)


def test_an_area_known_by_its_centre_gives_neither_outside_nor_a_distance(client: FlaskClient, db: Session) -> None:
    areas.area(db, "circle", name="The Circle")
    reports.site(db, "s-1", geometry=Point(60, 45))
    said = nearby(client, "/reports/s-1")
    assert "The Circle : inside or not: not known (only centre and size are published; centre about" in said
    assert "not known: no border of a protected area is loaded" in said
    assert "outside" not in said


def test_a_power_line_and_a_proposed_area(client: FlaskClient, db: Session) -> None:
    line = reports.site(db, "s-1", geometry=LineString([(77, 44), (80, 44)]))
    line.kind = "other"
    areas.area(db, "ae", name="Altyn-Emel", geometry=box(78.0, 43.8, 79.2, 44.5))
    areas.area(db, "new", name="New Park", geometry=box(79.3, 43.8, 79.4, 44.5), status="proposed")
    said = nearby(client, "/reports/s-1")
    assert "Altyn-Emel : crosses it: 96.2 km are inside" in said
    assert re.search(r"New Park : crosses it: 8\.\d+ km are inside Proposed, not protected", said)


def test_a_coarsened_place_gives_ranges_and_refines_nothing(client: FlaskClient, db: Session) -> None:
    exact = Point(73.104567, 49.802345)
    site = reports.site(db, "s-1", geometry=coarsen(exact))
    site.geom_exact, site.protected = from_shape(exact, srid=4326), True
    site.precision, site.precision_m = "approximate", uncertainty_m()
    areas.settlement(db, "town", names={"en": "Town"}, point=exact)
    areas.area(db, "park", name="The Park", geometry=box(73.2, 49.7, 73.3, 49.9))
    db.flush()
    said = nearby(client, "/reports/s-1")
    assert "Town : at most 3 km" in said
    assert "The Park : 5 km to 9 km" in said
    assert "The place is known within 1.41 km: the distances are ranges." in said
    site.geom_exact = from_shape(Point(73.11, 49.79), srid=4326)
    db.flush()
    assert nearby(client, "/reports/s-1") == said


@pytest.mark.parametrize(
    ("precision", "not_drawn", "words"),
    [
        ("village", None, "Settlement known, not the exact place: the distances are rough."),
        ("district", None, "Not known: only the district of this record is known."),
        ("exact", "doubtful_coordinates", "Not known: the published place of this record is in doubt"),
    ],
)
def test_a_place_that_is_not_well_known(
    client: FlaskClient, db: Session, precision: str, not_drawn: str | None, words: str
) -> None:
    reports.site(db, "s-1", precision=precision, not_drawn=not_drawn)
    assert words in nearby(client, "/reports/s-1")


def test_every_layer_has_the_section_but_regions_and_settlements(client: FlaskClient, db: Session) -> None:
    facilities.facility(db, "f-1")
    samples.point(db, "p-1")
    areas.area(db, "park", geometry=box(73.2, 49.7, 73.3, 49.9))
    areas.unit(db)
    areas.settlement(db)
    for path in ("/facilities/f-1", "/samples/p-1", "/areas/park"):
        assert "River or lake" in nearby(client, path)
    for path in ("/regions/kz35", "/places/temirtau"):
        assert 'class="nearby"' not in client.get(path).get_data(as_text=True)
    assert 'class="nearby"' not in client.get("/samples/p-1/popup").get_data(as_text=True)


def test_the_counts_of_an_area_are_those_of_its_lists(client: FlaskClient, db: Session) -> None:
    areas.area(db, "park", name="The Park", geometry=box(73.0, 49.7, 73.2, 49.9))
    for number in range(60):
        reports.site(db, f"s-{number:02d}", geometry=Point(73.1, 49.75 + number / 1000))
    reports.site(db, "near", geometry=Point(73.21, 49.8))
    said = nearby(client, "/areas/park?within=1")
    assert "Dumps and hot spots 60 61" in said
    whole = client.get("/areas/park/nearby?within=1").get_data(as_text=True)
    assert "60 are inside or at the same place." in whole
    assert whole.count("/reports/s-") == 10
    pages = [client.get(f"/areas/park/nearby?within=1&of=reports&page={n}").get_data(as_text=True) for n in (1, 2)]
    keys = [key for page in pages for key in re.findall(r'<li><a href="/reports/([^"]+)"', page)]
    assert len(keys) == len(set(keys)) == 61
    assert keys[-1] == "near"


def test_hostile_parameters_change_nothing(client: FlaskClient, db: Session) -> None:
    reports.site(db, "s-1")
    for query in ("within=9999", "within=x", "of=nothing", "page=-1", "of=reports&page=99999999", "within=%00"):
        assert client.get(f"/reports/s-1/nearby?{query}").status_code == 200
    assert client.get("/reports/none/nearby").status_code == 404
    assert client.get("/nothing/s-1/nearby").status_code == 404


def test_hidden_records_are_in_no_list(client: FlaskClient, db: Session) -> None:
    reports.site(db, "s-1")
    reports.site(db, "hidden", name="A hidden dump").visibility = "hidden"
    db.flush()
    page = client.get("/reports/s-1/nearby").get_data(as_text=True)
    assert "A hidden dump" not in page
    assert "None within 5 km" in page
    assert client.get("/reports/hidden/nearby").status_code == 404
