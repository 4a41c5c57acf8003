"""What was sent in, and by whom as far as they said: never public, sealed, erased after a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check
from mapapp.core.database import Base
from mapapp.domains.reports.models import Observation, Site

SUBMISSION_KINDS = ("report", "update")


class Submission(Base):
    """One sending of the form, under the identity that the sender's browser made: sent five times, it is one.

    ``digest`` is of what was said: the same identity with other words is a conflict. ``sealed_contact`` is a JSON
    object {"email", "name"}, sealed; ``contact_blind`` finds other submissions of the same address. ``wants`` holds
    codes: "news" (letters about changes), "protect" (publish a coarser place).
    """

    __tablename__ = "submission"
    __table_args__ = (code_check("kind", SUBMISSION_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="report")
    digest: Mapped[str]
    language: Mapped[str]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"), index=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id", ondelete="CASCADE"), unique=True)
    sealed_contact: Mapped[bytes | None]
    contact_blind: Mapped[str | None] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    wants: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    person_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    site: Mapped[Site] = relationship()
    observation: Mapped[Observation] = relationship()
    messages: Mapped[list[Message]] = relationship(order_by="Message.id", cascade="all, delete-orphan")


class Message(Base):
    """A question of a moderator to a reporter, or what the reporter added; only these two read it."""

    __tablename__ = "submission_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    from_reporter: Mapped[bool]
    person_id: Mapped[int | None]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
