"""Campaigns from the plan to the results: labels join what was planned with what came, and nothing leaks."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.accounts.models import Organisation, User
from mapapp.domains.samples.models import Campaign, PlannedSample
from tests.factories import accounts, laboratory, samples
from tests.forms import token

FORM = {"name_en": "Along the Nura", "state": "planned", "visibility": "organisation", "oblast": ""}
PLAN = {"medium": "sediment", "analytes": "Mercury, Zr", "prefix": "nura", "who": "Aigerim"}


@dataclass(frozen=True)
class Desk:
    """An organisation with a member, and another one."""

    db: Session
    client: FlaskClient
    ours: Organisation
    member: User
    stranger: User

    def as_(self, who: User | None) -> FlaskClient:
        client = self.client.application.test_client()
        if who is not None:
            accounts.log_in(client, who)
            self.db.commit()
        return client

    def get(self, path: str, who: User | None = None, /) -> TestResponse:
        return self.as_(who).get(path)

    def post(self, path: str, who: User | None, /, **values: str) -> TestResponse:
        client = self.as_(who)
        answer = client.post(path, data={"csrf_token": token(client), **values})
        self.db.expire_all()
        return answer


@pytest.fixture
def desk(db: Session, client: FlaskClient) -> Desk:
    ours, theirs = accounts.organisation(db, "ours", en="Green Hands"), accounts.organisation(db, "theirs")
    samples.substance(db)
    laboratory.campaign(db, theirs, ["X-2222"], name="Somebody else's", visibility="organisation")
    db.commit()
    member, stranger = (accounts.person(db, "member", organisation=one) for one in (ours, theirs))
    return Desk(db, client, ours, member, stranger)


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_a_campaign_is_made_planned_and_its_labels_printed(desk: Desk) -> None:
    made = desk.post("/campaigns/new", desk.member, **FORM, words_en="Mercury in the mud", line="50.1,73.0\n50.2,73.1")
    assert made.status_code == 303
    campaign = desk.db.scalars(select(Campaign).where(Campaign.organisation_id == desk.ours.id)).one()
    places = "Kyzyl Zhartas; 50.0921; 73.0134\nBelow the dam\t50°05'32\" N\t73°00'48\" E\nSomewhere"
    answer = desk.post(f"/campaigns/{campaign.key}/plan", desk.member, **PLAN, places=places)
    assert answer.status_code == 303
    plan = campaign.planned
    assert [one.place for one in plan] == ["Kyzyl Zhartas", "Below the dam", "Somewhere"]
    assert [one.geom is not None for one in plan] == [True, True, False]
    assert all(re.fullmatch(r"NURA-[2-9A-HJKMNP-Z]{4}", one.label) for one in plan)
    assert plan[0].analytes == ["mercury", "Zr"]
    assert desk.post(f"/campaigns/{campaign.key}/plan", desk.member, **PLAN, count="2").status_code == 303
    assert [one.position for one in campaign.planned] == [1, 2, 3, 4, 5]

    sheet = desk.get(f"/campaigns/{campaign.key}/labels", desk.member).text
    assert all(one.label in sheet for one in plan)
    assert sheet.count('<svg class="label-square"') == 5
    assert "style=" not in sheet
    page = desk.get(f"/campaigns/{campaign.key}", desk.member).text
    assert "Mercury in the mud" in page
    assert "Aigerim" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name_en": ""}, "Type the name in at least one language."),
        ({"name_en": "x" * 161}, "This is too long"),
        ({"starts_on": "tomorrow"}, "Write the date as"),
        ({"starts_on": "2026-06", "ends_on": "2026-05-01"}, "It ends before it begins."),
        ({"state": "secret"}, "Choose one of these."),
        ({"visibility": "hidden"}, "Choose one of these."),
        ({"oblast": "XX"}, "Choose one of these."),
        ({"line": "50.1, 73.0"}, "A line needs two places"),
    ],
)
def test_what_is_wrong_with_a_campaign_is_said_at_its_field_and_nothing_is_kept(
    desk: Desk, values: dict[str, str], words: str
) -> None:
    answer = desk.post("/campaigns/new", desk.member, **{**FORM, "words_en": "kept words", **values})
    assert answer.status_code == 422
    assert words in answer.text
    assert "kept words" in answer.text
    assert not desk.db.scalars(select(Campaign).where(Campaign.organisation_id == desk.ours.id)).all()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Say how many samples, or paste the places."),
        ({"count": "0"}, "A number from 1 to 200."),
        ({"count": "201"}, "A number from 1 to 200."),
        ({"count": "²"}, "A number from 1 to 200."),
        ({"count": "3", "places": "a"}, "not both"),
        ({"places": "a\nParis; 48.85; 2.35"}, "Line 2 lies outside Kazakhstan."),
        ({"count": "3", "prefix": "OIL"}, "without 0, O, 1, I and L"),
        ({"count": "3", "medium": "moon"}, "Choose one of these."),
        ({"count": "3", "planned_on": "soon"}, "Write the date as"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_field_and_nothing_is_planned(
    desk: Desk, values: dict[str, str], words: str
) -> None:
    campaign = laboratory.campaign(desk.db, desk.ours)
    desk.db.commit()
    answer = desk.post(f"/campaigns/{campaign.key}/plan", desk.member, **{**PLAN, **values})
    assert (answer.status_code, len(campaign.planned)) == (422, 1)
    assert words in answer.text
    assert "Mercury, Zr" in answer.text


def test_a_sample_counts_as_taken_by_its_label_or_by_the_laboratorys_name_of_it(desk: Desk) -> None:
    db = desk.db
    campaign = laboratory.campaign(db, desk.ours, ["A-2222", "A-3333", "A-4444", "A-5555"])
    site = laboratory.place(db)
    samples.limit(db, value="2.1")
    laboratory.sample(db, site, desk.ours, label=" a-2222 ")
    filed = laboratory.sample(db, site, desk.ours, external_id="A-3333")
    laboratory.result(db, filed, "21")
    laboratory.result(db, filed, "9", state="withdrawn")
    # The same label on a bottle of others is another bottle; one that is not public is not for everybody.
    laboratory.result(db, laboratory.sample(db, site, accounts.organisation(db, "third"), label="A-4444"), "500")
    laboratory.result(db, laboratory.sample(db, site, desk.ours, label="A-5555", visibility="organisation"), "77")
    db.commit()
    inside = [row["progress"] for row in rows_of(desk.get(f"/campaigns/{campaign.key}/plan.csv", desk.member))]
    public = [row["progress"] for row in rows_of(desk.get(f"/campaigns/{campaign.key}/plan.csv"))]
    assert inside == ["taken", "analysed", "planned", "analysed"]
    assert public == ["taken", "analysed", "planned", "planned"]

    page = desk.get(f"/campaigns/{campaign.key}").text
    assert "10 times the limit · draft" in page
    assert "77 mg/kg" not in page
    assert "500 mg/kg" not in page
    found = rows_of(desk.get(f"/campaigns/{campaign.key}/results.csv"))
    assert [(row["label"], row["value"], row["state"]) for row in found] == [
        ("A-3333", "21", "draft"),
        ("A-3333", "9", "withdrawn"),
    ]
    assert found[0]["limit_act"] == "Order No. 1"


def test_results_are_compared_place_by_place_and_along_the_line(desk: Desk) -> None:
    db = desk.db
    campaign = laboratory.campaign(db, desk.ours, ["A-2222", "A-3333"])
    samples.limit(db, value="2.1")
    for number, (label, value) in enumerate((("A-2222", "21"), ("A-3333", "1"))):
        site = laboratory.place(db, f"bend-{number}")
        laboratory.result(db, laboratory.sample(db, site, desk.ours, label=label), value, state="checked")
    db.commit()
    path = f"/campaigns/{campaign.key}"
    page = desk.get(path).text
    assert "1 of 2 results above the norm. The highest, 10 times, at Bend 1." in page
    chart = desk.get(f"{path}/charts/substance-1.svg")
    assert (chart.status_code, chart.mimetype) == (200, "image/svg+xml")
    desk.post(f"{path}/edit", desk.member, **FORM | {"visibility": "public"}, line="49.7,72.9\n49.9,73.1")
    along = desk.get(f"{path}/charts/substance-1.svg")
    assert along.status_code == 200
    assert along.data != chart.data
    assert desk.get(f"{path}/charts/substance-9.svg").status_code == 404


def test_a_label_leads_to_its_planned_sample_in_whatever_letters_it_is_typed(desk: Desk) -> None:
    campaign = laboratory.campaign(desk.db, desk.ours, ["NURA-7KQ4"])
    desk.db.commit()
    for path in ("/s/NURA-7KQ4", "/s/nura-7kq4"):
        page = desk.get(path)
        assert page.status_code == 200
        assert "Bend 1" in page.text
        assert "Aigerim" not in page.text  # who takes it is for members
    assert "Aigerim" in desk.get("/s/NURA-7KQ4", desk.member).text
    for path in ("/s/NURA-9999", "/s/%00", "/s/nonsense!", f"/s/{'A' * 500}"):
        assert desk.get(path).status_code == 404, path
    campaign.visibility = "organisation"
    desk.db.commit()
    assert [desk.get("/s/NURA-7KQ4", who).status_code for who in (None, desk.stranger, desk.member)] == [404, 404, 200]


def test_a_campaign_that_is_not_public_is_there_for_its_organisation_only(desk: Desk) -> None:
    campaign = laboratory.campaign(desk.db, desk.ours, visibility="organisation", name="Quiet work")
    desk.db.commit()
    path = f"/campaigns/{campaign.key}"
    for who, status in ((None, 404), (desk.stranger, 404), (desk.member, 200)):
        for end in ("", "/plan.csv", "/results.csv"):
            assert desk.get(path + end, who).status_code == status, (end, status)
        assert ("Quiet work" in desk.get("/campaigns", who).text) is (status == 200)
        assert ("Quiet work" in desk.get("/organisations/ours", who).text) is (status == 200)
    for end in ("/labels", "/edit", "/plan"):
        assert desk.get(path + end, desk.stranger).status_code == 404
        assert desk.get(path + end).status_code == 302


def test_only_members_change_a_public_campaign(desk: Desk) -> None:
    campaign = laboratory.campaign(desk.db, desk.ours)
    desk.db.commit()
    path, planned = f"/campaigns/{campaign.key}", campaign.planned[0]
    for end in ("/labels", "/edit", "/plan", f"/plan/{planned.id}"):
        assert desk.get(path + end, desk.stranger).status_code == 403, end
    for end in ("/edit", "/plan", f"/plan/{planned.id}", f"/plan/{planned.id}/remove"):
        assert desk.post(path + end, desk.stranger, **FORM, **PLAN, count="1").status_code == 403, end
    assert "Aigerim" not in desk.get(path, desk.stranger).text
    assert rows_of(desk.get(f"{path}/plan.csv"))[0]["who"] == ""
    assert desk.db.get(PlannedSample, planned.id) is not None


def test_a_planned_sample_is_changed_and_removed_unless_it_was_taken(desk: Desk) -> None:
    campaign = laboratory.campaign(desk.db, desk.ours, ["A-2222", "A-3333"])
    laboratory.sample(desk.db, laboratory.place(desk.db), desk.ours, label="A-3333")
    desk.db.commit()
    first, second = campaign.planned
    path = f"/campaigns/{campaign.key}/plan/{first.id}"
    sent = {"place": "At the weir", "coordinates": "50.1, 73.0", "medium": "water", "analytes": "", "who": ""}
    assert desk.post(path, desk.member, **sent).status_code == 303
    assert (first.place, first.medium, first.label, first.analytes) == ("At the weir", "water", "A-2222", [])
    assert desk.post(path, desk.member, **{**sent, "coordinates": "the weir"}).status_code == 422
    assert desk.post(f"{path}/remove", desk.member).status_code == 303
    taken = desk.post(f"/campaigns/{campaign.key}/plan/{second.id}/remove", desk.member)
    assert taken.status_code == 400
    assert [one.label for one in campaign.planned] == ["A-3333"]
    assert desk.get(path, desk.member).status_code == 404


def test_files_hold_no_formulas(desk: Desk) -> None:
    campaign = laboratory.campaign(desk.db, desk.ours, ["A-2222"])
    campaign.planned[0].place = "=1+1"
    desk.db.commit()
    assert rows_of(desk.get(f"/campaigns/{campaign.key}/plan.csv"))[0]["place"] == "'=1+1"


def test_somebody_without_an_organisation_plans_nothing(desk: Desk) -> None:
    alone = accounts.person(desk.db, "administrator")
    assert desk.get("/campaigns/new", alone).status_code == 403
    assert desk.post("/campaigns/new", alone, **FORM).status_code == 403
