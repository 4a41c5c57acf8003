"""A letter goes out once, in the reader's language, through a real mail server, and is unreadable everywhere else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mapapp.core import outbox, post
from mapapp.core.jobs.worker import drain
from mapapp.core.outbox import Letter, Mail
from mapapp.errors import BadInput
from tests.core.smtp import PASSWORD, USER, Inbox, running

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # a password without TLS is what is tested
PLAIN = "reader@example.kz"
LETTER = Letter(
    subject="Хабарламаңыз қабылданды: Ұлытау өңірі, қоқыс үйіндісі — рақмет!",
    paragraphs=("Сәлеметсіз бе! " * 12, "First line\nsecond line of somebody's <b>words</b>"),
    link=("https://map.example.org/my/" + "x" * 90, "Хабарламаны көру"),
    ending=("Бұл хатты сіз сұрадыңыз.",),
    ending_link=("https://map.example.org/stop/abc", "Хаттарды тоқтату"),
)


@pytest.fixture
def server() -> Iterator[Inbox]:
    with running() as found:
        yield found


@pytest.fixture
def mailing(app: Flask, server: Inbox) -> Iterator[Flask]:
    """The application, told of the mail server; within its context."""
    app.config.update(SMTP_URL=f"smtp://{server.address}", MAIL_FROM="map@example.org", SITE_NAME="Қалдық картасы")
    app.config["PUBLIC_URL"] = "https://map.example.org"
    with app.app_context():
        yield app


def written(db: Session, address: str = PLAIN, letter: Letter = LETTER, language: str = "kk") -> Mail:
    return outbox.write(db, "test_letter", address, language, letter)


def later(app: Flask, db: Session, hours: float) -> int:
    """Does the jobs that are due in so many hours; each attempt is one."""
    return drain(app, db, until=datetime.now(UTC) + timedelta(hours=hours), most=1)


def test_a_letter_arrives_as_text_and_as_html(mailing: Flask, db: Session, server: Inbox) -> None:
    mail = written(db)
    assert drain(mailing, db) == 1
    assert drain(mailing, db) == 0
    (letter,) = server.letters
    assert server.recipients == [PLAIN]
    assert letter["Subject"] == LETTER.subject
    assert letter["From"].addresses == (Address("Қалдық картасы", addr_spec="map@example.org"),)
    assert letter["Content-Language"] == "kk"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == "<https://map.example.org/stop/abc>"
    assert letter["Message-ID"] == f"<test_letter-{mail.id}@example.org>"
    kinds = [part.get_content_type() for part in letter.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_the_text_is_wrapped_and_its_addresses_are_whole(mailing: Flask, db: Session, server: Inbox) -> None:
    written(db)
    drain(mailing, db)
    body = server.letters[0].get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert LETTER.link is not None
    assert LETTER.link[0] in said.splitlines()
    assert max(len(line) for line in said.splitlines() if "https://" not in line) <= 72
    assert "somebody's <b>words</b>" in said
    assert "\n\n\n" not in said.replace("\r", "")
    assert said.splitlines()[0].startswith("Сәлеметсіз бе!")


def test_the_html_fetches_nothing_and_shows_words_as_words(mailing: Flask, db: Session, server: Inbox) -> None:
    written(db)
    drain(mailing, db)
    body = server.letters[0].get_body(("html",))
    assert body is not None
    said = body.get_content()
    assert '<html lang="kk">' in said
    assert "&lt;b&gt;words&lt;/b&gt;" in said
    assert "prefers-color-scheme: dark" in said
    for foreign in ("<img", "src=", "url(", "@import", "<link", "<script"):
        assert foreign not in said
    assert said.count(f'href="{LETTER.link[0] if LETTER.link else ""}"') == 1


def test_a_letter_that_can_be_ended_with_one_click_says_so(mailing: Flask, db: Session, server: Inbox) -> None:
    written(db, letter=replace(LETTER, unsubscribe="https://map.example.org/alerts/abc/end"))
    written(db)
    drain(mailing, db)
    one_click, by_hand = server.letters
    assert one_click["List-Unsubscribe"] == "<https://map.example.org/alerts/abc/end>"
    assert one_click["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert by_hand["List-Unsubscribe-Post"] is None


def test_nothing_of_it_can_be_read_in_the_database(mailing: Flask, db: Session, server: Inbox) -> None:
    mail = written(db)
    for table in ("mail", "procrastinate_jobs", "procrastinate_events"):
        for what in (PLAIN, "қабылданды", "somebody"):
            found = db.scalar(text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE :what"), {"what": f"%{what}%"})
            assert found == 0
    assert mail.sealed
    drain(mailing, db)
    db.refresh(mail)
    assert not mail.sealed
    assert (mail.problem, mail.attempts) == ("", 1)
    assert mail.sent_at is not None
    assert len(server.letters) == 1


def test_a_letter_whose_transaction_is_undone_is_never_sent(mailing: Flask, db: Session, server: Inbox) -> None:
    with db.begin_nested() as part:
        written(db)
        part.rollback()
    assert drain(mailing, db) == 0
    assert server.letters == []


def test_without_a_mail_server_nothing_is_promised(app: Flask, db: Session) -> None:
    with app.app_context():
        assert not outbox.can_send()
        written(db)
    assert db.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


def test_with_a_password(mailing: Flask, db: Session) -> None:
    with running(login=True) as server:
        mailing.config["SMTP_URL"] = f"smtp://{USER}:p%40ss%3Aword@{server.address}"
        assert PASSWORD == "p@ss:word"
        written(db)
        drain(mailing, db)
        assert server.logged_in == [True]


def test_a_wrong_password_can_be_mended(mailing: Flask, db: Session) -> None:
    with running(login=True) as server:
        mailing.config["SMTP_URL"] = f"smtp://{USER}:wrong@{server.address}"
        mail = written(db)
        drain(mailing, db)
        assert mail.problem == "the mail server answered 535"
        mailing.config["SMTP_URL"] = f"smtp://{USER}:p%40ss%3Aword@{server.address}"
        later(mailing, db, 1)
        assert mail.sent_at is not None


def test_no_password_goes_in_the_clear_to_another_machine(mailing: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(login=True) as server:
        monkeypatch.setattr(post, "_is_here", lambda _host: False)
        mailing.config["SMTP_URL"] = f"smtp://{USER}:p%40ss%3Aword@{server.address}"
        parts = {"to": PLAIN, "subject": "s", "text": "t", "html": "h", "language": "en"}
        with pytest.raises(post.Refused):
            post.send(post.message("a", parts))
        mailing.config["SMTP_URL"] += "?tls=none"
        post.send(post.message("a", parts))
        assert server.logged_in == [True]


def test_a_server_that_should_speak_tls_and_does_not_gets_nothing(mailing: Flask, server: Inbox) -> None:
    mailing.config["SMTP_URL"] = f"smtp://{server.address}?tls=require"
    parts = {"to": PLAIN, "subject": "s", "text": "t", "html": "h", "language": "en"}
    with pytest.raises(post.Refused):
        post.send(post.message("a", parts))
    assert server.letters == []


def test_a_server_that_is_busy_is_asked_again_later(mailing: Flask, db: Session, server: Inbox) -> None:
    server.answer = "451 try again"
    mail = written(db)
    assert drain(mailing, db) == 1
    assert mail.sealed is not None
    assert (mail.attempts, mail.problem) == (1, "the mail server answered 451")
    assert drain(mailing, db) == 0  # not at once
    server.answer = ""
    assert later(mailing, db, 1) == 1
    assert (len(server.letters), mail.attempts) == (1, 2)
    assert mail.sent_at is not None


def test_a_server_that_is_gone_is_asked_again_for_two_days(mailing: Flask, db: Session) -> None:
    mailing.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    mail = written(db)
    attempts = 0
    while later(mailing, db, 100):
        attempts += 1
    assert attempts == mail.attempts == 18
    assert mail.sealed is None
    assert mail.problem == "no mail server answered"


@pytest.mark.parametrize("where", ["recipient", "content"])
def test_a_letter_that_the_server_will_never_take_is_given_up(
    mailing: Flask, db: Session, server: Inbox, where: str
) -> None:
    server.refuse_recipients, server.answer = ("550", "") if where == "recipient" else ("", "554 no")
    mail = written(db)
    drain(mailing, db)
    assert mail.sealed is None
    assert mail.sent_at is None
    assert mail.problem == f"the mail server answered {550 if where == 'recipient' else 554}"
    assert later(mailing, db, 1000) == 0


def test_the_log_never_names_the_reader(
    mailing: Flask, db: Session, server: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for refused in ("451", "550", ""):
            server.refuse_recipients = refused
            written(db)
            drain(mailing, db)
    assert "letter" in caplog.text
    assert "550" in caplog.text
    ours = [record for record in caplog.records if not record.name.startswith("mail.")]  # the server's own log
    assert not [record for record in ours if PLAIN in record.getMessage() or PLAIN in str(record.exc_info)]


def test_nobody_can_slip_a_header_or_a_second_reader_in(mailing: Flask, db: Session, server: Inbox) -> None:
    written(db, letter=Letter("Hello\r\nBcc: other@example.org\x00", ("x",)), language="en")
    drain(mailing, db)
    (letter,) = server.letters
    assert server.recipients == [PLAIN]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: other@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a@@example.kz",
        "a@example.kz, b@example.kz",
        "a@example.kz\r\nBcc: b@example.kz",
        "a b@example.kz",
        "<a@example.kz>",
        "A <a@example.kz>",
        "a@example.kz\u0000",
        "@example.kz",
        "жанар@example.kz",
        "a@.kz",
        "a@" + "x" * 300 + ".kz",
    ],
)
def test_what_is_not_one_address_is_refused(mailing: Flask, db: Session, address: str) -> None:
    with pytest.raises(BadInput, match="not an e-mail address"):
        written(db, address)


def test_domains_in_any_alphabet_are_taken(app: Flask) -> None:
    with app.app_context():
        assert post.checked(" reader@қазақ.kz ") == "reader@xn--80aau21bd.kz"
        assert post.checked("o'brien+map@example.co.uk") == "o'brien+map@example.co.uk"


def test_letters_that_wait_for_too_long_are_emptied_and_then_forgotten(app: Flask, db: Session) -> None:
    with app.app_context():
        old, older, fresh = written(db), written(db), written(db)
    db.execute(text("UPDATE mail SET created_at = now() - interval '15 days' WHERE id = :id"), {"id": old.id})
    db.execute(text("UPDATE mail SET created_at = now() - interval '366 days' WHERE id = :id"), {"id": older.id})
    outbox.forget(db)
    assert db.scalars(select(Mail.id).order_by(Mail.id)).all() == [old.id, fresh.id]
    db.expire(old)
    assert (old.sealed, old.problem) == (None, "waited for too long")
    assert fresh.sealed is not None


def test_a_letter_sealed_under_a_key_that_is_gone_is_given_up(mailing: Flask, db: Session, server: Inbox) -> None:
    mail = written(db)
    mailing.config["SECRET_KEY"] = "another-key-0123456789"
    drain(mailing, db)
    assert (mail.sealed, mail.problem) == (None, "sealed under another key")
    assert server.letters == []
