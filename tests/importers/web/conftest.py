"""A member of an organisation with a browser, and the steps of a file as that member takes them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from mapapp.accounts.models import Organisation, User
from mapapp.core.jobs.worker import drain
from mapapp.core.loads import Load
from tests.factories import accounts, samples
from tests.forms import token

SOIL = """point;latitude;longitude;date;medium;substance;value;unit
P-1;49.80;73.10;14.05.2026;soil;Lead;<0,05;mg/kg
P-1;49.80;73.10;14.05.2026;soil;Mercury;21;mg/kg
P-2;49.82;73.12;14.05.2026;soil;Mercury;1,05;mg/kg
"""


@dataclass
class Member:
    """Somebody of an organisation, with a browser."""

    app: Flask
    db: Session
    client: FlaskClient
    person: User
    organisation: Organisation

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """A form that is sent."""
        return self.client.post(path, data={**fields, "csrf_token": token(self.client)})

    def bring(self, content: str | bytes = SOIL, name: str = "soil.csv", **fields: Any) -> TestResponse:
        """A file that is sent with what is said of it."""
        raw = content.encode() if isinstance(content, str) else content
        said = {"title": "Soil at the dump", "licence": "CC BY 4.0", "publisher": "EcoMuseum", **fields}
        return self.post("/laboratory/new", file=(io.BytesIO(raw), name), **said)

    def load(self) -> Load:
        """The newest load."""
        self.db.expire_all()
        return self.db.scalars(select(Load).order_by(Load.id.desc()).limit(1)).one()

    def columns(self, **chosen: str) -> TestResponse:
        """The form of the columns as it is shown, with some of it chosen otherwise, sent back."""
        path = f"/laboratory/{self.load().key}/columns"
        return self.post(path, **{**fields_of(self.get(path).text), **chosen})

    def step(self, name: str, **fields: Any) -> TestResponse:
        """One of the buttons of the newest load."""
        return self.post(f"/laboratory/{self.load().key}/{name}", **fields)

    def see(self, name: str = "") -> TestResponse:
        """One of the pages of the newest load."""
        return self.get(f"/laboratory/{self.load().key}" + (f"/{name}" if name else ""))

    def work(self) -> int:
        """The jobs that wait are done."""
        return drain(self.app, self.db)


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the columns' form as it is."""
    form = page[page.index('class="lab-columns-form"') : page.index("</form>", page.index('class="lab-columns-form"'))]
    found = {}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first or [None, ""])[1]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
    found.pop("csrf_token", None)
    return {name: str(value) for name, value in found.items()}


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application, whose pages wait for no job."""
    app.config["LABORATORY_WAIT_SECONDS"] = 0
    return app


Make = Callable[..., Member]


@pytest.fixture
def make_member(app: Flask, db: Session) -> Make:
    """Makes people with a browser each."""

    def make(organisation: Organisation | None = None, role: str = "member", key: str = "eco-1") -> Member:
        ours = organisation or accounts.organisation(db, key, en="EcoMuseum", ru="ЭкоМузей")
        person = accounts.person(db, role, organisation=ours if role == "member" else None)
        client = app.test_client()
        accounts.log_in(client, person)
        return Member(app, db, client, person, ours)

    return make


@pytest.fixture
def member(make_member: Make, db: Session) -> Member:
    """A member of an organisation; lead and mercury are known, and mercury has a norm."""
    samples.substance(db, "lead", "Lead")
    samples.limit(db, "mercury", "2.1", "mg/kg")
    return make_member()
