"""Files that people bring in through the browser: what was uploaded, how it is read, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from mapapp.core.codes import code_check
from mapapp.core.database import Base

STATES = ("uploaded", "checking", "checked", "loading", "loaded", "published", "undone", "failed", "dropped")


class Load(Base):
    """One file on its way into the records. Rows that it made name it, so that it can be undone as one.

    ``content`` is the file as it came (NULL once it is no longer needed), ``mapping`` what is declared of its columns
    (the tables of a mapping file), ``about`` title, licence, publisher, citation and address of the dataset,
    ``counts`` how many rows were read, new, changed, unchanged, repeated and rejected, ``problems`` the first of the
    rejected rows with their reasons (English sentence and parameters), ``preview`` what the pages show of the file
    before it is loaded, ``done`` of ``total`` rows the progress, ``changed_at`` when anything of it last moved.
    """

    __tablename__ = "load"
    __table_args__ = (
        code_check("state", STATES),
        Index("ix_load_organisation_created", "organisation_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="samples")
    state: Mapped[str] = mapped_column(default="uploaded")
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    file_name: Mapped[str]
    sha256: Mapped[str]
    byte_count: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    about: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    preview: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}", deferred=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )
    loaded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class LoadBefore(Base):
    """A row as it was before a load changed it; undoing the load puts it back."""

    __tablename__ = "load_before"
    __table_args__ = (UniqueConstraint("load_id", "table_name", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)


class NamedMapping(Base):
    """What an organisation once said about the columns of a laboratory's files, under a name, to be used again."""

    __tablename__ = "named_mapping"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(default="samples")
    name: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
