"""Letters: written with the change that they tell of, sent by a job, unreadable in the database and gone once sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from textwrap import fill

from flask import current_app
from sqlalchemy import DateTime, delete, func, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from mapapp.core import post
from mapapp.core.database import Base
from mapapp.core.jobs import defer, job, wait_seconds
from mapapp.core.seal import seal, unseal

log = logging.getLogger(__name__)
_ATTEMPTS = 18  # seconds at first, then every four hours: about two days
_WAITING_DAYS, _KEPT_DAYS = 14, 365


class Mail(Base):
    """A letter on its way. ``sealed`` (address, subject, both bodies) is emptied once it is sent or given up."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says, in the reader's language, as text and as HTML alike.

    ``link`` is (address, words) of the one thing to do, ``items`` are further links; ``ending`` says why the reader got
    it and how to end that. A POST to ``unsubscribe`` ends such letters at once (RFC 8058).
    """

    subject: str
    paragraphs: Sequence[str]
    link: tuple[str, str] | None = None
    ending: Sequence[str] = ()
    ending_link: tuple[str, str] | None = None
    items: Sequence[tuple[str, str]] = ()
    unsubscribe: str = ""


def can_send() -> bool:
    """Whether this installation was told of a mail server."""
    return bool(current_app.config.get("SMTP_URL"))


def write(db: Session, kind: str, address: str, language: str, letter: Letter) -> Mail:
    """The letter in the outbox, which a job sends once this transaction is committed.

    ``kind`` is a code for statistics ("report_confirm"); the letter's words must already be in ``language``. Raises
    BadInput when ``address`` is not one single e-mail address.
    """
    text, html = (_rendered(f"emails/letter.{kind}", language, letter) for kind in ("txt", "html"))
    parts = {"to": post.checked(address), "subject": letter.subject, "text": text, "html": html, "language": language}
    if letter.unsubscribe:
        parts["one_click"] = letter.unsubscribe
    elif letter.ending_link:
        parts["unsubscribe"] = letter.ending_link[0]
    mail = Mail(kind=kind, sealed=seal(json.dumps(parts)))
    db.add(mail)
    db.flush()
    if can_send():
        defer(db, send, mail_id=mail.id)
    return mail


@job()
def send(db: Session, mail_id: int) -> None:
    """Sends one letter, or promises the next attempt: for about two days, unless the server says that it is no use."""
    mail = db.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.sealed is None:
        return
    mail.attempts += 1
    text = unseal(mail.sealed)
    if text is None:
        mail.problem, mail.sealed = "sealed under another key", None
        return
    try:
        post.send(post.message(f"{mail.kind}-{mail.id}", json.loads(text)))
    except post.Refused as refused:
        _refused(db, mail, refused)
    else:
        mail.sent_at, mail.sealed, mail.problem = datetime.now(UTC), None, ""


@job(every="41 3 * * *")
def forget(db: Session) -> None:
    """Empties letters that waited for too long, and removes what is left of them after a year."""
    now = datetime.now(UTC)
    stale = update(Mail).where(Mail.sealed.is_not(None), Mail.created_at < now - timedelta(days=_WAITING_DAYS))
    db.execute(stale.values(sealed=None, problem=func.coalesce(func.nullif(Mail.problem, ""), "waited for too long")))
    db.execute(delete(Mail).where(Mail.created_at < now - timedelta(days=_KEPT_DAYS)))


def _refused(db: Session, mail: Mail, refused: post.Refused) -> None:
    mail.problem = str(refused)
    if refused.final or mail.attempts >= _ATTEMPTS:
        mail.sealed = None
        log.error("letter %d (%s) is given up: %s", mail.id, mail.kind, refused)
        return
    wait = wait_seconds(mail.attempts)
    log.warning("letter %d (%s) is sent again in %d s: %s", mail.id, mail.kind, wait, refused)
    defer(db, send, at=datetime.now(UTC) + timedelta(seconds=wait), mail_id=mail.id)


def _rendered(template: str, language: str, letter: Letter) -> str:
    """The template without what pages get (menus, viewer): a letter is also written where there is no request."""
    config = current_app.config
    found = current_app.jinja_env.get_template(template)
    return found.render(
        letter=letter, language=language, wrapped=_wrapped, site_name=config["SITE_NAME"], home=config["PUBLIC_URL"]
    )


def _wrapped(text: str) -> str:
    """Lines of at most 72 signs; an address on the web is never broken."""
    lines = (fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(lines)
