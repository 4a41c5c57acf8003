"""What the public gets of reports: nothing of what was not accepted, nothing that a protected place must not tell."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.viewer import Role, Viewer
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation import editing, pictures, service
from mapapp.domains.reports.moderation.editing import CELLS_M
from mapapp.domains.reports.present import as_told, day_of
from mapapp.layers import Condition, Filter, count, features, registry
from tests.factories import reports
from tests.factories.moderation import MODERATOR, deciding, picture, report, update

SURFACES = (
    "/",
    "/reports",
    "/reports?q=secret",
    "/maps/reports.json",
    "/exports/reports.csv",
    "/exports/reports.geojson",
    "/exports/reports-observations.csv",
    "/exports/map.html",
    "/exports",
    "/decisions",
)


PLACE = ("48.1239", "48.124", "71.98765", "71.9877")


@pytest.mark.parametrize("values", [{"status": "new"}, {"status": "rejected"}, {"visibility": "hidden"}])
def test_what_is_not_public_is_on_no_surface(
    app: Flask, client: FlaskClient, db: Session, values: dict[str, str]
) -> None:
    with app.test_request_context():
        reports.site(db)
        site = report(
            db,
            "r-secret",
            place=Point(71.987654, 48.123987),
            words="secretwords",
            names={"en": "secretname"},
            **{"status": "published", **values},
        )
        site.observations[0].state = "published"
        photo = picture(db, site.observations[0])
        pictures.let_out(db, site)
        db.flush()
    for path in (*SURFACES, "/reports/r-secret", "/reports/r-secret/popup", "/reports/r-secret/flag"):
        text = client.get(path).text
        for secret in (
            "r-secret",
            "secretwords",
            "secretname",
            "48.1239",
            "48.124",
            "71.98765",
            "71.9877",
            str(photo.upload_id),
        ):
            if secret not in path:
                assert secret not in text.replace(f"{path}?", ""), (path, secret)
    assert client.get("/reports/r-secret").status_code == 404
    assert (
        client.get(f"/photos/{photo.upload_id}/large-{str(photo.sizes['large']['digest'])[:16]}.jpg").status_code == 404
    )


@pytest.mark.parametrize("state", ["new", "rejected"])
def test_an_observation_that_was_not_accepted_counts_for_nothing(
    app: Flask, client: FlaskClient, db: Session, state: str
) -> None:
    with app.test_request_context():
        site = reports.site(db)
        waiting = update(
            db,
            site,
            "bigger",
            words="secretwords",
            observed_on="2026-07-07",
            state=state,
            photo_urls=["https://x.example/1"],
        )
        photo = picture(db, waiting)
        pictures.let_out(db, site)
        (row,) = features(db, registry()["reports"], Filter(), Viewer(), "en")
    assert (row.properties["photo_count"], row.properties["last_seen"]) == (0, "2024-05")
    for path in (*SURFACES, "/reports/s-1", "/reports/s-1/popup"):
        text = client.get(path).text
        for secret in ("secretwords", "2026-07-07", "July", "x.example", str(photo.upload_id)):
            assert secret not in text, (path, secret)


def test_photos_are_counted_only_when_they_can_be_seen(app: Flask, db: Session) -> None:
    with app.test_request_context():
        site, noise = report(db), report(db, "r-noise22")
        seen = site.observations[0]
        seen.photo_urls = ["https://x.example/1", "https://x.example/2"]
        for state, hidden in (("ready", False), ("ready", True), ("received", False), ("removed", False)):
            picture(db, seen, state=state, hidden=hidden)
        picture(db, noise.observations[0])
        for one in (site, noise):
            service.accept(deciding(db, one))
        found = {one.key: one for one in features(db, registry()["reports"], Filter(), Viewer(), "en")}
        record = registry()["reports"].record(db, site.key, Viewer(), "en")
    assert found[site.key].properties["photo_count"] == 3
    assert record is not None
    assert len(record.pictures) == 1


def test_the_form_cannot_be_found_in_a_download(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        site = report(db, email="reporter@example.org")
        service.accept(deciding(db, site))
        submission = db.scalars(select(Submission)).one()
        names = [str(submission.uuid), submission.digest, site.external_id, site.observations[0].external_id]
    for path in SURFACES:
        text = client.get(path).text
        for secret in [*names, "reporter@example.org"]:
            assert secret not in text, (path, secret)
    assert f",{site.key}," in f",{client.get('/exports/reports.csv').text}".replace("\n", ",")


def test_rows_of_imported_datasets_keep_their_ids(app: Flask, db: Session) -> None:
    with app.test_request_context():
        reports.site(db)
        table = registry()["reports"].tables[0]
        (row,) = db.execute(table.select(Filter(), Viewer())).mappings()
    assert row["row_id"] == "s-1-1"


def test_of_a_protected_place_no_surface_tells_place_or_day(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        site = report(db, place=Point(73.104567, 49.802345), first_reported="2026-05-17")
        site.observations[0].observed_on = "2026-05-17"
        picture(db, site.observations[0])
        update(db, site, "bigger", state="published", observed_on="2026-06-23")
        service.accept(deciding(db, site))
        editing.protect(deciding(db, site), CELLS_M[0])
        service.set_status(deciding(db, site), "sent_to_authority", service.Letter("7", "2026-07-19"))
    today = datetime.now(UTC)
    days = (day_of(today), f"{today:%B} {today.day}, {today.year}")
    secrets = ("49.8023", "73.1045", "2026-05-17", "2026-06-23", "2026-07-19", "May 17", "June 23", "July 19")
    for path in (*SURFACES, f"/reports/{site.key}", f"/reports/{site.key}/popup", f"/reports/{site.key}/flag"):
        text = client.get(path).text
        for secret in secrets:
            assert secret not in text, (path, secret)
    page = client.get(f"/reports/{site.key}").text
    assert "May 2026" in page
    assert not [day for day in days if day in page]
    assert "exact place is kept back" in page


def test_the_day_of_a_protected_place_cannot_be_guessed_by_asking(app: Flask, db: Session) -> None:
    with app.test_request_context():
        site = report(db, status="published", first_reported="2026-05-17", protected=True)
        plain = report(db, "r-plain2", status="published", first_reported="2026-05-17")
        layer = registry()["reports"]
        for day in range(1, 32):
            asked = Filter(since=date(2026, 5, day), until=date(2026, 5, day))
            keys = {one.key for one in features(db, layer, asked, Viewer(), "en")}
            assert site.key in keys
            assert (plain.key in keys) is (day == 17)


def test_signs_and_size_are_filtered_on_and_exported(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        site = report(db, status="published", signs=["smoke", "near_water"], size_class="truck")
        report(db, "r-noise22", status="published", signs=["smell"], size_class="bag")
        layer = registry()["reports"]
        for name, value in (("signs", "near_water"), ("size_class", "truck")):
            chosen = Filter(conditions=(Condition(name, (value,)),))
            assert [one.key for one in features(db, layer, chosen, Viewer(), "en")] == [site.key]
    listed = client.get("/reports?signs=smoke")
    assert listed.status_code == 200
    assert (site.key in listed.text, "r-noise22" in listed.text) == (True, False)
    rows = json.loads(client.get("/exports/reports.geojson").text)["features"]
    mine = next(one["properties"] for one in rows if one["properties"]["key"] == site.key)
    assert (mine["size_class"], mine["signs"]) == ("truck", ["smoke", "near_water"])


def test_the_timeline_tells_what_was_seen_and_decided_in_its_order(
    app: Flask, client: FlaskClient, db: Session
) -> None:
    with app.test_request_context():
        site = report(db)
        service.accept(deciding(db, site, public_note="Thank you all", note="private"))
        picture(db, update(db, site, "gone", observed_on="2026-05-20", state="published"))
        service.set_status(deciding(db, site), "sent_to_authority", service.Letter("12-3", "2026-05-15"))
        service.set_status(deciding(db, site), "cleaned")
        service.set_status(deciding(db, site), "came_back")
        editing.change(deciding(db, site), editing.Change({"kind": "landfill"}))
        record = registry()["reports"].record(db, site.key, Viewer(), "en")
        assert record is not None
        labels = [str(one.label) for one in record.timeline]
    assert labels == [
        "First report, told by a resident",
        "Gone, told by a resident",
        "Looked at and published by a moderator",
        "Sent to the authority: letter no. 12-3 of May 15, 2026",
        "Cleaned",
        "Came back",
    ]
    assert [one.tone for one in record.timeline] == ["neutral", "good", "neutral", "neutral", "good", "bad"]
    page = client.get(f"/reports/{site.key}").text
    assert "Thank you all" in page
    assert "private" not in page[page.index("<main") : page.index("</main")]
    assert not re.search(
        r"\d\d:\d\d", page[page.index('class="timeline"') : page.index("</ol>", page.index('class="timeline"'))]
    )


def test_a_status_that_was_taken_back_says_so_on_the_timeline(app: Flask, db: Session) -> None:
    with app.test_request_context():
        site = report(db)
        service.accept(deciding(db, site))
        service.set_status(deciding(db, site), "verified")
        editing.revert(deciding(db, site), 2)
        record = registry()["reports"].record(db, site.key, Viewer(), "en")
    assert record is not None
    assert [str(one.label) for one in record.timeline][-2:] == ["Verified on site", "Published"]


@pytest.mark.parametrize(
    ("who", "links"),
    [
        (Viewer(), {"/reports/s-1/update", "/reports/s-1/flag"}),
        (MODERATOR, {"/reports/s-1/update", "/reports/s-1/flag", "/moderation/s-1"}),
        (Viewer(Role.MODERATOR, 3, oblasts=("KZ10",)), {"/reports/s-1/update", "/reports/s-1/flag"}),
    ],
)
def test_what_can_be_done_with_a_record(app: Flask, db: Session, who: Viewer, links: set[str]) -> None:
    with app.test_request_context():
        reports.site(db)
        record = registry()["reports"].record(db, "s-1", who, "en")
    assert record is not None
    assert {one.href for one in record.actions if "alerts" not in one.href} == links
    assert [one.href.partition("?")[0] for one in record.actions if "alerts" in one.href] == ["/alerts"]


def test_who_may_see_a_hidden_record(app: Flask, db: Session) -> None:
    with app.test_request_context():
        report(db, "r-secret", status="new")
        layer = registry()["reports"]
        for who, seen in (
            (Viewer(), False),
            (Viewer(Role.MEMBER, 4, (1,)), False),
            (Viewer(Role.OWNER, own=("r-secret",)), True),
            (Viewer(Role.OWNER, own=("r-other2",)), False),
            (MODERATOR, True),
            (Viewer(Role.MODERATOR, 3, oblasts=("KZ35",)), True),
            (Viewer(Role.MODERATOR, 3, oblasts=("KZ10",)), False),
        ):
            assert (layer.record(db, "r-secret", who, "en") is not None) is seen
            assert (count(db, layer, Filter(), who) == 1) is seen


def test_months_and_intervals_of_protected_places() -> None:
    assert as_told("2026-05-17", True) == "2026-05"
    assert as_told("2026-05-17/2026-06-02", True) == "2026-05/2026-06"
    assert as_told("2026", True) == "2026"
    assert as_told("2026-05-17", False) == "2026-05-17"
    assert day_of(datetime(2026, 5, 17, 20, 30, tzinfo=UTC)) == "2026-05-18"


def test_the_database_agrees_about_months(app: Flask, db: Session) -> None:
    with app.test_request_context():
        texts = ("2026-05-17", "2026-05-17/2026-06-02", "2026", "")
        for number, text in enumerate(texts):
            report(db, f"r-number{number}", status="published", first_reported=text, protected=True)
        found = {
            one.key: one.properties["first_reported"]
            for one in features(db, registry()["reports"], Filter(), Viewer(), "en")
        }
    assert [found[f"r-number{number}"] for number in range(4)] == [as_told(text, True) for text in texts]
    assert db.scalars(select(Site.first_reported).where(Site.key == "r-number0")).one() == "2026-05-17"
    assert db.scalars(select(Observation.id)).all()
