"""A report sent with the form: what it becomes, what is asked back, and that it is never lost or doubled."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.events import listen
from mapapp.core.viewer import Viewer
from mapapp.domains.reports import queries as reports
from mapapp.domains.reports.events import ReporterNews
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, Site
from mapapp.domains.reports.moderation.models import SiteEvent
from tests.factories import areas, submissions
from tests.factories.accounts import log_in, person
from tests.factories.reports import site as published_site
from tests.factories.submissions import PLACE, by_uuid, send, shape


def stored(db: Session, uuid: str) -> Submission:
    found = by_uuid(db, UUID(uuid))
    assert found is not None
    return found


def test_the_least_that_can_be_said_makes_a_report_that_waits(client: FlaskClient, db: Session) -> None:
    uuid = str(uuid4())
    answer = send(client, json=True, uuid=uuid)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["state"] == "received"
    submission = stored(db, uuid)
    site, seen = submission.site, submission.observation
    assert (site.status, site.visibility, site.kind, seen.state, seen.seen) == (
        "new",
        "public",
        "dump",
        "new",
        "first_seen",
    )
    assert shape(site.geom).equals(Point(*PLACE))
    assert site.geom_exact is None
    assert re.fullmatch(r"r-[2-9a-z]{6}", site.key)
    assert reports.find_site(db, site.key, Viewer()) is None, "nobody sees it before a moderator did"
    assert db.scalars(select(SiteEvent.action).where(SiteEvent.site_id == site.id)).all() == ["submitted"]
    assert client.get(answer.json["track"]).status_code == 200


def test_everything_that_can_be_said_is_kept(client: FlaskClient, db: Session) -> None:
    uuid = str(uuid4())
    said: dict[str, Any] = {
        "waste": ["tyres", "household"],
        "size": "truck",
        "area_m2": "1 200,5",
        "volume_m3": "40",
        "signs": ["smoke", "smell"],
        "words": "Behind the\r\nschool\x00 \u202eevil",
        "when": "2024-05-03",
    }
    assert send(client, uuid=uuid, **said).status_code == 303
    site, seen = stored(db, uuid).site, stored(db, uuid).observation
    assert (site.waste_types, site.size_class, site.signs) == (["household", "tyres"], "truck", ["smell", "smoke"])
    assert (float(site.area_m2 or 0), float(site.volume_m3 or 0), site.first_reported) == (1200.5, 40, "2024-05-03")
    assert seen.words == {"en": "Behind the\nschool evil"}
    assert (seen.observed_on, seen.size_class, seen.observer_kind) == ("2024-05-03", "truck", "resident")


def test_sent_five_times_is_once(client: FlaskClient, db: Session) -> None:
    form = submissions.fields(client.application, words="Old tyres", email=submissions.ADDRESS)
    answers = [send(client, json=True, **form) for _each in range(5)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["track"] for answer in answers if answer.json}) == 1
    assert db.scalar(select(func.count()).select_from(Submission)) == 1
    assert db.scalar(select(func.count()).select_from(Site)) == 1


def test_the_same_identity_with_other_words_is_a_conflict(client: FlaskClient, db: Session) -> None:
    uuid = str(uuid4())
    send(client, json=True, uuid=uuid, words="Old tyres")
    again = send(client, json=True, uuid=uuid, words="New tyres")
    assert again.status_code == 409
    assert stored(db, uuid).observation.words == {"en": "Old tyres"}


def test_without_scripts_an_answer_leads_to_the_private_page(client: FlaskClient) -> None:
    answer = send(client)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "It is the only way back" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_sites_nearby_are_asked_about_before_a_second_pin(client: FlaskClient, db: Session) -> None:
    near = published_site(db, "s-near", name="<b>The old quarry</b>", geometry=Point(PLACE[0] + 0.001, PLACE[1]))
    published_site(db, "s-far", geometry=Point(PLACE[0] + 0.1, PLACE[1]))
    form = submissions.fields(client.application, known="")
    asked = send(client, json=True, **form)
    assert asked.status_code == 200
    assert asked.json is not None
    assert (asked.json["state"], [one["key"] for one in asked.json["sites"]]) == ("known", [near.key])
    page = send(client, **form)
    assert page.status_code == 200
    assert f'value="{near.key}"' in page.text
    assert "<b>The old" not in page.text
    assert db.scalar(select(func.count()).select_from(Submission)) == 0
    this_one = send(client, json=True, **{**form, "known": near.key, "seen": "bigger"})
    assert this_one.status_code == 201
    submission = stored(db, str(form["uuid"]))
    assert (submission.kind, submission.site_id, submission.observation.seen) == ("update", near.id, "bigger")
    assert db.scalar(select(func.count()).select_from(Site)) == 2


def test_an_update_of_a_known_site_waits_beside_it(client: FlaskClient, db: Session) -> None:
    site = published_site(db)
    assert client.get(f"/reports/{site.key}/update").status_code == 200
    uuid = str(uuid4())
    wanted: dict[str, Any] = {"uuid": uuid, "kind": None, "lon": None, "lat": None, "known": None, "seen": "gone"}
    answer = send(client, to=f"/reports/{site.key}/update", **wanted)
    assert answer.status_code == 303
    submission = stored(db, uuid)
    assert (submission.kind, submission.observation.seen, submission.observation.state) == ("update", "gone", "new")
    assert "A photo of the clean place makes it count" in client.get(answer.headers["Location"]).text
    public = db.scalars(
        select(Observation).where(Observation.site_id == site.id, Observation.state == "published")
    ).all()
    assert len(public) == 1


def test_only_sites_that_anybody_may_see_can_be_updated(client: FlaskClient, db: Session) -> None:
    hidden = published_site(db, "s-hidden")
    hidden.visibility = "hidden"
    db.flush()
    assert client.get(f"/reports/{hidden.key}/update").status_code == 404
    assert client.get("/reports/r-nothing/update").status_code == 404
    answer = send(client, json=True, known=hidden.key, seen="gone")
    assert answer.status_code == 422
    assert answer.json is not None
    assert list(answer.json["fields"]) == ["known"]


def test_how_a_known_site_is_now_must_be_said(client: FlaskClient, db: Session) -> None:
    site = published_site(db)
    for to, known in ((f"/reports/{site.key}/update", None), ("/report", site.key)):
        answer = send(client, to=to, json=True, known=known)
        assert answer.status_code == 422
        assert answer.json is not None
        assert list(answer.json["fields"]) == ["seen"]


def test_a_form_that_lay_on_a_phone_gets_new_tokens(client: FlaskClient) -> None:
    answer = client.get("/report/token.json")
    assert answer.json is not None
    assert "no-store" in answer.headers["Cache-Control"]
    uuid = str(uuid4())
    data = submissions.fields(client.application, uuid=uuid)
    sent = client.post("/report", data=data, headers={"X-CSRFToken": answer.json["csrf"], "Accept": "application/json"})
    assert sent.status_code == 201
    assert answer.json["challenge"] is None
    assert answer.json["ticket"]


def test_a_report_of_an_organisation_says_so(app: Flask, db: Session) -> None:
    from mapapp.accounts.models import Organisation

    organisation = Organisation(key="clean-steppe", names={"en": "Clean steppe"})
    db.add(organisation)
    db.flush()
    member, client, uuid = person(db, "member", organisation=organisation), app.test_client(), str(uuid4())
    log_in(client, member)
    assert send(client, json=True, uuid=uuid).status_code == 201
    submission = stored(db, uuid)
    assert (submission.site.organisation_id, submission.person_id) == (organisation.id, member.id)
    assert submission.observation.observer_kind == "ngo"


def test_an_address_is_asked_to_be_confirmed_and_only_then_written_to(app: Flask, client: FlaskClient) -> None:
    heard: list[ReporterNews] = []
    listen(app, ReporterNews, lambda _db, news: heard.append(news))
    send(client, json=True, email=submissions.ADDRESS, news="1")
    send(client, json=True)
    assert [(one.what, one.reporters[0].address) for one in heard] == [("confirm", submissions.ADDRESS)]


def test_without_a_mail_server_no_address_is_kept(app: Flask, client: FlaskClient, db: Session) -> None:
    app.config["SMTP_URL"] = ""
    uuid = str(uuid4())
    assert send(client, json=True, uuid=uuid, email=submissions.ADDRESS).status_code == 201
    assert stored(db, uuid).sealed_contact is None


def test_a_program_is_stopped_and_a_hasty_person_keeps_everything(client: FlaskClient, db: Session) -> None:
    assert send(client, website="https://spam.example").status_code == 400
    hasty = send(client, ticket=submissions.ticket(client.application, seconds=0), words="Very old tyres")
    assert hasty.status_code == 422
    assert "Very old tyres" in hasty.text
    assert "too quick" in hasty.text
    assert db.scalar(select(func.count()).select_from(Submission)) == 0


def test_a_form_that_is_forged_is_refused(client: FlaskClient) -> None:
    answer = client.post("/report", data=submissions.fields(client.application))
    assert answer.status_code == 400


def test_a_place_by_name_needs_no_scripts_and_no_map(client: FlaskClient, db: Session) -> None:
    areas.unit(db)
    areas.settlement(db)
    uuid = str(uuid4())
    form: dict[str, Any] = {"uuid": uuid, "lon": None, "lat": None, "place_from": None, "known": ""}
    assert send(client, **form, place_name="теміртау").status_code == 303
    site = stored(db, uuid).site
    assert (site.precision, site.place, site.oblast) == ("village", "Temirtau", "KZ35")


def test_one_of_several_places_of_a_name_is_chosen_from_a_list(client: FlaskClient, db: Session) -> None:
    areas.settlement(db, "aktau", names={"ru": "Актау", "en": "Aktau"})
    areas.settlement(db, "aktau-2", names={"ru": "Актау", "en": "Aktau"}, population=9000)
    form: dict[str, Any] = {"uuid": str(uuid4()), "lon": None, "lat": None, "place_from": None, "place_name": "Актау"}
    first = send(client, **form)
    assert first.status_code == 422
    assert 'name="place_key" value="aktau-2"' in first.text
    published_site(db, "s-near", geometry=Point(72.96, 50.05))
    form["known"] = ""
    asked = send(client, **form, place_key="aktau-2")
    assert asked.status_code == 200
    assert re.search(r'name="place_key" value="aktau-2"[^>]* checked', asked.text), "the choice must not be lost"
    assert send(client, **{**form, "known": "new"}, place_key="aktau-2").status_code == 303


def test_the_map_can_say_place_and_kind(client: FlaskClient) -> None:
    page = client.get("/report?lon=73.1&lat=49.8&kind=sewage").text
    assert 'name="lon" value="73.1"' in page
    assert re.search(r'value="sewage"[^>]*checked', page)
    for hostile in ("?lon=x&lat=1e999", '?lon="><script>&lat=1', "?kind=<script>", "?lon=nan&lat=nan"):
        assert client.get(f"/report{hostile}").status_code == 200
