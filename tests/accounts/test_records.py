"""Organisations, and the audit log as administrators read it."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mapapp.accounts.models import Organisation
from mapapp.core import audit
from mapapp.core.audit import AuditEntry
from mapapp.core.viewer import Viewer
from tests.accounts import steps
from tests.factories import accounts


def test_an_organisation_is_added_and_renamed(client: FlaskClient, db: Session) -> None:
    accounts.log_in(client, accounts.person(db, "administrator"))
    names = {"kk": "Жасыл қолдар", "ru": " Зелёные  руки ", "en": "Green Hands"}
    assert steps.send(client, "/account/organisations/add", **names).status_code == 302
    made = db.scalars(select(Organisation)).one()
    assert made.names == {"kk": "Жасыл қолдар", "ru": "Зелёные руки", "en": "Green Hands"}
    assert made.key.startswith("green-hands-")
    steps.send(client, f"/account/organisations/{made.key}", kk="", ru="", en="Greener Hands")
    db.refresh(made)
    assert made.names == {"en": "Greener Hands"}
    assert [what for what, _whom in steps.entries(db)] == ["organisation_added", "organisation_renamed"]


def test_an_organisation_without_a_name_is_refused(client: FlaskClient, db: Session) -> None:
    accounts.log_in(client, accounts.person(db, "administrator"))
    assert 'id="kk-error"' in steps.send(client, "/account/organisations/add", kk=" ", ru="", en="").text
    assert db.scalars(select(Organisation)).first() is None


def test_an_administrator_of_an_organisation_renames_that_one(client: FlaskClient, db: Session) -> None:
    green, red = accounts.organisation(db), accounts.organisation(db, "red-1")
    accounts.log_in(client, accounts.person(db, "administrator", organisation=green))
    assert client.get(f"/account/organisations/{green.key}").status_code == 200
    assert client.get(f"/account/organisations/{red.key}").status_code == 403


def test_the_log_is_filtered_by_deed_and_person(client: FlaskClient, db: Session) -> None:
    boss, other = accounts.person(db, "administrator"), accounts.person(db)
    for who, what in ((boss, "first_deed"), (other, "second_deed"), (other, "first_deed")):
        audit.record(db, Viewer(person_id=who.id), what, "site:1")
    audit.record(db, Viewer(), "done_to_other", f"person:{other.id}")
    accounts.log_in(client, boss)

    def count(query: str) -> str:
        return steps.words(client.get(f"/account/audit{query}")).partition(" entr")[0].rpartition(" ")[2]

    assert count("") == "4"
    assert count("?action=first_deed") == "2"
    assert count(f"?person={other.id}") == "3"
    assert count(f"?person={other.id}&action=first_deed") == "1"
    assert count("?person=x&page=99") == "4"


def test_long_logs_have_pages(client: FlaskClient, db: Session) -> None:
    boss = accounts.person(db, "administrator")
    for number in range(51):
        audit.record(db, Viewer(), "deed", f"site:{number}")
    accounts.log_in(client, boss)
    first, second = client.get("/account/audit"), client.get("/account/audit?page=2")
    assert "site:50" in first.text
    assert "site:0<" not in first.text
    assert "site:0<" in second.text


def test_a_changed_entry_shows(client: FlaskClient, db: Session) -> None:
    for number in range(3):
        audit.record(db, Viewer(), "deed", f"site:{number}")
    accounts.log_in(client, accounts.person(db, "administrator"))
    assert "The chain is intact." in client.get("/account/audit?check=1").text
    second = db.scalars(select(AuditEntry).where(AuditEntry.subject == "site:1")).one()
    db.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER only_added"))
    db.execute(text("UPDATE audit_entry SET subject = 'site:9' WHERE id = :id"), {"id": second.id})
    assert f"Entry {second.id} does not fit the chain" in client.get("/account/audit?check=1").text


def test_what_people_wrote_is_text(client: FlaskClient, db: Session) -> None:
    boss = accounts.person(db, "administrator")
    boss.name = "<script>alert(1)</script>"
    accounts.organisation(db, en="<img src=x onerror=alert(1)>")
    audit.record(db, Viewer(person_id=boss.id), "<b>", "<i>:x", what="<u>")
    accounts.log_in(client, boss)
    for path in ("/account", "/account/people", "/account/organisations", "/account/audit"):
        page = client.get(path).text
        assert not [bad for bad in ("<script>alert", "<img src=x", "<b>", "<i>", "<u>") if bad in page]
