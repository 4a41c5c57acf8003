"""The pages of substances: counts, norms and places as far as the reader may know of them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import accounts, laboratory, samples
from tests.publish.markup import text_of


@pytest.fixture(autouse=True)
def found(db: Session) -> None:
    """Mercury at two places with a norm, lead that only an organisation knows of, and zinc with a norm alone."""
    samples.limit(db, value="2", act="Order No. 1")
    samples.substance(db, "zinc", "Zinc")
    samples.limit(db, "zinc", "23", act="Order No. 2")
    samples.substance(db, "gold", "Gold")
    ours = accounts.organisation(db)
    for number, value in enumerate(("177", "1", "9")):
        here = laboratory.place(db, f"place-{number}", name=f"Bend {number}")
        laboratory.result(db, laboratory.sample(db, here), value)
    laboratory.result(db, laboratory.sample(db, here, ours, visibility="organisation"), "8", code="lead")
    laboratory.result(db, laboratory.sample(db, here, ours, visibility="organisation"), "654321")
    db.commit()


def test_the_list_has_what_was_measured_or_has_norms(client: FlaskClient) -> None:
    text = text_of(client.get("/substances?lang=en").text)
    assert "Mercury" in text
    assert "/substances/zinc" in client.get("/substances").text
    for hidden in ("/substances/lead", "/substances/gold"):
        assert hidden not in client.get("/substances").text
    assert "/substances/zinc" not in client.get("/substances?q=mercu").text
    assert client.get("/substances?q=%25").status_code == 200
    assert client.get("/substances?q=%00").status_code == 200


def test_a_substance_says_where_it_was_found_worst_first(client: FlaskClient) -> None:
    html = client.get("/substances/mercury?lang=en").text
    text = text_of(html)
    assert "3 places" in text
    assert html.index("place-0") < html.index("place-2") < html.index("place-1")
    assert "Order No. 1" in text
    assert not [shown for shown in ("654321", "654,321") if shown in text]
    assert "charts/values-soil-mg-kg.svg" in html
    drawn = client.get("/substances/mercury/charts/values-soil-mg-kg.svg")
    assert drawn.status_code == 200
    assert not [shown for shown in ("654321", "654,321") if shown in drawn.text]


@pytest.mark.parametrize("code", ["lead", "gold", "no-such", "%00", "../etc"])
def test_what_nobody_may_know_of_is_not_there(client: FlaskClient, code: str) -> None:
    assert client.get(f"/substances/{code}").status_code == 404
    assert client.get(f"/substances/{code}/charts/values-soil-mg-kg.svg").status_code == 404


def test_a_substance_with_norms_alone_has_a_page(client: FlaskClient) -> None:
    text = text_of(client.get("/substances/zinc?lang=en").text)
    assert "Order No. 2" in text
    assert "No public results of it are here yet." in text


def test_very_many_values_are_counted_instead_of_drawn(
    db: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mapapp.domains.samples.substances.charts._MOST_MARKS", 2)
    drawn = client.get("/substances/mercury/charts/values-soil-mg-kg.svg?lang=en").text
    for label in ("1–2 mg/kg", "5–10 mg/kg", "100–200 mg/kg"):
        assert label in drawn
