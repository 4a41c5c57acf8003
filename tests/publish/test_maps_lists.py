"""Lists, record pages and the pages beside the map: what they show, filter, carry on and name."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy.orm import Session

from tests.factories import dataset
from tests.factories.areas import area
from tests.factories.facilities import facility
from tests.factories.reports import site
from tests.factories.samples import limit, point
from tests.publish.markup import Page


def page(client: FlaskClient, address: str) -> Page:
    """The page, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return Page(answer.get_data(as_text=True))


def links(found: Page, start: str) -> list[str]:
    """The addresses in the page that begin so."""
    return [tag.attributes["href"] for tag in found.all("a") if tag.attributes.get("href", "").startswith(start)]


def words(found: Page) -> str:
    """All that the page says."""
    return " ".join(" ".join(tag.text for tag in found.tags).split())


def test_a_list_filters_and_its_downloads_carry_the_same_filters(client: FlaskClient, db: Session) -> None:
    site(db, "s-1")
    site(db, "s-2", kind="landfill", name="Old landfill")
    found = page(client, "/reports?lang=en&kind=landfill&q=old&page=1")
    assert links(found, "/reports/") == ["/reports/s-2?lang=en"]
    assert "1 record" in words(found)
    assert links(found, "/exports/reports.csv") == ["/exports/reports.csv?lang=en&kind=landfill&q=old"]
    chosen = [tag.attributes["value"] for tag in found.all("option") if "selected" in tag.attributes]
    assert chosen == ["landfill"]
    assert "Nothing was found." in words(page(client, "/reports?q=castle"))


def test_a_long_list_has_pages_that_keep_the_filter(client: FlaskClient, db: Session) -> None:
    for number in range(120):
        site(db, f"s-{number}", geometry=Point(70, 50))
    found = page(client, "/reports?lang=en&kind=dump&page=2")
    assert "page 2 of 3" in words(found)
    assert "/reports?lang=en&kind=dump&page=3" in links(found, "/reports?")
    assert "/reports?lang=en&kind=dump&page=1" in links(found, "/reports?")
    assert len(links(found, "/reports/")) == 50


def test_what_is_only_listed_says_why(client: FlaskClient, db: Session) -> None:
    site(db, "s-1", not_drawn="doubtful_coordinates")
    why = "Not on the map: the published coordinates are in doubt."
    assert why in words(page(client, "/reports?lang=en"))
    record = page(client, "/reports/s-1?lang=en")
    assert why in words(record)
    assert "Show on the map" not in words(record)
    assert not record.all("circle")


def test_a_record_leads_to_the_map_and_names_its_source(client: FlaskClient, db: Session) -> None:
    site(db, "s-1", source_title="A newspaper of the town")
    record = page(client, "/reports/s-1?lang=en")
    assert "/?map=11/49.8000/73.1000&open=reports:s-1&lang=en" in links(record, "/?map")
    assert len(record.all("circle")) == 1
    assert "A newspaper of the town" in words(record)
    assert "CC BY 4.0" in words(record)


def test_the_datasets_of_norms_and_figures_are_named_too(client: FlaskClient, db: Session) -> None:
    norms = dataset(db, "norms", title="The norms")
    limit(db).dataset_id = norms.id
    point(db, "p-1")
    for address in ("/samples/p-1", "/samples/p-1/popup"):
        assert "The norms" in words(page(client, address))


def test_results_are_said_in_words_and_numbers(client: FlaskClient, db: Session) -> None:
    limit(db)
    point(db, "p-1")
    text = words(page(client, "/samples/p-1/popup?lang=en"))
    assert "10 times the limit" in text
    assert "Above the limit" in text
    assert "21 mg/kg" in text
    assert "Order No. 1" in text


@pytest.mark.parametrize(
    "address", ["/facilities", "/areas", "/samples", "/regions", "/places", "/cases", "/statistics"]
)
def test_an_empty_list_is_a_page(client: FlaskClient, address: str) -> None:
    page(client, address)


def test_a_record_without_a_name_has_words_in_its_place(client: FlaskClient, db: Session) -> None:
    facility(db, "f-1", name="")
    area(db, "a-1", name="")
    assert "Smelter · 46.8400, 74.9800" in words(page(client, "/facilities/f-1?lang=en"))
    assert "Strict nature reserve · 43.2" in words(page(client, "/areas?lang=en"))
    assert "Smelter · 46.8400, 74.9800" in words(page(client, "/?lang=en"))
