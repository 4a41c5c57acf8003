"""The page of the form: light, whole without scripts, and nothing that was typed becomes markup."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy.orm import Session

from mapapp.core.assets import STATIC, vendor
from mapapp.publish.maps import bundle
from tests.factories.accounts import log_in, person
from tests.factories.areas import settlement
from tests.factories.reports import site
from tests.forms import token
from tests.publish.markup import HOSTILE, Page, Tag, faults

LIGHT = 120_000
LANGUAGES = ("kk", "ru", "en")


def form(client: FlaskClient, query: str = "?lang=en") -> str:
    answer = client.get(f"/report{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def sent(client: FlaskClient, **values: str) -> str:
    """The page that comes back when a browser without scripts sends the form with these values."""
    hidden = {tag.attributes.get("name"): tag.attributes.get("value", "") for tag in Page(form(client)).all("input")}
    data = {name: hidden[name] for name in ("uuid", "ticket")} | {"csrf_token": token(client)} | values
    return client.post("/report?lang=en", data=data).get_data(as_text=True)


def named(page: Page, name: str) -> list[Tag]:
    return [tag for tag in page.tags if tag.attributes.get("name") == name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_keeps_to_the_policy_of_every_page(client: FlaskClient, language: str) -> None:
    assert faults(form(client, f"?lang={language}")) == []


def test_every_field_has_a_label_and_all_is_there_without_scripts(client: FlaskClient) -> None:
    page = Page(form(client))
    shown = [tag for tag in page.all("input") + page.all("textarea") if tag.attributes.get("type") != "hidden"]
    known = {tag.attributes.get("for") for tag in page.all("label")}
    inside = re.findall(r"<label[^>]*>(?:(?!</label>).)*?<(?:input|textarea)[^>]*>", form(client), re.DOTALL)
    unlabelled = [tag for tag in shown if tag.attributes.get("id") not in known]
    assert len(unlabelled) <= len(inside)
    names = {"photos", "place_name", "coordinates", "kind", "size", "waste", "signs", "words", "when", "protect"}
    assert names <= {tag.attributes.get("name") for tag in page.tags}
    assert [tag for tag in named(page, "photos") if "multiple" in tag.attributes]
    assert [tag for tag in page.all("button") if tag.attributes.get("type") == "submit"]
    assert next(tag for tag in page.all("form") if "data-report-form" in tag.attributes).attributes["method"] == "post"


def test_what_is_wrong_leads_to_its_field(client: FlaskClient) -> None:
    text = sent(client, email="nobody", area_m2="many")
    page = Page(text)
    identities = {tag.attributes.get("id") for tag in page.tags}
    links = re.findall(r'href="#(field-[a-z0-9_]+)"', text)
    assert {"field-kind", "field-place_name", "field-area_m2"} <= set(links)
    assert set(links) <= identities
    wrong = {tag.attributes.get("name") for tag in page.tags if tag.attributes.get("aria-invalid") == "true"}
    assert {"kind", "area_m2"} <= wrong
    assert '<details class="step step-more" open' in text


def test_hostile_words_come_back_as_they_were_typed(client: FlaskClient, db: Session) -> None:
    settlement(db, names={"en": HOSTILE})
    site(db, "s-1", name=HOSTILE, geometry=Point(73.1, 49.8))
    db.commit()
    said = {"words": HOSTILE, "place_name": HOSTILE, "coordinates": HOSTILE, "email": HOSTILE, "when": HOSTILE}
    text = sent(client, **said, lon=HOSTILE, outline=HOSTILE, known=HOSTILE, waste=HOSTILE)
    assert faults(text) == []
    page = Page(text)
    assert named(page, "coordinates")[0].attributes["value"] == HOSTILE
    assert named(page, "words")[0].text == HOSTILE
    known = sent(client, lon="73.1", lat="49.8", kind="dump", words=HOSTILE)
    assert faults(known) == []
    assert [tag for tag in named(Page(known), "known") if tag.attributes["value"] == "new"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_get_their_words_and_addresses(client: FlaskClient, language: str) -> None:
    page = Page(form(client, f"?lang={language}"))
    found = next(tag for tag in page.all("script") if tag.attributes.get("id") == "report-settings")
    settings = json.loads(found.text)
    scripts = [path for path in bundle.BUNDLES["report"] if path.startswith("js/report/")]
    used = {name for path in scripts for name in re.findall(r'mapapp\.word\(\s*"(\w+)"', (STATIC / path).read_text())}
    assert used <= set(settings["words"]) | set(settings["map"]["words"])
    assert used >= {"keptUntilOnline", "photoPlaceAsk"}
    assert not [words for words in settings["words"].values() if "%" in words.replace("{n} %", "")]
    assert settings["urls"]["photo"].startswith("/report/00000000-0000-0000-0000-000000000000/photos/")
    assert settings["urls"]["anyUpload"] in settings["urls"]["photo"]


def test_the_page_is_light(client: FlaskClient) -> None:
    answer = client.get("/report?lang=kk", headers={"Accept-Encoding": "gzip"})
    page = Page(gzip.decompress(answer.data).decode())
    links = [tag.attributes for tag in page.all("link") if tag.attributes.get("rel") == "stylesheet"]
    sources = [one["href"] for one in links] + [tag.attributes.get("src", "") for tag in page.all("script")]
    fetched = [client.get(one, headers={"Accept-Encoding": "gzip"}) for one in sources if one]
    assert all(one.status_code == 200 for one in fetched)
    assert len(answer.data) + sum(len(one.data) for one in fetched) < LIGHT


def test_a_bundle_may_be_kept_for_ever(client: FlaskClient) -> None:
    address = next(tag.attributes["src"] for tag in Page(form(client)).all("script") if "/maps/scripts/" in str(tag))
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == "text/javascript"
    assert client.get(re.sub(r"-[0-9a-f]{12}\.js", "-000000000000.js", address)).status_code == 404
    assert client.get("/maps/scripts/other-000000000000.js").status_code == 404
    listed = {path.relative_to(STATIC).as_posix() for path in Path(STATIC, "js", "report").glob("*.js")}
    assert listed <= set(bundle.BUNDLES["report"])
    assert "leaflet.js" in vendor()


def test_the_way_to_the_form_is_in_the_header_on_the_list_and_on_the_map(client: FlaskClient) -> None:
    assert client.get("/cases?lang=en").get_data(as_text=True).count('href="/report?lang=en"') >= 2
    assert "list-report" in client.get("/reports?lang=en").get_data(as_text=True)
    assert "data-report" in client.get("/?lang=en").get_data(as_text=True)


@pytest.mark.parametrize(("role", "moderates"), [("moderator", True), ("administrator", True), ("member", False)])
def test_those_who_are_signed_in_find_their_pages(client: FlaskClient, db: Session, role: str, moderates: bool) -> None:
    before = Page(client.get("/cases?lang=en").get_data(as_text=True))
    assert not [tag for tag in before.tags if "menu-staff" in tag.attributes.get("class", "")]
    assert any(tag.text == "Log in" for tag in before.all("a"))
    log_in(client, person(db, role))
    after = client.get("/cases?lang=en").get_data(as_text=True)
    assert faults(after) == []
    assert ('href="/moderation?lang=en"' in after) == moderates
    assert 'href="/account?lang=en"' in after
    assert re.search(
        r'<form method="post" action="/logout[^"]*"><input type="hidden" name="csrf_token" value=".', after
    )
    assert not any(tag.text == "Log in" for tag in Page(after).all("a"))
