"""What an organisation has not published yet, nobody else learns: every page, file, chart and feed is crawled."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.domains.samples.models import Campaign, PlannedSample, Result, Sample, SamplingPoint
from tests.factories import accounts, areas, samples

# Each stands in one column only of what is not published.
NEVER = (
    "SECRETLABEL",
    "Unobtainium",
    "unobtainium",
    "98765.4321",
    "98,765.4321",
    "Laboratory of secrets",
    "Unpublished title",
    "unpublished-slug",
    "Hidden meadow",
    "Secret campaign",
    "PLANNEDLABEL",
)
_LINK = re.compile(r"""(?:href|src|srcset|action)="(/[^"#]*)""")
_MOST = 900
_SKIPPED = ("/static/", "/login", "/forgot", "/reset", "/report", "/alerts", "/photos/", "/maps/scripts/", "/account")


@pytest.fixture
def organisation_id(db: Session) -> int:
    """An organisation with a public sampling point, of which one sample is not public, and a point that is not."""
    areas.unit(db)
    samples.limit(db)
    mine = accounts.organisation(db, "ngo-1", en="An open NGO")
    seen = samples.point(db, "seen-1", name="Open meadow")
    seen.organisation_id = mine.id
    secret = Dataset(
        slug="unpublished-slug",
        titles={"en": "Unpublished title"},
        licence="CC BY 4.0",
        kind="samples",
        organisation_id=mine.id,
        visibility="organisation",
    )
    db.add(secret)
    db.flush()
    samples.substance(db, "unobtainium", "Unobtainium").cas = "1-11-1"
    hidden = SamplingPoint(
        key="hidden-meadow",
        external_id="h",
        dataset_id=secret.id,
        names={"en": "Hidden meadow"},
        visibility="organisation",
        organisation_id=mine.id,
        precision="exact",
        oblast="KZ35",
        geom=Point(71.12345, 48.54321).wkt,
    )
    for number, point in enumerate((seen, hidden)):
        _secret_sample(db, point, secret, mine.id, number)
    campaign = Campaign(
        key="secret-campaign", names={"en": "Secret campaign"}, organisation_id=mine.id, visibility="organisation"
    )
    campaign.planned.append(PlannedSample(label="PLANNEDLABEL", medium="soil", place="Hidden meadow"))
    db.add(campaign)
    db.flush()
    return mine.id


def _secret_sample(db: Session, point: SamplingPoint, dataset: Dataset, organisation_id: int, number: int) -> None:
    sample = Sample(
        point=point,
        dataset_id=dataset.id,
        external_id=f"SECRETLABEL-{number}",
        label=f"SECRETLABEL-{number}",
        medium="water",
        laboratory="Laboratory of secrets",
        sampled_on="2026-03",
        visibility="organisation",
        organisation_id=organisation_id,
    )
    sample.results.append(
        Result(
            dataset_id=dataset.id,
            external_id=f"r-{number}",
            substance_code="unobtainium",
            value=Decimal("98765.4321"),
            unit="mg/l",
            state="draft",
            verdict="exceeds",
            times=Decimal("98765.4321"),
        )
    )
    db.add(sample)
    db.flush()


def _seeds() -> Iterator[str]:
    yield from (
        "/",
        "/samples",
        "/samples/seen-1",
        "/samples/hidden-meadow",
        "/samples/hidden-meadow/popup",
        "/datasets",
    )
    yield from ("/samples?substances=unobtainium", "/samples?q=meadow", "/samples?media=water", "/exports")
    yield from ("/exports/results.csv", "/exports/samples.geojson", "/exports/samples.gpkg", "/exports/samples.xlsx")
    yield from ("/substances", "/substances/unobtainium", "/substances/mercury", "/rivers", "/ranking", "/ranking.csv")
    yield from ("/campaigns", "/campaigns/secret-campaign", "/campaigns/secret-campaign/labels", "/s/PLANNEDLABEL")
    yield from (
        "/organisations/ngo-1",
        "/feeds/reports.atom",
        "/results/1",
        "/maps/samples.json",
        "/emissions",
        "/limits",
    )


def crawl(client: FlaskClient) -> Iterator[tuple[str, int, bytes]]:
    """Every address that leads on from the seeds inside this site, with status and body, each once."""
    waiting, known = list(_seeds()), set(_seeds())
    while waiting and len(known) < _MOST:
        address = waiting.pop(0)
        answer = client.get(address, buffered=True)
        body = answer.data
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        yield address, answer.status_code, body + _unpacked(body)
        if answer.mimetype == "text/html":
            for found in _LINK.findall(answer.text):
                link = unescape(found).split(" ")[0]
                if link not in known and not link.startswith(_SKIPPED) and _wanted(link):
                    known.add(link)
                    waiting.append(link)


def _wanted(link: str) -> bool:
    """Two languages more would be the same twice; the views of the map are endless."""
    query = urlsplit(link).query
    return not re.search(r"\blang=(kk|ru)|\bview=|\btheme=dark|\bw=360", query)


def _unpacked(body: bytes) -> bytes:
    """The texts inside a spreadsheet."""
    if not body.startswith(b"PK"):
        return b""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.usefixtures("organisation_id")
def test_no_page_file_chart_or_feed_tells_what_is_not_published(app: Flask) -> None:
    leaks, broken, open_seen, visited = [], [], 0, set()
    for address, status, body in crawl(app.test_client()):
        visited.add(urlsplit(address).path)
        if status >= 500:
            broken.append(address)
        open_seen += b"Open meadow" in body
        asked = {"unobtainium", "PLANNEDLABEL"}  # stand in the address itself, which a page may say back
        leaks += [
            f"{address}: {word}" for word in NEVER if word.encode() in body and not (word in asked and word in address)
        ]
    assert broken == []
    assert leaks == [], "\n".join(leaks)
    assert open_seen >= 8  # else the public point was nowhere to be found, and the test proves nothing
    assert len(visited) >= 40


def test_a_colleague_finds_it(db: Session, app: Flask, organisation_id: int) -> None:
    """Else nothing could leak, and the test above would prove nothing."""
    client = app.test_client()
    colleague = accounts.person(db, "member")
    colleague.grants[0].organisation_id = organisation_id
    db.flush()
    accounts.log_in(client, colleague)
    page = client.get("/samples/hidden-meadow")
    assert page.status_code == 200
    assert "Hidden meadow" in page.text
    assert "Unobtainium" in page.text
    assert "no-store" in page.headers["Cache-Control"]
