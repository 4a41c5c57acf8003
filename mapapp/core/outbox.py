"""Letters: written with the change that they tell of, sent by a job, unreadable in the database and gone once sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import DateTime, func
from sqlalchemy.orm import Mapped, Session, mapped_column

from mapapp.core import post
from mapapp.core.database import Base
from mapapp.core.jobs import defer, job
from mapapp.core.seal import seal, unseal


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

    ``link`` is (address, words) of the one thing to do; ``ending`` says why the reader got it and how to end that.
    """

    subject: str
    paragraphs: Sequence[str]
    link: tuple[str, str] | None = None
    ending: Sequence[str] = ()
    ending_link: tuple[str, str] | None = None


def can_send() -> bool:
    """Whether this installation was told of a mail server."""
    return bool(current_app.config.get("SMTP_URL"))


def write(db: Session, kind: str, address: str, language: str, letter: Letter) -> Mail:
    """The letter in the outbox, which a job sends once this transaction is committed.

    ``kind`` is a code for statistics ("report_confirm"); the letter's words must already be in ``language``.
    """
    with force_locale(language):
        text = render_template("emails/letter.txt", letter=letter, language=language)
        html = render_template("emails/letter.html", letter=letter, language=language)
    parts = {"to": address, "subject": letter.subject, "text": text, "html": html, "language": language}
    mail = Mail(kind=kind, sealed=seal(json.dumps(parts)))
    db.add(mail)
    db.flush()
    if can_send():
        defer(db, send, mail_id=mail.id)
    return mail


@job(attempts=12)
def send(db: Session, mail_id: int) -> None:
    """Sends one letter; raises what the server said, so that the job is tried again later."""
    mail = db.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.sealed is None:
        return
    text = unseal(mail.sealed)
    mail.attempts += 1
    if text is None:
        mail.problem, mail.sealed = "sealed under another key", None
        return
    parts = json.loads(text)
    post.send(post.message(f"{mail.kind}-{mail.id}", parts))
    mail.sent_at, mail.sealed, mail.problem = datetime.now(UTC), None, ""
