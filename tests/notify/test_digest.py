"""Alerts: each subscription hears once of what happens in its area, and of nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from geoalchemy2.shape import from_shape
from shapely.geometry import Point, Polygon, box
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.events import emit
from mapapp.core.news import News
from mapapp.core.outbox import Mail
from mapapp.domains.reports.events import SiteNews
from mapapp.notify import digest
from mapapp.notify.models import Heard
from tests.core.smtp import Inbox
from tests.factories import areas, reports
from tests.factories.notify import circle, news, subscription
from tests.notify.conftest import HOME, body, letters, links


@pytest.fixture(autouse=True)
def noise(mailing: Flask, db: Session) -> None:
    """Others who must hear nothing: elsewhere, not confirmed, confirmed after it happened; and places never told of."""
    for number in range(15):
        subscription(db, f"far-{number}@example.kz", geometry=circle(60 + number, 43, 30))
        reports.site(db, f"noise-{number}", geometry=Point(73.1 + number / 1000, 49.8))
    subscription(db, "waits@example.kz", confirmed_at=None)
    subscription(db, "late@example.kz", confirmed_at=datetime.now(UTC) + timedelta(hours=1))


def told(app: Flask, db: Session, server: Inbox) -> dict[str, str]:
    """Runs the job as the clock does; the letters that came, by address."""
    digest.collect(db)
    return {str(one["To"]): body(one) for one in letters(app, db, server)}


def test_only_who_asked_for_the_area_hears(mailing: Flask, db: Session, server: Inbox) -> None:
    subscription(db)
    subscription(db, "drawn@example.kz", geometry=Polygon([(73, 49), (74, 49), (73, 50)]), area="drawn")
    subscription(db, "beside@example.kz", geometry=circle(73.45, 49.8, 20))
    news(db, reports.site(db).key)
    assert set(told(mailing, db, server)) == {"aigul@example.kz", "drawn@example.kz"}


def test_an_oblast_hears_of_what_lies_in_it(mailing: Flask, db: Session, server: Inbox) -> None:
    from geoalchemy2.shape import to_shape

    unit = areas.unit(db, "kz35")
    subscription(db, geometry=to_shape(unit.geom), area="unit", unit_key="kz35", radius_km=None)
    news(db, reports.site(db).key)
    news(db, reports.site(db, "almaty", geometry=Point(76.9, 43.2)).key)
    assert "Karagandy Region" in told(mailing, db, server)["aigul@example.kz"]


def test_the_job_twice_is_one_letter(mailing: Flask, db: Session, server: Inbox) -> None:
    row = subscription(db)
    news(db, reports.site(db).key)
    digest.collect(db)
    digest.collect(db)
    assert len(letters(mailing, db, server)) == 1
    digest.deliver(db, row.id)
    assert told(mailing, db, server) == {}
    assert db.scalar(select(func.count()).select_from(Heard)) == 1


def test_one_letter_tells_all_and_the_next_only_what_is_new(mailing: Flask, db: Session, server: Inbox) -> None:
    subscription(db)
    first, second = reports.site(db, name="First dump"), reports.site(db, "s-2", name="Second dump", kind="sewage")
    news(db, first.key)
    news(db, second.key)
    news(db, second.key, "status", status="verified")
    text = told(mailing, db, server)["aigul@example.kz"]
    assert "New on the map: First dump" in text
    assert "Verified on site: Second dump" in text
    assert "New on the map: Second dump" not in text, "the last of several changes counts"
    assert f"{HOME}/reports/{first.key}?lang=en" in text
    news(db, first.key, "cleaned", status="cleaned")
    text = told(mailing, db, server)["aigul@example.kz"]
    assert "Cleaned: First dump" in text
    assert "Second dump" not in text


def test_a_letter_is_in_its_readers_language_and_says_how_to_end(mailing: Flask, db: Session, server: Inbox) -> None:
    for code in ("kk", "ru", "en"):
        subscription(db, f"{code}@example.kz", language=code)
    news(db, reports.site(db).key)
    digest.collect(db)
    for letter in letters(mailing, db, server):
        code = str(letter["To"])[:2]
        assert letter["Content-Language"] == code
        assert f'<html lang="{code}">' in body(letter, "html")
        ours = [one for one in links(letter) if "/reports" in one or "/alerts/" in one]
        assert len(ours) == 3
        assert all(one.endswith(f"lang={code}") for one in ours)
        assert str(letter["List-Unsubscribe"]).endswith("/end>")


@pytest.mark.parametrize("change", [{"visibility": "hidden"}, {"status": "rejected"}, {"status": "new"}], ids=str)
def test_what_was_hidden_meanwhile_is_not_told(
    mailing: Flask, db: Session, server: Inbox, change: dict[str, str]
) -> None:
    subscription(db)
    site = reports.site(db)
    news(db, site.key)
    for name, value in change.items():
        setattr(site, name, value)
    db.flush()
    assert told(mailing, db, server) == {}


def test_a_protected_place_is_found_only_where_it_is_published(mailing: Flask, db: Session, server: Inbox) -> None:
    exact = Point(73.1, 49.8)
    subscription(db, "exact@example.kz", geometry=circle(exact.x, exact.y, 1))
    subscription(db, "coarse@example.kz", geometry=circle(73.0, 49.5, 1))
    site = reports.site(db, geometry=exact)
    news(db, site.key)
    site.geom_exact, site.geom, site.protected = site.geom, from_shape(Point(73.0, 49.5), srid=4326), True
    db.flush()
    found = told(mailing, db, server)
    assert set(found) == {"coarse@example.kz"}
    assert "49.8" not in found["coarse@example.kz"]


def test_old_news_is_not_told(mailing: Flask, db: Session, server: Inbox) -> None:
    subscription(db, confirmed_at=datetime.now(UTC) - timedelta(days=90))
    news(db, reports.site(db).key, ago=timedelta(days=20))
    assert told(mailing, db, server) == {}


def test_news_before_the_confirmation_is_not_told(mailing: Flask, db: Session, server: Inbox) -> None:
    subscription(db, confirmed_at=datetime.now(UTC) - timedelta(hours=1))
    news(db, reports.site(db).key, ago=timedelta(hours=2))
    assert told(mailing, db, server) == {}


def test_a_long_letter_is_cut(mailing: Flask, db: Session, server: Inbox) -> None:
    subscription(db)
    for number in range(25):
        news(db, reports.site(db, f"many-{number}", name=f"Dump number {number}.").key)
    text = told(mailing, db, server)["aigul@example.kz"]
    assert text.count("New on the map: Dump number") == 20
    assert "5 more are in the list." in text


def test_what_a_domain_tells_is_kept_without_a_place(mailing: Flask, db: Session) -> None:
    emit(db, SiteNews("published", "r-1", "published", box(73, 49, 74, 50)))
    row = db.scalars(select(News)).one()
    assert (row.layer, row.key, row.what, row.status) == ("reports", "r-1", "published", "published")
    assert not [column for column in News.__table__.columns if "geom" in column.name]


def test_a_subscription_that_cannot_be_read_is_dropped(mailing: Flask, db: Session, server: Inbox) -> None:
    row = subscription(db)
    row.sealed_address = b"sealed under another key"
    news(db, reports.site(db).key)
    assert told(mailing, db, server) == {}
    assert db.scalar(select(func.count()).select_from(Mail)) == 0
