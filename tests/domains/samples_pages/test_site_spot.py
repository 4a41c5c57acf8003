"""The dump or other spot at which samples were taken, and its photos: for those who may see it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy.orm import Session

from mapapp.domains.reports.moderation import pictures
from tests.factories import accounts, laboratory, moderation


def test_the_spot_and_its_photos_are_shown_to_those_who_may_see_them(app: Flask, db: Session) -> None:
    site = moderation.report(db, "r-spot", status="published", names={"en": "Heap by the river"})
    site.observations[0].state = "published"
    photo = moderation.picture(db, site.observations[0])
    secret = moderation.report(db, "r-secret", names={"en": "Not decided yet"})
    hidden = moderation.picture(db, secret.observations[0])
    noise = moderation.picture(db, moderation.report(db, "r-noise", status="published").observations[0])
    with app.test_request_context():
        pictures.let_out(db, site)
        pictures.let_out(db, secret)
    for key, spot in (("at-spot", "r-spot"), ("at-secret", "r-secret"), ("at-none", ""), ("at-lost", "no-such")):
        laboratory.result(db, laboratory.sample(db, laboratory.place(db, key, site_key=spot)), "1")
    moderator = accounts.person(db)
    db.commit()
    everybody, browser = app.test_client(), app.test_client()
    accounts.log_in(browser, moderator)
    db.commit()
    html = everybody.get("/samples/at-spot?lang=en").text
    assert "Taken at" in html
    assert 'href="/reports/r-spot?lang=en"' in html
    assert "Heap by the river" in html
    assert str(photo.upload_id) in html
    assert str(noise.upload_id) not in html
    for key in ("at-secret", "at-none", "at-lost"):
        shown = everybody.get(f"/samples/{key}?lang=en").text
        assert not [one for one in ("Taken at", "r-secret", "Not decided", str(hidden.upload_id)) if one in shown]
    assert 'href="/reports/r-secret?lang=en"' in browser.get("/samples/at-secret?lang=en").text
    popup = everybody.get("/samples/at-spot/popup?lang=en").text
    assert not [one for one in ("Taken at", "r-spot", str(photo.upload_id)) if one in popup]


@pytest.mark.parametrize(("point", "told"), [({}, False), ({"precision_m": 1500.0, "precision": "approximate"}, True)])
def test_an_exact_point_does_not_give_away_a_protected_spot(
    db: Session, client: FlaskClient, point: dict[str, Any], told: bool
) -> None:
    rough: dict[str, Any] = {"protected": True, "precision": "approximate", "precision_m": 1500.0}
    site = moderation.report(db, "r-rough", status="published", names={"en": "Roughly here"}, **rough)
    site.observations[0].state = "published"
    here = laboratory.place(db, "at-rough", site_key="r-rough")
    for name, value in point.items():
        setattr(here, name, value)
    laboratory.result(db, laboratory.sample(db, here), "1")
    db.commit()
    html = client.get("/samples/at-rough?lang=en").text
    section = lxml_html.fromstring(html).xpath("//section[@class='related']")
    assert bool(section) == told
