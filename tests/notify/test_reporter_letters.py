"""Letters to reporters: one of each kind, through a real mail server, in three languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core import news, tokens
from mapapp.core.events import emit
from mapapp.domains.reports import words
from mapapp.domains.reports.events import PRIVATE_NEWS, PUBLIC_NEWS, Reporter, ReporterNews
from mapapp.domains.reports.models import KINDS, STATUSES
from mapapp.domains.reports.moderation.models import REASONS
from mapapp.notify import letters as written
from mapapp.notify.models import Silence
from tests.core.smtp import Inbox
from tests.factories import reports
from tests.factories.notify import reporter_uuid
from tests.notify.conftest import HOME, body, letters, links, press
from tests.publish.markup import Page

ADDRESS = "aigul@example.kz"
QUOTE = "Is it <b>behind</b> the school?"


def reporter(number: int = 1, address: str = ADDRESS, language: str = "en") -> Reporter:
    return Reporter(reporter_uuid(number), address, language)


def told(what: str, *reporters: Reporter, **values: str) -> ReporterNews:
    return ReporterNews(what, reporters or (reporter(),), values.pop("site_key", "r-7k2m9q"), "dump", **values)


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
@pytest.mark.parametrize("what", PRIVATE_NEWS)
def test_every_kind_of_letter_arrives(mailing: Flask, db: Session, server: Inbox, what: str, code: str) -> None:
    emit(db, told(what, reporter(language=code), status="verified", reason="false", words=QUOTE))
    (letter,) = letters(mailing, db, server)
    assert (letter["To"], letter["Content-Language"]) == (ADDRESS, code)
    assert letter["Subject"].strip()
    text, html = body(letter), body(letter, "html")
    assert f'<html lang="{code}">' in html
    ours = [one for one in links(letter) if one != HOME]
    assert len(ours) >= 2
    assert all(one.startswith(HOME + "/") and f"lang={code}" in one for one in ours)
    stop = f"{HOME}/letters/{tokens.make('letters', str(reporter().submission))}"
    assert f"{stop}?lang={code}" in text
    assert str(letter["List-Unsubscribe"]) == f"<{stop}/end?lang={code}>"
    private = f"{HOME}/my/{tokens.make('track', str(reporter().submission))}"
    assert (private in text) == (private in html) == (what != "confirm")
    if what != "confirm":
        assert QUOTE in text
        assert "&lt;b&gt;behind" in html


def test_the_first_letter_may_be_a_strangers_and_opens_nothing(mailing: Flask, db: Session, server: Inbox) -> None:
    emit(db, told("confirm", words="anything", status="new"))
    (letter,) = letters(mailing, db, server)
    text = body(letter)
    assert f"{HOME}/confirm/{tokens.make('confirm', str(reporter().submission))}" in text
    for secret in ("/my/", "r-7k2m9q", "anything", "dump"):
        assert secret not in text


def test_the_question_has_an_answer_for_either_case(
    mailing: Flask, client: FlaskClient, db: Session, server: Inbox
) -> None:
    site = reports.site(db)
    db.commit()
    emit(db, told("still_there", site_key=site.key))
    (letter,) = letters(mailing, db, server)
    for seen in ("still_there", "gone"):
        address = f"/reports/{site.key}/update?seen={seen}&lang=en"
        assert HOME + address in body(letter)
        form = Page(client.get(address).text)
        chosen = [tag.attributes["value"] for tag in form.all("input") if "checked" in tag.attributes]
        assert seen in chosen


def test_a_public_place_is_linked_by_its_page(mailing: Flask, client: FlaskClient, db: Session, server: Inbox) -> None:
    site = reports.site(db)
    db.commit()
    emit(db, told("accepted", site_key=site.key))
    (letter,) = letters(mailing, db, server)
    page = next(one for one in links(letter) if "/reports/" in one)
    assert client.get(page.removeprefix(HOME)).status_code == 200


def test_one_address_gets_one_letter(mailing: Flask, db: Session, server: Inbox) -> None:
    others = (reporter(2, "AIGUL@example.kz "), reporter(3, "bolat@example.kz", "kk"))
    emit(db, told("accepted", reporter(), *others))
    found = {str(one["To"]).lower(): one["Content-Language"] for one in letters(mailing, db, server)}
    assert found == {ADDRESS: "en", "bolat@example.kz": "kk"}
    assert len(server.letters) == 2


def test_nobody_to_tell_is_no_letter(mailing: Flask, db: Session, server: Inbox) -> None:
    emit(db, ReporterNews("accepted", (), "r-1", "dump"))
    assert letters(mailing, db, server) == []


def test_no_more_letters_means_none(mailing: Flask, client: FlaskClient, db: Session, server: Inbox) -> None:
    emit(db, told("accepted"))
    (letter,) = letters(mailing, db, server)
    stop = str(letter["List-Unsubscribe"]).strip("<>").removeprefix(HOME)
    assert client.get(stop).status_code == 200
    assert db.scalars(select(Silence)).all() == [], "to look is not to ask"
    assert mailing.test_client().post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mailing.test_client().post(stop).status_code == 200
    emit(db, told("cleaned", reporter(), reporter(2, "bolat@example.kz")))
    assert [one["To"] for one in letters(mailing, db, server)] == ["bolat@example.kz"]
    assert press(client, stop.partition("/end")[0] + "/again").status_code == 200
    emit(db, told("cleaned"))
    assert len(letters(mailing, db, server)) == 1


def test_each_reason_has_words_of_its_own(mailing: Flask, db: Session, server: Inbox) -> None:
    for reason in REASONS:
        emit(db, told("rejected", reason=reason))
    texts = {body(letter) for letter in letters(mailing, db, server)}
    assert len(texts) == len(REASONS)


def test_each_status_has_words_of_its_own(mailing: Flask, db: Session, server: Inbox) -> None:
    for status in ("verified", "sampled", "sent_to_authority"):
        emit(db, told("status", status=status))
    found = [body(letter) for letter in letters(mailing, db, server)]
    assert len(set(found)) == 3
    for text, status in zip(found, ("Verified on site", "Sampled", "Sent to the authority"), strict=True):
        assert status in text


def test_a_subject_on_a_locked_screen_tells_nothing_of_the_place(mailing: Flask, db: Session, server: Inbox) -> None:
    for what in PRIVATE_NEWS:
        emit(db, told(what, words=QUOTE))
    for letter in letters(mailing, db, server):
        assert not {"dump", "r-7k2m9q", "school"} & set(str(letter["Subject"]).lower().split())


def test_there_are_words_for_all_that_can_happen() -> None:
    assert set(written.SUBJECTS) == set(PRIVATE_NEWS)
    assert set(news.WHAT) == set(PUBLIC_NEWS)
    assert set(words.KIND) == set(KINDS)
    assert set(words.STATUS) == set(STATUSES)
