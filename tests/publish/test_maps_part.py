"""The map of a part of a layer: what the address asks of the layer that ``only`` names."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import samples


def _places(db: Session) -> None:
    samples.substance(db, "lead", "Lead")
    samples.limit(db)
    samples.point(db, "with-mercury", name="Mercury bend")
    samples.point(db, "with-lead", name="Lead bend", code="lead")
    db.commit()


def test_the_map_shows_the_part_that_was_asked_for(db: Session, client: FlaskClient) -> None:
    _places(db)
    part = client.get("/?only=samples&layers=samples&substances=lead&norms=KZ&lang=en").text
    assert "Lead bend" in part
    assert "Mercury bend" not in part
    assert "only a part is shown" in part
    assert "substances=lead" in part.partition("maps/samples.json")[2][:80]
    whole = client.get("/?lang=en").text
    assert "Mercury bend" in whole
    assert "only a part is shown" not in whole


def test_conditions_without_a_layer_change_nothing(db: Session, client: FlaskClient) -> None:
    _places(db)
    for address in ("/?substances=lead", "/?only=no-such&substances=lead", "/?only=reports&substances=lead"):
        assert "Mercury bend" in client.get(address).text
    assert client.get("/?only=samples&substances=no-such").status_code == 400


def test_a_download_of_one_record_holds_no_other(db: Session, client: FlaskClient) -> None:
    _places(db)
    found = client.get("/exports/samples-results.csv?key=with-lead").text
    assert "with-lead" in found
    assert "with-mercury" not in found
    assert "with-" not in client.get("/exports/samples.geojson?key=no-such").text
    assert client.get("/exports/samples.csv?key=%00").status_code == 200
