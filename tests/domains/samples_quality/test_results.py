"""What people do with results: two people for a check, reasons for everything else, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.accounts.models import Organisation, User
from mapapp.core.audit import AuditEntry
from mapapp.core.changes import versions
from mapapp.domains.samples.models import Result, ResultEvent
from mapapp.domains.samples.quality.flags import renew
from tests.factories import accounts, laboratory, samples
from tests.forms import token


@dataclass(frozen=True)
class Lab:
    """An organisation with two members, and a draft that the first of them entered."""

    db: Session
    client: FlaskClient
    ours: Organisation
    first: User
    second: User
    draft: Result

    def as_(self, who: User | None) -> FlaskClient:
        client = self.client.application.test_client()
        if who is not None:
            accounts.log_in(client, who)
            self.db.commit()
        return client

    def page(self, who: User | None = None) -> str:
        return self.as_(who).get(f"/results/{self.draft.id}").text

    def do(self, who: User | None, verb: str, **values: str) -> TestResponse:
        client = self.as_(who)
        version = re.search(r'name="version" value="(\w+)"', client.get(f"/results/{self.draft.id}").text)
        sent = {"csrf_token": token(client), "version": version[1] if version else "", **values}
        answer = client.post(f"/results/{self.draft.id}/{verb}", data=sent)
        self.db.expire_all()
        return answer


@pytest.fixture
def lab(db: Session, client: FlaskClient) -> Lab:
    ours = accounts.organisation(db, "ours", en="Green Hands")
    first, second = (accounts.person(db, "member", organisation=ours) for _ in range(2))
    first.name, second.name = "Aigerim Entered", "Bolat Checked"
    samples.limit(db, value="2.1")
    noise = laboratory.place(db, "noise")
    laboratory.result(db, laboratory.sample(db, noise, accounts.organisation(db, "theirs")), "3")
    draft = laboratory.result(db, laboratory.sample(db, laboratory.place(db), ours), "21", by=first)
    db.commit()
    return Lab(db, client, ours, first, second, draft)


def events(lab: Lab) -> list[str]:
    wanted = select(ResultEvent.action).where(ResultEvent.result_id == lab.draft.id).order_by(ResultEvent.id)
    return list(lab.db.scalars(wanted))


def test_nobody_checks_what_they_entered_and_a_second_person_does(lab: Lab) -> None:
    assert lab.do(lab.first, "check").status_code == 403
    refused = lab.do(lab.first, "check").text
    assert "You entered this value, so you cannot check it." in refused
    assert (lab.draft.state, events(lab)) == ("draft", [])
    assert "somebody else has to check it" in lab.page(lab.first)

    before = versions(lab.db).get("samples", 0)
    assert lab.do(lab.second, "check").status_code == 303
    assert (lab.draft.state, lab.draft.checked_by_id) == ("checked", lab.second.id)
    assert events(lab) == ["checked"]
    assert versions(lab.db)["samples"] == before + 1
    assert lab.db.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "result_checked"


@pytest.mark.parametrize("verb", ["check", "withdraw", "flag", "correct"])
def test_others_are_refused_and_strangers_are_led_to_the_log_in(lab: Lab, verb: str) -> None:
    other = accounts.person(lab.db, "member", organisation=accounts.organisation(lab.db, "others"))
    values = {"reason": "I say so", "flag": "doubtful", "value": "1"}
    assert lab.do(other, verb, **values).status_code == 403
    assert lab.do(None, verb, **values).status_code == 302
    far = accounts.person(lab.db, "moderator", oblasts=("KZ47",))
    assert lab.do(far, verb, **values).status_code == 403
    assert (lab.draft.state, lab.draft.flags, events(lab)) == ("draft", [], [])


def test_a_moderator_of_the_oblast_checks_but_does_not_correct(lab: Lab) -> None:
    near = accounts.person(lab.db, "moderator", oblasts=("KZ35",))
    assert lab.do(near, "correct", value="1", reason="a guess").status_code == 403
    assert lab.do(near, "check").status_code == 303
    assert lab.draft.state == "checked"


def test_a_correction_keeps_the_old_value_is_compared_anew_and_is_a_draft_for_somebody_else(lab: Lab) -> None:
    lab.do(lab.second, "check")
    assert round(lab.draft.times or 0, 3) == 10
    sent = {"qualifier": "<", "value": "", "detection_limit": "0,05", "unit": "mg/kg", "sampled_on": "2026-05-12"}
    answer = lab.do(lab.second, "correct", reason="A slip of the pen", **sent)
    assert answer.status_code == 303
    now = lab.draft
    assert (now.state, now.value, now.detection_limit) == ("draft", None, Decimal("0.05"))
    assert (now.verdict, now.entered_by_id, now.checked_by_id) == ("within", lab.second.id, None)
    assert now.events[-1].before["value"] == "21"
    assert now.events[-1].before["state"] == "checked"
    assert lab.do(lab.second, "check").status_code == 403
    assert lab.do(lab.first, "check").status_code == 303
    page = lab.page(lab.first)
    assert "<del>21</del> → <ins>—</ins>" in page
    assert "A slip of the pen" in page


def test_a_corrected_date_belongs_to_the_sample_so_its_other_results_are_drafts_again(lab: Lab) -> None:
    sample = lab.draft.sample
    beside = laboratory.result(lab.db, sample, "5", by=lab.first, state="checked")
    gone = laboratory.result(lab.db, sample, "6", by=lab.first, state="withdrawn")
    values = {"value": "21", "unit": "mg/kg", "qualifier": "="}
    assert lab.do(lab.second, "correct", sampled_on="2026-05-13", reason="Wrong day", **values).status_code == 303
    assert (sample.sampled_on, beside.state, gone.state) == ("2026-05-13", "draft", "withdrawn")
    assert [one.before["sampled_on"] for one in (*lab.draft.events, *beside.events)] == ["2026-05-12"] * 2
    assert lab.draft.value == 21


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"value": "21"}, "Say why."),
        ({"value": "21", "reason": "x" * 1001}, "The reason is too long."),
        ({"value": "abc", "reason": "r"}, "Value is not a number: abc"),
        ({"value": "NaN", "reason": "r"}, "Value is not a number"),
        ({"value": "1e99999", "reason": "r"}, "Value is not a number"),
        ({"value": "", "detection_limit": "", "reason": "r"}, "Type a value"),
        ({"value": "21", "sampled_on": "31.05.2026", "reason": "r"}, "Sampled is not a date"),
        ({"value": "21", "qualifier": "!", "reason": "r"}, "Choose one of the signs."),
        ({"value": "21", "unit": " ", "reason": "r"}, "Type the unit"),
        ({"value_min": "5", "value_max": "2", "value": "", "reason": "r"}, "The range ends before it begins."),
        ({"value": "21", "unit": "mg/kg", "reason": "r"}, "Nothing was changed."),
    ],
)
def test_what_is_wrong_with_a_correction_is_said_beside_what_was_typed(
    lab: Lab, sent: dict[str, str], words: str
) -> None:
    answer = lab.do(lab.second, "correct", **sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert (lab.draft.value, lab.draft.state, events(lab)) == (Decimal(21), "draft", [])
    if "reason" in sent and len(sent["reason"]) < 9:
        assert f">{sent['reason']}</textarea>" in answer.text


def test_what_was_withdrawn_stays_to_be_seen_with_its_reason_and_can_be_restored(lab: Lab) -> None:
    lab.do(lab.second, "check")
    assert lab.do(lab.first, "withdraw", reason="The bottles were mixed up").status_code == 303
    assert (lab.draft.state, lab.draft.state_reason) == ("withdrawn", "The bottles were mixed up")
    public = lab.page()
    assert "This result is withdrawn and counts nowhere." in public
    assert "The bottles were mixed up" in public
    assert lab.do(lab.second, "check").status_code == 422
    assert lab.do(lab.second, "restore", reason="They were not").status_code == 303
    assert (lab.draft.state, lab.draft.state_reason) == ("checked", "")
    assert events(lab) == ["checked", "withdrawn", "restored"]


def test_flags_are_put_and_lifted_with_a_reason_and_never_take_the_value_away(lab: Lab) -> None:
    assert lab.do(lab.second, "flag", flag="outlier", reason="Ten times its neighbours").status_code == 303
    assert (lab.draft.flags, lab.draft.value, lab.draft.state) == (["outlier"], Decimal(21), "draft")
    assert "Outlier" in lab.page()
    assert lab.do(lab.second, "flag", flag="nonsense", reason="r").status_code == 422
    assert lab.do(lab.second, "unflag", flag="doubtful", reason="r").status_code == 422
    assert lab.do(lab.first, "unflag", flag="outlier", reason="A second sample says the same").status_code == 303
    assert (lab.draft.flags, events(lab)) == ([], ["flagged", "flag_lifted"])


def test_what_a_person_said_of_a_flag_stands_when_the_rules_are_asked_again(lab: Lab) -> None:
    db, routine = lab.db, lab.draft.sample
    twin = laboratory.sample(db, routine.point, lab.ours, purpose="duplicate", parent_id=routine.id)
    other = laboratory.result(db, twin, "60", by=lab.first)
    assert renew(db, routine.dataset_id) == 2
    assert (lab.draft.flags, other.flags) == (["replicates_differ"], ["replicates_differ"])
    assert renew(db, routine.dataset_id) == 0
    lab.do(lab.second, "unflag", flag="replicates_differ", reason="Two layers of the same hole")
    assert renew(db, routine.dataset_id) == 0
    assert (lab.draft.flags, other.flags) == ([], ["replicates_differ"])
    public = lab.page()
    assert "duplicates show 21 mg/kg and 60 mg/kg" in public  # what the rule found is still said
    assert "Two layers of the same hole" in public
    lab.do(lab.second, "correct", value="59", unit="mg/kg", qualifier="=", reason="A slip")
    assert other.flags == []


def test_what_changed_meanwhile_is_not_checked(lab: Lab) -> None:
    client = lab.as_(lab.second)
    seen = re.search(r'name="version" value="(\w+)"', client.get(f"/results/{lab.draft.id}").text)
    assert seen
    lab.draft.value = Decimal(22)
    lab.db.commit()
    sent = {"csrf_token": token(client), "version": seen[1]}
    answer = client.post(f"/results/{lab.draft.id}/check", data=sent)
    lab.db.expire_all()
    assert (answer.status_code, lab.draft.state) == (409, "draft")
    assert "Somebody changed this result" in answer.text


def test_the_public_reads_roles_and_dates_and_members_read_names(lab: Lab) -> None:
    lab.do(lab.second, "check")
    for who in (None, accounts.person(lab.db, "member", organisation=accounts.organisation(lab.db, "others"))):
        page = lab.page(who)
        assert "Aigerim" not in page
        assert "Bolat" not in page
        assert page.count("a member of Green Hands") == 2
        assert "/organisations/ours" in page
    inside = lab.page(lab.first)
    assert "Aigerim Entered" in inside
    assert "Bolat Checked" in inside


def test_a_result_that_is_not_public_is_there_for_its_organisation_only(lab: Lab) -> None:
    lab.draft.sample.visibility = "organisation"
    lab.db.commit()
    other = accounts.person(lab.db, "member", organisation=accounts.organisation(lab.db, "others"))
    path = f"/results/{lab.draft.id}"
    assert [lab.as_(who).get(path).status_code for who in (None, other, lab.second)] == [404, 404, 200]
    assert lab.do(other, "withdraw", reason="r").status_code == 404
    assert lab.as_(None).get("/results/999999999").status_code == 404


def queue(lab: Lab, who: User, query: str = "") -> tuple[FlaskClient, str]:
    client = lab.as_(who)
    return client, client.get(f"/checking{query}").text


def test_the_queue_shows_drafts_of_ones_organisation_and_own_ones_cannot_be_ticked(lab: Lab) -> None:
    mine = laboratory.result(lab.db, lab.draft.sample, "7", by=lab.second)
    lab.db.commit()
    client, page = queue(lab, lab.second)
    assert re.findall(r'name="result" value="(\d+):\w+"( disabled)?', page) == [
        (str(lab.draft.id), ""),
        (str(mine.id), " disabled"),
    ]
    ticked = re.findall(r'name="result" value="([^"]+)">', page)
    answer = client.post("/checking", data={"csrf_token": token(client), "result": ticked})
    assert answer.status_code == 303
    lab.db.expire_all()
    assert (lab.draft.state, mine.state) == ("checked", "draft")


def test_checking_many_does_all_or_nothing(lab: Lab) -> None:
    mine = laboratory.result(lab.db, lab.draft.sample, "7", by=lab.second)
    lab.db.commit()
    client, page = queue(lab, lab.second)
    both = re.findall(r'name="result" value="(\d+:\w+)"', page)
    answer = client.post("/checking", data={"csrf_token": token(client), "result": both})
    lab.db.expire_all()
    assert (answer.status_code, lab.draft.state, mine.state) == (403, "draft", "draft")
    assert "You entered this value" in answer.text
    for sent in ([], ["x"], [f"{lab.draft.id}:stale"], [f"{lab.draft.id}:{'0' * 32}"], ["99999999:" + "0" * 32]):
        answer = client.post("/checking", data={"csrf_token": token(client), "result": sent})
        assert answer.status_code in (409, 422), sent
    lab.db.expire_all()
    assert lab.draft.state == "draft"


def test_a_whole_load_is_checked_at_once_as_it_was_seen_but_for_what_one_entered(lab: Lab) -> None:
    more = [laboratory.result(lab.db, lab.draft.sample, str(number), by=lab.first) for number in (3, 4)]
    mine = laboratory.result(lab.db, lab.draft.sample, "7", by=lab.second)
    lab.db.commit()
    client, page = queue(lab, lab.second)
    whole = re.search(r'name="whole" value="(\w+)"', page)
    assert whole
    assert "Check all 3 drafts at once" in page
    sent = {"csrf_token": token(client), "whole": whole[1]}
    more[0].value = Decimal(5)
    lab.db.commit()
    assert client.post("/checking", data=sent).status_code == 409
    more[0].value = Decimal(3)
    lab.db.commit()
    assert client.post("/checking", data=sent).status_code == 303
    lab.db.expire_all()
    assert [one.state for one in (lab.draft, *more, mine)] == ["checked"] * 3 + ["draft"]
    assert {one.checked_by_id for one in (lab.draft, *more)} == {lab.second.id}
    assert events(lab) == ["checked"]


def test_the_queue_of_somebody_without_drafts_is_empty(lab: Lab) -> None:
    other = accounts.person(lab.db, "member", organisation=accounts.organisation(lab.db, "others"))
    assert "Nothing waits to be checked." in queue(lab, other)[1]
    assert lab.as_(None).get("/checking").status_code == 302
