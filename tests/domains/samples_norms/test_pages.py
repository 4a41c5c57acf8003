"""Pages of norms: what everybody reads, and how administrators enter, correct and end norms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapapp.core.audit import AuditEntry
from mapapp.core.changes import versions
from mapapp.core.jobs.worker import drain
from mapapp.domains.samples.limits import Limit, LimitVersion
from mapapp.domains.samples.models import Result, Sample, SamplingPoint
from mapapp.domains.samples.norms import service
from tests.factories import accounts, samples
from tests.forms import token


def typed(**changed: str) -> dict[str, str]:
    """All that the form asks for."""
    filled = {"substance": "mercury", "medium": "soil", "jurisdiction": "KZ", "value": "2,1", "unit": "мг/кг"}
    filled |= {"kind": "mpc", "averaging": "none", "form": "", "land_use": "", "allowed_exceedances": ""}
    filled |= {"act": "Order No. 7", "in_force_from": "", "in_force_to": "", "seen_in": "the act, table 1"}
    filled |= {"source_url": "https://adilet.example/V7", "verification": "verified_by_that_source", "note": ""}
    return filled | {"reason": "Read in the act itself."} | changed


def administrator(client: FlaskClient, db: Session, **values: Any) -> FlaskClient:
    """The browser, with an administrator in it."""
    accounts.log_in(client, accounts.person(db, "administrator", **values))
    db.commit()
    return client


def send(client: FlaskClient, address: str, **changed: str) -> Any:
    return client.post(address, data={"csrf_token": token(client), **typed(**changed)})


def result_of(db: Session, identity: str) -> Result:
    db.flush()
    db.expire_all()
    return db.scalars(select(Result).where(Result.external_id == f"{identity}-r")).one()


def test_a_norm_is_entered_and_compared_at_once(client: FlaskClient, db: Session) -> None:
    samples.point(db, "p-1", value="177")
    samples.point(db, "noise", code="lead")
    before = versions(db).get("samples", 0)
    answer = send(administrator(client, db), "/limits/new", in_force_from="2004")
    assert answer.status_code == 302
    made = db.scalars(select(Limit)).one()
    assert (made.value, made.unit, made.act, made.dataset_id) == (
        Decimal("2.1"),
        "mg/kg",
        "Order No. 7",
        made.dataset_id,
    )
    assert result_of(db, "p-1").limit_id == made.id
    assert result_of(db, "noise").limit_id is None
    assert versions(db)["samples"] > before
    assert db.scalars(select(AuditEntry.action)).all() == ["limit_entered"]
    version = db.scalars(select(LimitVersion)).one()
    assert (version.before, version.after["value"], version.reason) == ({}, "2.1", "Read in the act itself.")
    page = client.get(answer.headers["Location"]).text
    assert "1 result of this substance was compared again" in page
    assert "It decides 1 result." in page
    assert "Read in the act itself." in page
    assert 'href="https://adilet.example/V7"' in page


def test_a_correction_keeps_what_it_was_and_why(client: FlaskClient, db: Session) -> None:
    norm = samples.limit(db, value="2")
    samples.point(db, "p-1", value="21")
    assert result_of(db, "p-1").times == Decimal("10.5")
    administrator(client, db)
    before = client.get(f"/limits/{norm.id}/edit")
    assert 'value="2"' in before.text
    answer = send(
        client, f"/limits/{norm.id}/edit", value="2.1", version="0", unit="mg/kg", reason="The act prints 2.1."
    )
    assert answer.status_code == 302
    assert result_of(db, "p-1").times == 10
    version = db.scalars(select(LimitVersion)).one()
    assert (version.before["value"], version.after["value"]) == ("2", "2.1")
    assert "medium" not in version.after
    public = client.application.test_client().get(f"/limits/{norm.id}").text
    assert "<del>2</del>" in public
    assert "<ins>2.1</ins>" in public
    assert "The act prints 2.1." in public
    assert "an administrator" in public
    assert "A administrator" not in public  # their name is for administrators
    assert "A administrator" in client.get(f"/limits/{norm.id}").text


def test_a_norm_is_ended_and_not_deleted(client: FlaskClient, db: Session) -> None:
    norm = samples.limit(db, value="2")
    samples.point(db, "p-1", value="21")
    send(administrator(client, db), f"/limits/{norm.id}/edit", value="2", version="0", in_force_to="2010")
    assert (result_of(db, "p-1").verdict, result_of(db, "p-1").limit_id) == ("no_limit", None)
    assert db.get(Limit, norm.id) is not None


def test_two_people_do_not_overwrite_each_other(client: FlaskClient, db: Session) -> None:
    norm = samples.limit(db, value="2")
    administrator(client, db)
    assert send(client, f"/limits/{norm.id}/edit", value="3", version="0").status_code == 302
    assert send(client, f"/limits/{norm.id}/edit", value="4", version="0").status_code == 409
    db.expire_all()
    assert norm.value == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"value": "0"}, "above zero"),
        ({"value": "-1"}, "above zero"),
        ({"value": "NaN"}, "above zero"),
        ({"value": "1e999"}, "above zero"),
        ({"value": "two"}, "above zero"),
        ({"unit": "spoons"}, "This unit is not known"),
        ({"unit": "times MPC"}, "This unit is not known"),
        ({"act": "\x00"}, "Name the act"),
        ({"in_force_from": "21.04.2021"}, "Write the date like"),
        ({"in_force_from": "2021", "in_force_to": "2020"}, "cannot end before it begins"),
        ({"in_force_from": "2021-02-30"}, "Write the date like"),
        ({"source_url": "javascript:alert(1)"}, "web address"),
        ({"substance": "banana"}, "Choose one of these."),
        ({"medium": "'--"}, "Choose one of these."),
        ({"allowed_exceedances": "-3"}, "whole number"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_saved(
    client: FlaskClient, db: Session, changed: dict[str, str], said: str
) -> None:
    samples.substance(db)
    answer = send(administrator(client, db), "/limits/new", **changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Nothing was saved yet." in answer.text
    assert db.scalar(select(func.count(Limit.id))) == 0


def test_a_correction_that_changes_nothing_is_no_correction(client: FlaskClient, db: Session) -> None:
    samples.substance(db)
    administrator(client, db)
    made = send(client, "/limits/new").headers["Location"]
    version = str(db.scalar(select(func.max(LimitVersion.id))))
    answer = send(client, f"{made.split('?')[0]}/edit", version=version)
    assert answer.status_code == 422
    assert "Nothing was changed." in answer.text
    assert db.scalar(select(func.count(LimitVersion.id))) == 1


def test_norms_are_for_administrators_of_the_whole_country(client: FlaskClient, db: Session) -> None:
    samples.substance(db)
    administrator(client, db, oblasts=("KZ35",))
    assert send(client, "/limits/new").status_code == 403
    assert db.scalar(select(func.count(Limit.id))) == 0
    assert "Enter a norm" not in client.get("/limits").text


def test_many_results_are_compared_by_a_job(
    client: FlaskClient, app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 1)
    for number in range(2):
        samples.point(db, f"p-{number}", value="21")
    answer = send(administrator(client, db), "/limits/new", value="2")
    assert "compared again in the background" in client.get(answer.headers["Location"]).text
    assert result_of(db, "p-0").verdict == "no_limit"
    assert drain(app, db) == 1
    assert {result_of(db, f"p-{number}").verdict for number in range(2)} == {"exceeds"}


def test_what_is_not_public_is_not_counted(client: FlaskClient, db: Session) -> None:
    norm = samples.limit(db, value="2")
    dutch = samples.limit(db, value="10", jurisdiction="NL")
    samples.point(db, "open", name="An open place")
    samples.point(db, "inner", name="A place of ours")
    samples.point(db, "half", name="A public place with a sample of ours")
    db.scalars(select(SamplingPoint).where(SamplingPoint.external_id == "inner")).one().visibility = "organisation"
    db.scalars(select(Sample).where(Sample.external_id == "half-s")).one().visibility = "organisation"
    result_of(db, "open")
    db.commit()
    page = client.get(f"/limits/{norm.id}").text
    assert "It decides 1 result." in page
    assert "An open place" in page
    assert "of ours" not in page
    other = client.get(f"/limits/{dutch.id}").text
    assert "1 result is compared with it in another set of norms." in other
    assert "2.1" in other


def test_a_withdrawn_result_is_decided_by_nothing(client: FlaskClient, db: Session) -> None:
    norm = samples.limit(db, value="2")
    samples.point(db, "p-1")
    result_of(db, "p-1").state = "withdrawn"
    db.commit()
    assert "No public result is compared with this norm." in client.get(f"/limits/{norm.id}").text


@pytest.mark.parametrize("address", ["/limits/999999", "/limits/99999999999999999999", "/limits/0", "/limits/-1"])
def test_a_norm_that_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_list_is_narrowed(client: FlaskClient, db: Session) -> None:
    samples.limit(db, value="2")
    samples.limit(db, code="lead", value="32", medium="water", jurisdiction="NL", act="A Dutch circular")
    assert "2 limits" in client.get("/limits").text
    for asked in ("substance=lead", "medium=water", "jurisdiction=NL"):
        page = client.get(f"/limits?{asked}").text
        assert "1 limit" in page
        assert "A Dutch circular" in page
    assert "Nothing was found." in client.get("/limits?medium=%00water'--").text


def test_words_of_people_stay_text(client: FlaskClient, db: Session) -> None:
    norm = samples.limit(db, act="<script>alert(1)</script>", note="<img src=x onerror=alert(1)>")
    for address in ("/limits", f"/limits/{norm.id}"):
        page = client.get(address).text
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
