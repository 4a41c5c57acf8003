"""The page of the ranking, its form, its table: open, adjustable, citable, and nothing hidden in it."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy.orm import Session

from mapapp.domains.reports.models import Site
from tests.factories import areas, reports, samples


@pytest.fixture
def few(db: Session) -> dict[str, Site]:
    """A large dump, a small one with a heavy exceedance, and one of which nothing is known."""
    samples.limit(db)
    large = reports.site(db, "large", name="Large dump", geometry=Point(73.1, 49.8))
    large.area_m2 = Decimal(900_000)
    poisoned = reports.site(db, "poisoned", name="Poisoned dump", geometry=Point(72.9, 50.1))
    samples.point(db, "at-poisoned", value="210")
    silent = reports.site(db, "silent", name="Silent dump", geometry=Point(60, 50))
    areas.unit(db)
    db.flush()
    return {"large": large, "poisoned": poisoned, "silent": silent}


def names(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/ranking?{query}").get_data(as_text=True)
    return re.findall(r'<h2><a href="/reports/[^"]+"><span>([^<]+)', page)


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    text = client.get(f"/ranking.csv?{query}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.usefixtures("few")
def test_sites_with_their_parts(client: FlaskClient) -> None:
    page = client.get("/ranking").get_data(as_text=True)
    assert names(client) == ["Poisoned dump", "Large dump"]
    assert "100 times the norm" in page
    assert "90 ha" in page
    assert "Order No. 1" in page
    assert "3 sites were looked at · 2 have a score" in re.sub(r"\s+", " ", page)
    assert "Not known: Area, Growth, Distance to a protected area." in page


@pytest.mark.usefixtures("few")
def test_weights_change_the_order_and_stay_in_the_address(client: FlaskClient) -> None:
    assert names(client, "w_exceedance=0&w_substances=0")[0] == "Large dump"
    page = client.get("/ranking?w_exceedance=0&w_area=2,5&doubt=10&n=5").get_data(as_text=True)
    cited = re.search(r'class="cite" href="([^"]+)"', page)
    assert cited is not None
    for part in ("w_exceedance=0", "w_area=2.5", "doubt=10", "n=5", "norms=KZ", "join=500", "w_growth=1"):
        assert part in cited[1]
    again = client.get(cited[1].replace("&amp;", "&")).get_data(as_text=True)
    assert again.split('<ol class="ranking">')[1] == page.split('<ol class="ranking">')[1]


@pytest.mark.usefixtures("few")
def test_choices_of_sites(client: FlaskClient) -> None:
    assert names(client, "n=1") == ["Poisoned dump"]
    assert names(client, "kind=oil_spill") == []
    assert "No site has a score by this rule." in client.get("/ranking?kind=oil_spill").get_data(as_text=True)
    assert names(client, "oblast=KZ35") == ["Poisoned dump", "Large dump"]


@pytest.mark.parametrize(
    "query",
    [
        "w_area=-1", "w_area=11", "w_area=nan", "w_area=inf", "w_area=x", "w_area=1e99", "doubt=101",
        "n=51", "join=1e9",
        "norms=XX", "oblast=%00", "oblast=KZ99", "kind=palace", "w_area=%D9%A1%D9%A1%D9%A1",
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(client: FlaskClient, query: str) -> None:
    for path in ("/ranking", "/ranking.csv"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400, query


@pytest.mark.parametrize("query", ["w_area=", "n=0", "unknown=1", "w_area=0&w_growth=0&w_exceedance=0&w_substances=0"])
@pytest.mark.usefixtures("few")
def test_what_can_be_let_be(client: FlaskClient, query: str) -> None:
    assert client.get(f"/ranking?{query}").status_code == 200


def test_an_empty_database(client: FlaskClient) -> None:
    assert "No site has a score by this rule." in client.get("/ranking").get_data(as_text=True)
    assert table(client) == []


def test_hidden_sites_are_nowhere_even_when_the_values_were_kept(
    client: FlaskClient, few: dict[str, Site], db: Session
) -> None:
    assert names(client)[0] == "Poisoned dump"
    few["poisoned"].visibility = "hidden"
    db.flush()
    for text in (client.get(path).get_data(as_text=True) for path in ("/ranking", "/ranking.csv")):
        assert "Poisoned" not in text
        assert "Large dump" in text


@pytest.mark.usefixtures("few")
def test_the_table_says_everything(client: FlaskClient) -> None:
    first, second = table(client, "w_growth=4&kind=dump&kind=landfill")
    assert (first["name"], second["name"]) == ("Poisoned dump", "Large dump")
    assert first["exceedance_raw"] == "100"
    assert first["exceedance_part"] == "1.0000"
    assert second["area_raw"] == "900000"
    assert second["growth_weight"] == "4"
    assert second["exceedance_part"] == ""
    assert second["exceedance_said"] == "not known"
    assert second["licence"] == "CC BY 4.0"
    assert first["sampling_points"] == "1"
    assert "Order No. 1" in first["worst_result"]
    assert "w_growth=4" in first["rule_address"]
    assert first["rule_kinds"] == "dump|landfill"
    assert float(first["mean"]) * (1 - 0.7 * (1 - float(first["sureness"]))) == pytest.approx(
        float(first["score"]), abs=2e-4
    )


def test_no_formula_in_the_table(client: FlaskClient, few: dict[str, Site], db: Session) -> None:
    few["large"].names, few["large"].place = {"en": '=HYPERLINK("x")'}, "+7 700"
    db.flush()
    row = table(client)[1]
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["place"] == "'+7 700"


@pytest.mark.usefixtures("few")
def test_distances_in_the_table_have_no_digits_that_the_map_does_not_bear(client: FlaskClient) -> None:
    assert {int(row["water_raw"]) % 1000 for row in table(client)} == {0}


@pytest.mark.usefixtures("few")
def test_words_are_escaped_and_no_style_is_inline(client: FlaskClient, db: Session, few: dict[str, Site]) -> None:
    few["large"].names = {"en": "<script>alert(1)</script>"}
    db.flush()
    page = client.get("/ranking").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert " style=" not in page
