"""Who may do what: every route of the application, for every role, on records that are theirs, others' and hidden.

The routes come from the application itself: one that is in no row of ``RULES`` fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.access.scene import RECORDS, ROLES, Scene, build
from tests.forms import token

LET_IN, LOG_IN, REFUSED, NOTHING = "let in", "led to the log-in", "refused", "nothing there"
Expected = Callable[[str, str], str]


def everybody(_role: str, _which: str) -> str:
    """Open to all."""
    return LET_IN


def same_for_all(_role: str, _which: str) -> str:
    """The address is a secret or names nothing here: nobody's role matters."""
    return NOTHING


def secret(_role: str, which: str) -> str:
    """Whoever has the right link, and nobody with a forged one, not even an administrator."""
    return NOTHING if which == "forged" else LET_IN


def visible(role: str, which: str) -> str:
    """A record: what is public to all, an organisation's to its members, everything to moderators where they work."""
    trusted = role in ("moderator", "administrator")
    return LET_IN if which == "open" or trusted or (which, role) == ("inner", "member") else NOTHING


def public_only(_role: str, which: str) -> str:
    """What anybody sees, whoever asks."""
    return LET_IN if which == "open" else NOTHING


def at_least(role: str) -> Expected:
    """People with that role or more; others are led to the log-in or refused."""
    trusted = ROLES[ROLES.index(role) :]

    def expected(asking: str, _which: str) -> str:
        if asking in ("anonymous", "owner"):
            return LOG_IN
        return LET_IN if asking in trusted else REFUSED

    return expected


def photo(role: str, which: str) -> str:
    """A public copy: of what is public to all; of the rest to moderators where they work."""
    return LET_IN if which == "open" or role in ("moderator", "administrator") else NOTHING


def moderated(role: str, which: str) -> str:
    """A record that a moderator works on; in another oblast it is refused if it is public, and else does not exist."""
    if role == "elsewhere":
        return REFUSED if which == "open" else NOTHING
    return at_least("elsewhere")(role, which)


def sealed(role: str, which: str) -> str:
    """A photo as it was sent: for the moderators of its place."""
    return REFUSED if role == "elsewhere" else at_least("elsewhere")(role, which)


def signed_in(role: str, _which: str) -> str:
    """Anybody with a log-in."""
    return LOG_IN if role in ("anonymous", "owner") else LET_IN


def of_an_organisation(role: str, _which: str) -> str:
    """Work that is done for an organisation: its members only, however much others are trusted with."""
    return LOG_IN if role in ("anonymous", "owner") else LET_IN if role == "member" else REFUSED


def colleagues(role: str, _which: str) -> str:
    """What an organisation keeps for itself: its members and administrators; for others it does not exist."""
    if role in ("anonymous", "owner"):
        return LOG_IN
    return LET_IN if role in ("member", "administrator") else NOTHING


def of_its_organisation(role: str, which: str) -> str:
    """Work on something of an organisation: its members and administrators; who else knows of it is refused."""
    if role in ("anonymous", "owner"):
        return LOG_IN
    if role == "administrator" or (role == "member" and which in ("open", "inner")):
        return LET_IN
    return REFUSED if role == "moderator" or (role == "elsewhere" and which == "open") else NOTHING


def second_person(role: str, which: str) -> str:
    """Checking what an organisation entered: its members, and who moderates its oblast."""
    return LET_IN if role == "moderator" else of_its_organisation(role, which)


def optional(role: str, _which: str) -> str:
    """What a member may do without, and a moderator may not."""
    if role in ("elsewhere", "moderator", "administrator"):
        return REFUSED
    return signed_in(role, _which)


def half_logged_in(role: str, _which: str) -> str:
    """A step of the log-in that nobody here is at."""
    return LOG_IN


