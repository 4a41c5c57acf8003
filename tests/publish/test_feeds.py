"""Feeds: what stands in them, for whom, when; read by a feed reader, by a strict XML parser and by GDAL."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from flask.testing import FlaskClient
from geoalchemy2.shape import from_shape
from lxml import etree
from shapely.geometry import Point, box
from sqlalchemy.orm import Session

from tests.factories import areas, reports
from tests.factories.notify import news
from tests.publish.markup import HOSTILE

URL = "/feeds/reports.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom", "g": "http://www.georss.org/georss"}


def read(client: FlaskClient, **parameters: str) -> etree._Element:
    """The feed as strict XML."""
    answer = client.get(URL, query_string=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.data, etree.XMLParser(resolve_entities=False, no_network=True))


def titles(client: FlaskClient, **parameters: str) -> list[str]:
    return [str(one.text) for one in read(client, **parameters).findall("a:entry/a:title", ATOM)]


@pytest.fixture
def three(db: Session) -> None:
    """A dump near Karaganda, sewage near Almaty, and noise that nobody decided about."""
    news(db, reports.site(db, "near", name="Behind the garages").key, ago=timedelta(hours=3))
    far = reports.site(db, "far", name="By the river", geometry=Point(76.9, 43.2), kind="sewage", status="verified")
    news(db, far.key, "status", status="verified", ago=timedelta(hours=1))
    reports.site(db, "silent", name="Never told")
    db.commit()


def test_news_comes_newest_first_and_says_what_happened(client: FlaskClient, three: None) -> None:
    assert titles(client) == ["Verified on site: By the river", "New on the map: Behind the garages"]


def test_an_entry_has_all_that_atom_asks_for(client: FlaskClient, three: None) -> None:
    feed = read(client)
    for path in ("id", "title", "updated", "author/name"):
        assert feed.findtext("/".join(f"a:{part}" for part in path.split("/")), namespaces=ATOM)
    links = {one.get("rel"): one.get("href") for one in feed.findall("a:link", ATOM)}
    assert links["self"] == "http://localhost/feeds/reports.atom?lang=en"
    assert links["alternate"] == "http://localhost/reports?lang=en"
    identities = [one.text or "" for one in feed.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(identities) == len(set(identities)) == 3
    assert all(one.startswith("tag:localhost,2026:") for one in identities)
    for entry in feed.findall("a:entry", ATOM):
        for name in ("id", "title", "updated", "published", "summary", "rights"):
            assert len(entry.findall(f"a:{name}", ATOM)) == 1, name
        assert datetime.fromisoformat(entry.findtext("a:updated", namespaces=ATOM) or "").tzinfo
        href = entry.find("a:link", ATOM).get("href")  # type: ignore[union-attr] # it is there: asserted by the next line
        assert client.get(str(href)).status_code == 200
    assert [one.text for one in feed.iter("{http://www.georss.org/georss}point")] == ["43.2 76.9", "49.8 73.1"]


def test_the_identity_of_an_entry_never_changes(client: FlaskClient, db: Session, three: None) -> None:
    def identities(**parameters: str) -> list[str | None]:
        return [one.text for one in read(client, **parameters).findall("a:entry/a:id", ATOM)]

    before = identities(lang="kk")
    site = reports.site(db, "near", name="Another name", geometry=Point(73.2, 49.8), status="cleaned")
    db.commit()
    assert site.status == "cleaned"
    assert identities(lang="ru") == before


def test_the_feeds_of_two_languages_are_two_feeds(client: FlaskClient, three: None) -> None:
    found = {code: read(client, lang=code) for code in ("kk", "ru", "en")}
    for code, feed in found.items():
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == code
        assert {one.get("hreflang") for one in feed.iter("{http://www.w3.org/2005/Atom}link")} <= {code, None}
    assert len({feed.findtext("a:id", namespaces=ATOM) for feed in found.values()}) == 3


@pytest.mark.parametrize(
    "change",
    [{"status": "new"}, {"status": "rejected"}, {"visibility": "hidden"}, {"visibility": "moderators"}],
    ids=lambda change: "-".join(change.values()),
)
def test_what_is_not_public_any_more_is_not_told(
    client: FlaskClient, db: Session, three: None, change: dict[str, str]
) -> None:
    site = reports.site(db, "near")
    for name, value in change.items():
        setattr(site, name, value)
    db.commit()
    assert titles(client) == ["Verified on site: By the river"]
    setattr(site, *next(iter({"status": "published", "visibility": "public"}.items())))
    site.visibility = "public"
    db.commit()
    assert len(titles(client)) == 2


def test_a_merged_site_is_not_told_under_its_own_name(client: FlaskClient, db: Session, three: None) -> None:
    reports.site(db, "near").merged_into_id = reports.site(db, "silent").id
    db.commit()
    assert titles(client) == ["Verified on site: By the river"]


def test_a_protected_place_is_told_only_as_it_is_published(client: FlaskClient, db: Session, three: None) -> None:
    site = reports.site(db, "near")
    site.geom_exact, site.geom, site.protected = site.geom, from_shape(Point(73.0, 49.5), srid=4326), True
    db.commit()
    body = client.get(URL).text
    assert "49.5 73" in body
    assert "49.8" not in body
    assert len(titles(client, lat="49.8", lon="73.1", radius="1")) == 0
    assert len(titles(client, lat="49.5", lon="73.0", radius="1")) == 1


def test_the_time_of_an_entry_is_that_of_the_decision(client: FlaskClient, db: Session) -> None:
    site = reports.site(db, "old")
    site.created_at = site.updated_at = datetime(2025, 3, 1, 4, 5, 6)  # noqa: DTZ001 -- the column has no zone
    row = news(db, site.key, ago=timedelta(minutes=7))
    db.commit()
    entry = read(client).find("a:entry", ATOM)
    assert entry is not None
    for name in ("published", "updated"):
        assert datetime.fromisoformat(entry.findtext(f"a:{name}", namespaces=ATOM) or "") == row.at
    assert "2025-03-01" not in client.get(URL).text


def test_an_outline_is_told_by_a_point_on_it(client: FlaskClient, db: Session) -> None:
    news(db, reports.site(db, "drawn", geometry=box(73, 49, 73.2, 49.2)).key)
    db.commit()
    point = read(client).findtext("a:entry/g:point", namespaces=ATOM) or ""
    latitude, longitude = map(float, point.split())
    assert box(73, 49, 73.2, 49.2).contains(Point(longitude, latitude))


def test_the_filters_of_the_list_hold(client: FlaskClient, three: None) -> None:
    garages, river = "New on the map: Behind the garages", "Verified on site: By the river"
    assert titles(client, kind="dump") == [garages]
    assert titles(client, status="verified") == [river]
    assert titles(client, bbox="76,43,78,44") == [river]
    assert titles(client, q="river") == [river]
    assert titles(client, kind="smoke") == []


def test_a_part_of_the_country_can_be_asked_for(client: FlaskClient, db: Session, three: None) -> None:
    areas.unit(db, "kz35")
    db.commit()
    garages = ["New on the map: Behind the garages"]
    assert titles(client, unit="KZ35") == titles(client, unit="kz35") == garages
    assert titles(client, lat="49.8", lon="73.2", radius="10") == garages
    assert titles(client, lat="49.8", lon="73.4", radius="10") == []
    feed = read(client, unit="kz35")
    assert "Karagandy Region" in (feed.findtext("a:title", namespaces=ATOM) or "")
    assert "unit=kz35" in str(feed.find("a:link[@rel='self']", ATOM).get("href"))  # type: ignore[union-attr] # asserted


@pytest.mark.parametrize(
    "parameters",
    [
        {"unit": "kz99"},
        {"unit": "a\x00b"},
        {"lat": "49"},
        {"lat": "49", "lon": "73", "radius": "0.1"},
        {"lat": "49", "lon": "73", "radius": "101"},
        {"lat": "nan", "lon": "73", "radius": "10"},
        {"lat": "1e999", "lon": "73", "radius": "10"},
        {"lat": "89", "lon": "73", "radius": "10"},
        {"bbox": "1,2,3"},
        {"kind": "nothing"},
    ],
    ids=str,
)
def test_what_cannot_be_asked_for_is_refused(client: FlaskClient, parameters: dict[str, str]) -> None:
    assert client.get(URL, query_string=parameters).status_code == 400


@pytest.mark.parametrize("path", ["/feeds/nothing.atom", "/feeds/places.atom", "/feeds/reports.rss"])
def test_there_is_no_other_feed(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_feed_that_did_not_change_is_not_sent_again(client: FlaskClient, db: Session, three: None) -> None:
    first = client.get(URL)
    tag = first.headers["ETag"]
    again = client.get(URL, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in first.headers
    news(db, reports.site(db, "silent").key)
    db.commit()
    assert client.get(URL, headers={"If-None-Match": tag}).status_code == 200


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    assert read(client).findtext("a:updated", namespaces=ATOM) == "2026-01-01T00:00:00+00:00"


def test_words_of_people_stay_text(client: FlaskClient, db: Session) -> None:
    news(db, reports.site(db, "hostile", name=HOSTILE + "\x0b\ufffe", place="]]><x/>&" + HOSTILE).key)
    db.commit()
    entry = read(client).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == "New on the map: " + HOSTILE
    assert {etree.QName(one).localname for one in entry} <= {
        *("id", "title", "published", "updated", "link", "category", "summary", "rights", "point")
    }


def test_there_are_never_more_than_fifty_entries(client: FlaskClient, db: Session) -> None:
    site = reports.site(db, "busy")
    for minutes in range(60):
        news(db, site.key, "seen", ago=timedelta(minutes=minutes))
    db.commit()
    assert len(titles(client)) == 50


def test_a_feed_reader_finds_nothing_wrong(client: FlaskClient, three: None) -> None:
    answer = client.get(URL)
    found = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    assert [one.where["coordinates"] for one in found.entries] == [(76.9, 43.2), (73.1, 49.8)]
    assert found.entries[0].updated_parsed <= datetime.now(UTC).timetuple()
    assert found.entries[0].tags[0].term == "status"


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL's programs are not installed")
def test_gdal_reads_the_points(client: FlaskClient, three: None, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(client.get(URL).data)
    told = subprocess.run(
        ["ogrinfo", "-ro", "-al", "-oo", "FORMAT=ATOM", str(file)], capture_output=True, text=True, check=True
    )
    assert "POINT (73.1 49.8)" in told.stdout
    assert "Feature Count: 2" in told.stdout


def test_pages_name_the_feed_of_what_they_show(client: FlaskClient, three: None) -> None:
    assert 'type="application/atom+xml"' in client.get("/").text
    assert "/feeds/reports.atom?kind=dump" in client.get("/reports?kind=dump&page=1").text
    assert 'href="/feeds/reports.atom?lang=en"' in client.get("/datasets").text
