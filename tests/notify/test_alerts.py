"""The pages of alerts, from the form to the end: nothing is told of who asked, nothing is sent unasked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely import from_wkb
from shapely.geometry import Point
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mapapp.core.seal import unseal
from mapapp.notify.models import Subscription
from mapapp.spatial.geodesic import area_m2
from tests.core.smtp import Inbox
from tests.factories import areas
from tests.factories.notify import subscription
from tests.forms import token
from tests.notify.conftest import HOME, ask, letters, links, press
from tests.publish.markup import HOSTILE, Page, faults


@pytest.fixture(autouse=True)
def oblast(db: Session) -> None:
    """Karaganda with two settlements, one of them with a namesake."""
    areas.unit(db, "kz35")
    areas.settlement(db)
    areas.settlement(db, "first", names={"en": "Algabas", "ru": "Алгабас"}, point=Point(71.0, 51.0), population=10)
    areas.settlement(db, "second", names={"en": "Algabas", "ru": "Алгабас"}, point=Point(76.0, 43.0), population=20)
    db.commit()


def polygon(ring: list[list[float]]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def rows(db: Session) -> list[Subscription]:
    db.expire_all()
    return list(db.scalars(select(Subscription).order_by(Subscription.id)))


def test_an_alert_from_the_form_to_the_end(mailing: Flask, client: FlaskClient, db: Session, server: Inbox) -> None:
    answer = ask(client, unit="kz35", language="ru")
    assert answer.status_code == 200
    (row,) = rows(db)
    assert (row.area, row.unit_key, row.language, row.confirmed_at) == ("unit", "kz35", "ru", None)
    (letter,) = letters(mailing, db, server)
    assert letter["To"] == "aigul@example.kz"
    assert letter["Content-Language"] == "ru"
    page = next(one for one in links(letter) if "/alerts/" in one).removeprefix(HOME)

    shown = client.get(page)
    assert "lang=ru" in page
    assert Page(shown.text).all("form")[0].attributes["action"].partition("?")[0].endswith("/confirm")
    assert rows(db)[0].confirmed_at is None, "to look is not to confirm"
    path = page.partition("?")[0]
    assert press(client, f"{path}/confirm").status_code == 303
    assert rows(db)[0].confirmed_at is not None

    assert (
        press(client, f"{path}/change", language="kk", area="radius", place="Temirtau", radius="2,5").status_code == 303
    )
    (row,) = rows(db)
    assert (row.area, row.radius_km, row.title, row.language, row.unit_key) == ("radius", 2.5, "Temirtau", "kk", "")
    assert row.confirmed_at is not None
    assert press(client, f"{path}/change", language="en").status_code == 303
    assert (rows(db)[0].area, rows(db)[0].language) == ("radius", "en")
    fields = {
        tag.attributes.get("name"): tag.attributes.get("value") for tag in Page(client.get(path).text).all("input")
    }
    assert (fields["place"], fields["radius"]) == ("Temirtau", "2.5")
    assert press(client, f"{path}/change", language="en", area="radius", place="", radius="3").status_code == 303
    assert press(client, f"{path}/change", area="radius", place="Nowhere", radius="3").status_code == 422
    assert rows(db)[0].radius_km == 2.5

    assert press(client, f"{path}/end").status_code == 200
    assert rows(db) == []
    assert client.get(path).status_code == 404
    assert press(client, f"{path}/end").status_code == 200, "ending twice is no mistake"


def test_mail_programs_end_an_alert_with_one_request(
    mailing: Flask, client: FlaskClient, db: Session, server: Inbox
) -> None:
    ask(client, unit="kz35")
    (letter,) = letters(mailing, db, server)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(letter["List-Unsubscribe"]).strip("<>").removeprefix(HOME)
    looked = mailing.test_client().get(address)
    assert looked.status_code == 303
    assert len(rows(db)) == 1, "to look is not to end"
    answer = mailing.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert rows(db) == []


def test_only_ending_needs_no_token_of_the_page(mailing: Flask, client: FlaskClient, db: Session) -> None:
    from mapapp.notify.service import token_of

    page = f"/alerts/{token_of(subscription(db))}"
    db.commit()
    for path in ("/alerts", f"{page}/confirm", f"{page}/change"):
        assert client.post(path, data={"language": "en"}).status_code == 400, path


def test_the_answer_does_not_tell_whether_an_address_is_known(mailing: Flask, client: FlaskClient, db: Session) -> None:
    first = ask(client, unit="kz35").text
    assert ask(client, unit="kz35").text == first
    for number in range(10):
        subscription(db, "full@example.kz", title=str(number))
    db.commit()
    full = ask(client, unit="kz35", email="full@example.kz")
    assert full.text.replace("full@", "aigul@") == first
    assert full.status_code == 200


def test_the_same_form_twice_is_one_alert_and_one_letter(
    mailing: Flask, client: FlaskClient, db: Session, server: Inbox
) -> None:
    identity = str(uuid4())
    for _time in range(3):
        assert ask(client, unit="kz35", uuid=identity).status_code == 200
    assert len(rows(db)) == 1
    assert len(letters(mailing, db, server)) == 1


def test_nobody_can_fill_somebody_elses_box(mailing: Flask, client: FlaskClient, db: Session, server: Inbox) -> None:
    for _time in range(5):
        ask(client, unit="kz35", email="Victim@Example.kz")
    ask(client, unit="kz35", email="other@example.kz")
    assert sorted(str(one["To"]) for one in letters(mailing, db, server)) == ["Victim@Example.kz"] * 3 + [
        "other@example.kz"
    ]
    db.execute(update(Subscription).values(created_at=datetime.now(UTC) - timedelta(days=2)))
    db.commit()
    ask(client, unit="kz35", email="victim@example.kz")
    assert len(letters(mailing, db, server)) == 1, "the next day it may be asked for again"


def test_an_address_has_ten_alerts_at_most(mailing: Flask, client: FlaskClient, db: Session, server: Inbox) -> None:
    for number in range(9):
        subscription(db, title=str(number))
    for number in range(20):
        subscription(db, f"noise-{number}@example.kz")
    db.commit()
    ask(client, unit="kz35", email="AIGUL@example.kz")
    assert len(letters(mailing, db, server)) == 1
    db.execute(update(Subscription).values(confirmed_at=func.now()))
    db.commit()
    ask(client, unit="kz35")
    assert letters(mailing, db, server) == []


def test_an_address_is_kept_sealed(mailing: Flask, client: FlaskClient, db: Session) -> None:
    ask(client, unit="kz35")
    (row,) = rows(db)
    assert b"aigul" not in row.sealed_address
    assert "aigul" not in row.address_blind
    assert unseal(row.sealed_address) == "aigul@example.kz"


def test_around_a_place_by_name_or_coordinates(mailing: Flask, client: FlaskClient, db: Session) -> None:
    for place, (longitude, latitude) in {"темиртау": (72.96, 50.05), "49.80, 73.10": (73.1, 49.8)}.items():
        assert (
            ask(client, area="radius", place=place, radius="10", email=f"{uuid4().hex}@example.kz").status_code == 200
        )
        shape = from_wkb(bytes(rows(db)[-1].geom.data))
        assert shape.contains(Point(longitude, latitude))
        assert area_m2(shape) == pytest.approx(314.16e6, rel=0.002)


def test_namesakes_are_asked_about(mailing: Flask, client: FlaskClient, db: Session) -> None:
    answer = ask(client, area="radius", place="Algabas")
    assert answer.status_code == 422
    choices = {
        tag.attributes["value"] for tag in Page(answer.text).all("input") if tag.attributes.get("name") == "place_key"
    }
    assert choices == {"first", "second"}
    assert rows(db) == []
    assert ask(client, area="radius", place="Algabas", place_key="first").status_code == 200
    assert from_wkb(bytes(rows(db)[0].geom.data)).contains(Point(71.0, 51.0))


def test_a_drawn_area(mailing: Flask, client: FlaskClient, db: Session) -> None:
    outline = polygon([[73, 49], [74, 49], [74, 50], [73, 50], [73, 49]])
    assert ask(client, area="drawn", outline=outline).status_code == 200
    assert from_wkb(bytes(rows(db)[0].geom.data)).bounds == (73, 49, 74, 50)


@pytest.mark.parametrize(
    "values",
    [
        {"unit": ""},
        {"unit": "kz99"},
        {"unit": "kz35\x00"},
        {"area": "radius", "place": ""},
        {"area": "radius", "place": "Nowhere at all"},
        {"area": "radius", "place": "95.0, 73.1"},
        {"area": "radius", "place": "Temirtau", "radius": "0.4"},
        {"area": "radius", "place": "Temirtau", "radius": "101"},
        {"area": "radius", "place": "Temirtau", "radius": "nan"},
        {"area": "radius", "place": "Temirtau", "radius": "ten"},
        {"area": "drawn", "outline": ""},
        {"area": "drawn", "outline": "{"},
        {"area": "drawn", "outline": polygon([[0, 0], [50, 0], [50, 50], [0, 50]])},
        {"area": "drawn", "outline": polygon([[0, 0], [1, 1], [1, 0], [0, 1]])},
        {"area": "drawn", "outline": polygon([[73 + step / 1e3, 49 + step**2 / 1e5] for step in range(201)])},
        {"unit": "kz35", "email": ""},
        {"unit": "kz35", "email": "nobody"},
        {"unit": "kz35", "email": "a@b.kz\r\nBcc: c@d.kz"},
        {"unit": "kz35", "email": "a@b.kz, c@d.kz"},
        {"unit": "kz35", "website": "http://spam"},
        {"unit": "kz35", "ticket": "forged"},
    ],
    ids=lambda values: "-".join(str(value)[:24] for value in values.values()),
)  # fmt: skip
def test_what_cannot_be_is_said_and_keeps_nothing(
    mailing: Flask, client: FlaskClient, db: Session, server: Inbox, values: dict[str, str]
) -> None:
    # A NUL in a code is taken away, not used: that one is an oblast.
    expected = 200 if values == {"unit": "kz35\x00"} else 422
    answer = ask(client, **values)
    assert answer.status_code == expected, answer.text
    assert len(rows(db)) == (1 if expected == 200 else 0)
    assert len(letters(mailing, db, server)) == (1 if expected == 200 else 0)
    assert not faults(answer.text)


def test_what_was_filled_in_comes_back_as_text(mailing: Flask, client: FlaskClient) -> None:
    answer = ask(client, area="radius", place=HOSTILE, radius=HOSTILE, outline=HOSTILE, email=HOSTILE)
    assert answer.status_code == 422
    assert not faults(answer.text)
    field = next(tag for tag in Page(answer.text).all("input") if tag.attributes.get("name") == "place")
    assert field.attributes["value"] == HOSTILE


def test_the_page_of_a_place_fills_in_where(mailing: Flask, client: FlaskClient) -> None:
    page = client.get("/alerts?lat=49.8&lon=73.1").text
    field = next(tag for tag in Page(page).all("input") if tag.attributes.get("name") == "place")
    assert field.attributes["value"] == "49.8, 73.1"
    assert not faults(page)


def test_without_a_mail_server_nothing_is_promised(app: Flask, client: FlaskClient, db: Session) -> None:
    assert "email" not in [tag.attributes.get("name") for tag in Page(client.get("/alerts").text).all("input")]
    assert ask(client, unit="kz35").status_code == 503
    assert rows(db) == []


@pytest.mark.parametrize("path", ["/alerts/x", "/alerts/x.y", "/letters/x", f"/alerts/{'a' * 3000}"])
def test_links_that_are_not_ours_open_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    for verb in ("confirm", "change", "again"):
        assert client.post(f"{path}/{verb}", data={"csrf_token": token(client)}).status_code == 404


def test_one_connection_cannot_ask_without_end(mailing: Flask, client: FlaskClient) -> None:
    answers = [ask(client, unit="kz35", email=f"a{number}@example.kz").status_code for number in range(12)]
    assert answers == [200] * 10 + [429] * 2


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_pages_are_whole_in_every_language(mailing: Flask, client: FlaskClient, db: Session, code: str) -> None:
    from mapapp.notify.service import token_of

    waiting, open_ = subscription(db, confirmed_at=None), subscription(db, area="unit", unit_key="kz35")
    db.commit()
    for path in ("/alerts", f"/alerts/{token_of(waiting)}", f"/alerts/{token_of(open_)}"):
        answer = client.get(f"{path}?lang={code}")
        assert answer.status_code == 200
        assert f'<html lang="{code}"' in answer.text
        assert not faults(answer.text)