ROWS: tuple[tuple[Expected, str], ...] = (
    (everybody, "maps.index maps.rows maps.changes records.listing cases.index datasets.index health.healthz static"),
    (everybody, "exports.index exports.table exports.geojson exports.geopackage exports.codes exports.datasets"),
    (everybody, "exports.whole limits.index limits.limit limits.summation_groups limits.surface_water prtr.activities"),
    (everybody, "emissions.index emissions.table"),
    (same_for_all, "emissions.chart areas_pages.chart"),
    (everybody, "substances.index rivers.index"),
    (same_for_all, "records.chart substances.substance substances.chart rivers.river rivers.chart"),
    (everybody, "prtr.pollutants areas_pages.places areas_pages.statistics feeds.news moderation.decisions"),
    (everybody, "report.new report.send report.nearby report.place report.token report.photos report.put_photo"),
    (everybody, "report.delete_photo alerts.new alerts.end security.login security.forgot_password"),
    (everybody, "security.reset_password security.two_factor_rescue"),
    (everybody, "rankings.index rankings.table"),
    (same_for_all, "maps.vector_basemap cases.case bundles.script"),
    (visible, "records.record report.update report.send_update"),
    (public_only, "records.popup moderation.flag nearby.around"),
    (photo, "photos.copy"),
    (sealed, "photos.original"),
    (secret, "report.mine report.again report.add report.correct report.letters report.withdraw report.withdrawn"),
    (secret, "report.confirm report.confirmed letters.ask letters.again letters.end accounts.invitation"),
    (secret, "alerts.mine alerts.change alerts.confirm"),
    (at_least("elsewhere"), "moderation.queue moderation.many"),
    (moderated, "moderation.review moderation.decide moderation.photo"),
    (at_least("administrator"), "staff.log staff.list_organisations staff.organisation people.index people.person"),
    (at_least("administrator"), "limits.new limits.edit"),
    (at_least("administrator"), "people.activate people.deactivate people.revoke people.withdraw people.invite"),
    (everybody, "campaigns.index organisations.organisation"),
    (visible, "campaigns.campaign campaigns.table campaigns.results campaigns.short results.result"),
    (same_for_all, "campaigns.chart"),
    (of_an_organisation, "campaigns.new"),
    (of_its_organisation, "campaigns.edit campaigns.plan campaigns.sample campaigns.remove campaigns.sheet"),
    (at_least("member"), "results.checking results.check_many"),
    (second_person, "results.act"),
    (at_least("member"), "visits.index"),
    (of_an_organisation, "visits.new visits.send"),
    (colleagues, "visits.visit"),
    (signed_in, "laboratory.index laboratory.new"),
    (colleagues, "laboratory.page laboratory.columns laboratory.answers laboratory.preview laboratory.problems"),
    (colleagues, "laboratory.mapping laboratory.places laboratory.state laboratory.results laboratory.load"),
    (colleagues, "laboratory.publish laboratory.undo laboratory.drop"),
    (signed_in, "accounts.account accounts.start accounts.end_login accounts.end_logins security.change_password"),
    (signed_in, "security.recovery_codes security.two_factor_setup security.verify security.mf_recovery"),
    (optional, "security.second_factor_off"),
    (half_logged_in, "security.logout security.two_factor_token_validation"),
)
RULES = {name: expected for expected, names in ROWS for name in names.split()}
BY_RECORD = {visible, public_only, photo, moderated, sealed, of_its_organisation, second_person}


@pytest.fixture
def scene(db: Session, connection: Connection, tmp_path: Path) -> Scene:
    """One of everything, in a transaction that is rolled back."""
    return build(db, connection, tmp_path)


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with every method that is not made by Flask itself."""
    found = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
    return [(rule, method) for rule in found for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]


def test_no_route_is_forgotten(app: Flask) -> None:
    missing = {rule.endpoint for rule, _method in routes(app)} - set(RULES)
    gone = set(RULES) - {rule.endpoint for rule, _method in routes(app)}
    assert (missing, gone) == (set(), set())


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_whom_it_should(scene: Scene, connection: Connection, role: str) -> None:
    wrong = []
    for rule, method in routes(scene.app):
        expected = RULES[rule.endpoint]
        for which in _records(expected):
            client = scene.client(role)
            nested = connection.begin_nested()
            outcome = _outcome(_ask(scene, client, rule, method, which))
            nested.rollback()
            if outcome != expected(role, which):
                wrong.append(f"{method} {rule.endpoint} ({which}): {outcome}, not {expected(role, which)}")
    assert not wrong, "\n".join(wrong)


def _records(expected: Expected) -> tuple[str, ...]:
    if expected in BY_RECORD:
        return RECORDS
    return ("open", "forged") if expected is secret else ("open",)


def _ask(scene: Scene, client: FlaskClient, rule: Rule, method: str, which: str) -> TestResponse:
    chosen = {"token": "forged.token"} if which == "forged" else {}
    address = scene.address(rule, "open" if which == "forged" else which, **chosen)
    headers = {"Accept": "text/html", "X-CSRFToken": token(client)}
    sent: dict[str, Any] = {"data": {"version": "1"}} if method == "POST" else {}
    return client.open(address, method=method, headers=headers, buffered=True, **sent)


def _outcome(answer: TestResponse) -> str:
    if answer.status_code >= 500:
        return f"an error ({answer.status_code})"
    if answer.status_code == 404:
        return NOTHING
    if answer.status_code == 403:
        return REFUSED
    led = answer.status_code == 302 and answer.headers["Location"].split("?")[0].endswith("/login")
    return LOG_IN if led or answer.status_code == 401 else LET_IN
