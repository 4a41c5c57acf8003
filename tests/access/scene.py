"""One of everything that a route can be asked for, and a browser for everybody who may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from mapapp import create_app
from mapapp.accounts import logins
from mapapp.accounts.models import Invitation, Organisation, User
from mapapp.config import Config
from mapapp.core import tokens
from mapapp.domains.reports.models import ObservationPhoto, Site
from mapapp.domains.samples.campaigns import labels
from mapapp.photos.present import pictures
from tests.conftest import SECRET
from tests.factories import accounts, fieldwork, laboratory, loads, notify, photos, reports, samples, submissions

# The owner of a report is anybody who has its private link: for every other address somebody without a log-in.
ROLES = ("anonymous", "owner", "member", "elsewhere", "moderator", "administrator")
RECORDS = ("open", "inner", "waiting", "hidden")


@dataclass(frozen=True)
class Scene:
    """``values`` has, by which record is meant and by name of the variable, what stands in an address."""

    app: Flask
    db: Session
    people: dict[str, User]
    values: dict[str, dict[str, Any]]

    def client(self, role: str) -> FlaskClient:
        """A browser of somebody in that role."""
        made = self.app.test_client()
        if role in self.people:
            accounts.log_in(made, self.people[role])
            self.db.commit()
        return made

    def address(self, rule: Rule, which: str, **chosen: str) -> str:
        """The address of a route for one of the records."""
        known = {**self.values[which], **self.values.get(rule.endpoint, {}), **chosen}
        named = {*rule.arguments, *self.values.get(rule.endpoint, {})} - set(rule.defaults or {})
        wanted = {name: known[name] for name in named}
        with self.app.test_request_context():
            built = self.app.url_map.bind("localhost").build(rule.endpoint, wanted)
        return str(built)


def build(db: Session, connection: Any, store: Path) -> Scene:
    """Four sites near Karaganda (public, kept by an organisation, new, hidden), people of every role, links, photos."""
    app = create_app(
        Config("postgresql+psycopg://", SECRET, default_language="en", photo_store=str(store), **_MAIL), connection
    )
    ours = accounts.organisation(db)
    people = {
        "member": accounts.person(db, "member", organisation=ours),
        "elsewhere": accounts.person(db, "moderator", oblasts=("KZ47",)),
        "moderator": accounts.person(db, "moderator"),
        "administrator": accounts.person(db, "administrator"),
    }
    with app.test_request_context():
        sites = _sites(db, ours.id)
        sent = submissions.received(app, db, email="owner@example.kz", news="1")
        sites["waiting"] = sent.site
        values = {which: {**_common(), **_record(app, db, site)} for which, site in sites.items()}
        for which, site in sites.items():
            values[which] |= _campaign(db, ours, site)
        uuid = str(sent.uuid)
        alert = notify.subscription(db)
        invitation = _invitation(db)
        norm = samples.limit(db)
        file = loads.load(db, ours, content=b"point;value\nP-1;3\n", state="loaded")
        values |= {
            "report.confirm": {"token": tokens.make("confirm", uuid)},
            "report.confirmed": {"token": tokens.make("confirm", uuid)},
            **{
                name: {"token": tokens.make("letters", uuid)}
                for name in ("letters.ask", "letters.again", "letters.end")
            },
            **{f"alerts.{name}": {"token": tokens.make("alert", str(alert.uuid))} for name in _ALERTS},
            "accounts.invitation": {"token": tokens.make_timed("invitation", str(invitation.id))},
            "staff.organisation": {"key": ours.key},
            "organisations.organisation": {"key": ours.key},
            **{f"limits.{name}": {"limit_id": norm.id} for name in ("limit", "edit")},
            "report.place": {"text": "49.8, 73.1"},
            **{f"laboratory.{name}": {"load_key": file.key} for name in _LABORATORY},
            "visits.new": {"site": "open-1"},
            "visits.send": {"site": "open-1"},
            "visits.visit": {"key": fieldwork.visit(db, sites["open"], people["member"]).key},
            "people.withdraw": {"invitation_id": invitation.id},
        }
        for name in ("mine", "again", "add", "correct", "letters", "withdraw", "withdrawn"):
            values[f"report.{name}"] = {"token": tokens.make("track", uuid)}
        mine = people["member"]
        for name in ("people.person", "people.activate", "people.deactivate", "people.revoke"):
            values[name] = {"user_id": mine.id, "grant_id": mine.grants[0].id}
    db.commit()
    return Scene(app, db, people, values)


_MAIL: dict[str, Any] = {
    "smtp_url": "smtp://localhost:1",
    "mail_from": "map@example.org",
    "public_url": "http://localhost",
}
_LABORATORY: tuple[str, ...] = (
    "page",
    "columns",
    "answers",
    "preview",
    "problems",
    "mapping",
    "places",
    "state",
    "results",
    "load",
)
_LABORATORY = (*_LABORATORY, "publish", "undo", "drop")
_ALERTS = ("mine", "change", "confirm", "end")


def _sites(db: Session, organisation_id: int) -> dict[str, Site]:
    """The three sites that are no new report."""
    opened = reports.site(db, "open-1", geometry=Point(73.1, 49.8))
    inner = reports.site(db, "inner-1", geometry=Point(73.2, 49.8))
    inner.visibility, inner.organisation_id = "organisation", organisation_id
    hidden = reports.site(db, "hidden-1", geometry=Point(73.3, 49.8))
    hidden.visibility = "hidden"
    db.flush()
    return {"open": opened, "inner": inner, "hidden": hidden}


def _record(app: Flask, db: Session, site: Site) -> dict[str, Any]:
    """The address parts of a site and of a photo of it, public if the site is."""
    photo = photos.photo(app, db, public=site.status == "published" and site.visibility == "public")
    site.observations[0].photos.append(ObservationPhoto(photo_id=photo.id))
    db.flush()
    shown = pictures([photo], signed=True)[0].small
    digest = shown.partition("?")[0].rpartition("-")[2].removesuffix(".jpg")
    return {"key": site.key, "upload_id": str(photo.upload_id), "digest": digest, "size": "small"}


def _campaign(db: Session, ours: Organisation, site: Site) -> dict[str, Any]:
    """The address parts of a campaign with the site's key and visibility, and of a draft of the same organisation."""
    public = site.status == "published" and site.visibility == "public"
    kept = site.visibility if site.visibility != "public" else "moderators"
    shown = {"visibility": "public" if public else kept, "oblast": "KZ35"}
    (label,) = labels.make(1, "TEST", ())
    campaign = laboratory.campaign(db, ours, [label], key=site.key, **shown)
    place = laboratory.place(db, f"lab-{site.key}", organisation_id=ours.id, **shown)
    draft = laboratory.result(db, laboratory.sample(db, place, ours, visibility=shown["visibility"]))
    return {"label": label, "planned_id": campaign.planned[0].id, "result_id": draft.id}


def _common() -> dict[str, Any]:
    """What addresses have besides records."""
    return {
        "layer_id": "reports",
        "name": "reports",
        "slug": "no-such-case",
        "filename": "css/base.css",
        "uuid": str(uuid4()),
        "verb": "check",
        "chart_id": "none",
        "code": "no-such-substance",
        "form": "svg",
        "deed": "add",
        "token": "forged",
        "login_id": 0,
        "user_id": 0,
        "grant_id": 0,
        "invitation_id": 0,
    }


def _invitation(db: Session) -> Invitation:
    made = Invitation(email="new@example.org", role="member", expires_at=logins.now() + timedelta(days=1))
    db.add(made)
    db.flush()
    return made
