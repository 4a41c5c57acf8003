"""Every page of accounts, in every language, for those who may see it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from mapapp.config import LANGUAGES
from mapapp.core import audit
from mapapp.core.viewer import Viewer
from tests.factories import accounts

OPEN = ("/login", "/password", "/login/lost")
OWN = ("/account", "/account/password", "/account/second-factor", "/account/recovery-codes", "/login/again")
STAFF = (
    "/account/people",
    "/account/people/invite",
    "/account/organisations",
    "/account/organisations/add",
    "/account/organisations/green-1",
    "/account/audit?check=1",
)


def check(page: bytes) -> None:
    """What axe would say first: a heading, a label for each field, words on each button, no id twice."""
    root = html.fromstring(page)
    assert len(root.xpath("//h1")) == 1
    ids = [str(one) for one in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    for field in root.xpath("//input[not(@type='hidden') and not(@type='submit')] | //select | //textarea"):
        own = f"//label[@for='{field.get('id')}']"
        assert field.xpath("ancestor::label") or root.xpath(own) or field.get("aria-label"), html.tostring(field)
    for button in root.xpath("//button | //a"):
        assert " ".join(button.text_content().split()) or button.get("aria-label"), html.tostring(button)
    for name in root.xpath("//*[@aria-describedby]/@aria-describedby"):
        assert set(str(name).split()) <= set(ids)
    for form in root.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrf_token']/@value")
    text = page.decode()
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*nonce)", text)
    assert not re.search(r"\son\w+=", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", OPEN)
def test_open_pages(client: FlaskClient, path: str, lang: str) -> None:
    answer = client.get(f"{path}?lang={lang}")
    assert answer.status_code == 200
    assert answer.cache_control.no_store
    check(answer.data)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", ["member", "moderator", "administrator", None])
def test_own_pages(client: FlaskClient, db: Session, role: str | None, lang: str) -> None:
    group = accounts.organisation(db, kk="Жасыл", en="Green")
    accounts.log_in(client, accounts.person(db, role, organisation=group, oblasts=["KZ35"]))
    for path in OWN:
        answer = client.get(f"{path}?lang={lang}")
        assert answer.status_code == 200, path
        assert answer.cache_control.no_store
        check(answer.data)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_administrators(client: FlaskClient, db: Session, lang: str) -> None:
    group = accounts.organisation(db, kk="Жасыл", en="Green")
    member = accounts.person(db, "member", organisation=group)
    audit.record(db, Viewer(person_id=member.id), "photo_original", "photo:7", why="x", many=[1, 2], names={"en": "n"})
    audit.record(db, Viewer(), "invited", "invitation:3")
    audit.record(db, Viewer(), "login", f"person:{member.id}")
    accounts.log_in(client, accounts.person(db, "administrator"))
    for path in (*STAFF, f"/account/people/{member.id}"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert answer.status_code == 200, path
        check(answer.data)


@pytest.mark.parametrize("role", ["member", "moderator", None])
def test_pages_of_administrators_are_closed_to_others(client: FlaskClient, db: Session, role: str | None) -> None:
    accounts.organisation(db)
    member = accounts.person(db, "member")
    accounts.log_in(client, accounts.person(db, role))
    for path in (*STAFF, f"/account/people/{member.id}"):
        assert client.get(path).status_code == 403, path


def test_pages_of_others_lead_anonymous_people_to_the_log_in(client: FlaskClient, db: Session) -> None:
    for path in (*OWN, *STAFF):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer.location.startswith("/login"), path
