"""A case: a documented story with its dates and citations, tied to records of any layer."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mapapp.core.codes import code_check
from mapapp.core.database import Base

ENTRY_KINDS = ("paragraph", "event")
EVENT_KINDS = ("", "letter", "answer", "permit", "hearing", "petition", "study", "court", "press", "works", "other")


class Case(Base):
    """One story; its slug is its address for good."""

    __tablename__ = "case_story"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id"), index=True)
    titles: Mapped[dict[str, str]] = mapped_column(JSONB)
    summaries: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    oblast: Mapped[str] = mapped_column(default="")
    row_hash: Mapped[str] = mapped_column(default="")
    documents: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)

    entries: Mapped[list[CaseEntry]] = relationship(
        order_by="CaseEntry.position", cascade="all, delete-orphan", back_populates="case"
    )
    links: Mapped[list[CaseLink]] = relationship(order_by="CaseLink.position", cascade="all, delete-orphan")


class CaseEntry(Base):
    """A paragraph of the story or a dated event, each with the document and the page or line it comes from.

    ``event`` says what sort of event it was, where that is known.
    """

    __tablename__ = "case_entry"
    __table_args__ = (code_check("kind", ENTRY_KINDS), code_check("event", EVENT_KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_story.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    position: Mapped[int]
    date: Mapped[str] = mapped_column(default="")
    event: Mapped[str] = mapped_column(default="", server_default="")
    texts: Mapped[dict[str, str]] = mapped_column(JSONB)
    document: Mapped[str] = mapped_column(default="")
    pages: Mapped[str] = mapped_column(default="")
    lines: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(back_populates="entries")


class CaseLink(Base):
    """A record that belongs to the story, named by its layer and key (a domain never imports another)."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "layer", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_story.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    layer: Mapped[str]
    key: Mapped[str]
