"""The pages of emitters: whose figures, which shares, and nothing that is not public."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mapapp.domains.areas import series
from mapapp.domains.areas.models import Statistic
from mapapp.domains.facilities.models import Facility
from tests.factories.areas import statistic, unit
from tests.factories.facilities import facility, release
from tests.publish.markup import HOSTILE, Page


def text_of(page: str) -> str:
    return " ".join(" ".join(tag.text for tag in Page(page).tags).split())


@pytest.fixture
def karaganda(db: Session) -> Session:
    unit(db, "kz35")
    unit(db, "kz55", name="Pavlodar Region")
    for year, value in ((2018, "90"), (2019, "100"), (2020, "80")):
        statistic(db, "kz35", year, value)
    statistic(db, "kz55", 2020, "700")
    return db


def plant(db: Session, identity: str, name: str, **values: Any) -> Facility:
    return facility(db, identity, name=name, quantity=None, **values)


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/emissions.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_largest_come_first_with_their_share_of_the_same_year(client: FlaskClient, karaganda: Session) -> None:
    big, small = plant(karaganda, "big", "Big works"), plant(karaganda, "small", "Small works")
    release(karaganda, big, "b19", "50000", year=2019)
    release(karaganda, big, "b20", "40000")
    release(karaganda, small, "s20", "2000")
    release(karaganda, small, "s-water", "999999", medium="water")
    release(karaganda, small, "s-fine", "888888", figure="fine")
    page = client.get("/emissions?oblast=KZ35&lang=en").text
    words = text_of(page)
    assert words.index("Big works") < words.index("Small works")
    assert "40,000 t" in words
    assert "50,000 t" not in words  # an earlier year
    assert "50 %" in words  # of 80 thousand tonnes of 2020
    assert "2.5 %" in words
    assert "999,999" not in words
    assert "888,888" not in words
    assert "A yearbook" in words
    nineteen = text_of(client.get("/emissions?oblast=KZ35&year=2019").text)
    assert "50,000 t" in nineteen
    assert "Small works" not in nineteen


def test_without_a_total_of_the_same_year_the_share_is_not_known(client: FlaskClient, karaganda: Session) -> None:
    release(karaganda, plant(karaganda, "a", "Works A"), "a", "5", year=2021)
    release(karaganda, plant(karaganda, "b", "Works B"), "b", "99000000", year=2020)  # more than everything
    found = {row["facility"]: row for row in rows(client, "oblast=KZ35")}
    assert (found["a"]["share_percent"], found["a"]["total_tonnes"]) == ("", "")
    assert (found["b"]["share_percent"], found["b"]["total_tonnes"]) == ("", "80000")
    assert "not known" in text_of(client.get("/emissions?oblast=KZ35").text)


def test_a_total_of_one_pollutant_is_that_of_a_group_that_covers_the_region(
    client: FlaskClient, karaganda: Session
) -> None:
    whole = plant(karaganda, "whole", "All sources", kind="aggregate")
    city = plant(karaganda, "city", "A city", kind="aggregate")
    whole.extra = {"covers": "KZ35"}
    release(karaganda, whole, "w", "1000", pollutant="dust")
    release(karaganda, city, "c", "20", pollutant="dust")
    release(karaganda, plant(karaganda, "a", "Works A"), "a", "250", pollutant="Dust")
    release(karaganda, plant(karaganda, "b", "Works B"), "b", "250", pollutant="ash")
    found = rows(client, "oblast=KZ35&pollutant=dust")
    assert [(row["facility"], row["share_percent"], row["total_of"]) for row in found] == [
        ("a", "25.00", "All sources")
    ]
    release(karaganda, whole, "w2", "3000", pollutant="dust", source_title="Another newspaper")
    assert rows(client, "oblast=KZ35&pollutant=dust")[0]["share_percent"] == ""  # the totals contradict each other


def test_published_shares_stay_ranges_and_groups_stand_apart(client: FlaskClient, karaganda: Session) -> None:
    four = plant(karaganda, "four", "The four largest", kind="aggregate")
    for end, amount in (("low", "95"), ("high", "97")):
        release(karaganda, four, end, amount, year=None, figure="share", unit="percent", extra={"range": end})
    for end, amount in (("low", "300"), ("high", "350")):
        release(karaganda, four, f"t-{end}", amount, year=None, unit="thousand t/year", extra={"range": end})
    words = text_of(client.get("/emissions?oblast=KZ35").text)
    assert "95–97 %" in words
    assert "300,000–350,000 t" in words
    assert "No figure of a single emitter" in words
    page = text_of(client.get("/facilities/four").text)
    assert "95–97 %" in page
    assert "300,000–350,000 t a year" in page


def test_what_is_not_public_is_in_no_page_file_choice_or_chart(client: FlaskClient, karaganda: Session) -> None:
    hidden = plant(karaganda, "hidden", "Hidden works")
    release(karaganda, hidden, "h", "7777", year=1999, pollutant="total pollutants")
    release(karaganda, hidden, "h2", "77", year=None, figure="share", unit="percent")
    hidden.visibility = "moderators"
    karaganda.flush()
    for address in ("/emissions", "/emissions?oblast=KZ35&year=1999", "/emissions.csv", "/facilities"):
        answer = client.get(address)
        assert "Hidden works" not in answer.text
        assert "7,777" not in answer.text
        assert "7777" not in answer.text
    assert ">1999<" not in client.get("/emissions").text
    assert "KZ35" not in client.get("/emissions").text  # its only emitter is hidden
    assert client.get("/emissions/charts/largest.svg").status_code == 404


def test_the_page_of_a_facility_tells_its_years(client: FlaskClient, karaganda: Session) -> None:
    works = plant(karaganda, "works", "Works")
    release(karaganda, works, "19", "50000", year=2019, determined="M")
    release(karaganda, works, "20", "40000", determined="C", permitted_quantity=Decimal(32000))
    release(karaganda, works, "21", None, year=2021, confidential=True)
    kilograms = {"unit": "kg/year", "pollutant": "mercury", "medium": "water", "accidental_quantity": Decimal("1.5")}
    release(karaganda, works, "hg", "12.5", **kilograms)
    page = client.get("/facilities/works?lang=en")
    words = text_of(page.text)
    for said in ("−20 %", "−10,000 t", "125 % of what is permitted", "50 %", "measured", "calculated"):
        assert said in words
    assert "kept confidential" in words
    assert "of this by accident: 1.5 kg" in words
    assert "12.5 kg" in words
    assert "charts/years-1.svg" in page.text
    drawing = client.get("/facilities/works/charts/years-1.svg")
    assert (drawing.status_code, drawing.mimetype) == (200, "image/svg+xml")


def test_the_hostile_words_of_a_source_stay_words(client: FlaskClient, karaganda: Session) -> None:
    works = plant(karaganda, "works", HOSTILE)
    release(karaganda, works, "r", "10", reported_as="=1+1", pollutant="total pollutants", source_title=HOSTILE)
    page = Page(client.get("/emissions?oblast=KZ35").text)
    assert not [tag for tag in page.tags if "onerror" in tag.attributes]
    assert rows(client, "")[0]["reported_as"] == "'=1+1"


def test_an_empty_database_says_so(client: FlaskClient) -> None:
    words = text_of(client.get("/emissions").text)
    assert "No figure of a single emitter" in words
    assert client.get("/emissions/charts/totals.svg").status_code == 404
    assert client.get("/emissions.csv").text.count("\r\n") == 1


PARAMETER = st.text(max_size=12) | st.sampled_from(["KZ35", "2020", "total", "no. 21", "no. 99999999999", "air", "²"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(("oblast", "year", "medium", "pollutant"), PARAMETER)))
def test_no_parameter_breaks_the_page(client: FlaskClient, given_: dict[str, str]) -> None:
    for address in ("/emissions", "/emissions.csv"):
        assert client.get(address, query_string=given_).status_code == 200


def test_statistics_of_many_years_are_a_line_and_a_table(client: FlaskClient, db: Session) -> None:
    unit(db, "kz35")
    unit(db, "kz55", name="Pavlodar Region")
    for year in range(2018, 2023):
        statistic(db, "kz35", year, str(100 + year - 2018))
        statistic(db, "kz55", year, str(700 - year + 2018))
        statistic(db, "kz", year, "2000", region="The country")
    statistic(db, "kz35", 2022, "12", metric="dumps", unit="sites")
    page = client.get("/statistics?lang=en").text
    assert "charts/stationary-emissions-kz35.svg" in page
    assert "charts/regions.svg" in page
    assert "12 sites" in text_of(page)
    for name in ("regions", "stationary-emissions-kz55", "stationary-emissions-kz"):
        assert client.get(f"/statistics/charts/{name}.svg").status_code == 200
    assert client.get("/statistics/charts/nothing.svg").status_code == 404
    bars = client.get("/statistics/charts/regions.svg").text
    region = client.get("/regions/kz35?lang=en").text
    assert "charts/stationary-emissions-kz35.svg" in region
    assert "+1 %" in text_of(region)
    assert "Pavlodar Region" in bars
    assert "The country" not in bars
    assert client.get("/regions/kz35/charts/stationary-emissions-kz35.png").status_code == 200


def test_a_few_years_are_no_line(client: FlaskClient, db: Session) -> None:
    unit(db, "kz35")
    for year in range(2018, 2022):
        statistic(db, "kz35", year, "5")
    assert "charts/" not in client.get("/statistics").text
    statistic(db, "kz35", 2022, "6")
    assert "charts/stationary-emissions-kz35.svg" in client.get("/statistics").text


def test_two_figures_for_one_year_are_no_series() -> None:
    def row(identity: int, year: int | None, value: str | None = "5") -> Statistic:
        amount = Decimal(value) if value else None
        return Statistic(
            id=identity, dataset_id=1, region="R", place="", metric="m", unit="t", year=year, value=amount, pcode=""
        )

    five = [row(number, 2010 + number) for number in range(5)]
    assert [one.rows for one in series.split(reversed(five))[0]] == [tuple(five)]
    for odd in (row(9, 2010), row(9, None), row(9, 2016, None)):
        assert series.split([*five, odd]) == ([], [*five, odd])
