"""Datasets: where rows come from, under which licence, and how to cite them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from mapapp.core.database import Base
from mapapp.core.i18n import Text, localize


class Dataset(Base):
    """One file or collection that was loaded; every record belongs to exactly one.

    ``organisation_id`` is whose it is; one whose visibility is "organisation" is not published yet.
    """

    __tablename__ = "dataset"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    titles: Mapped[dict[str, str]] = mapped_column(JSONB)
    publisher: Mapped[str] = mapped_column(default="")
    licence: Mapped[str]
    licence_url: Mapped[str] = mapped_column(default="")
    attribution: Mapped[str] = mapped_column(default="")
    citation: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    retrieved_on: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")
    row_count: Mapped[int] = mapped_column(default=0)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    visibility: Mapped[str] = mapped_column(default="public", server_default="public")
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now())


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """A dataset as a page shows it, in the reader's language."""

    slug: str
    title: Text
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    citation: str
    url: str
    retrieved_on: str
    file_name: str
    sha256: str
    row_count: int


def card(dataset: Dataset, language: str) -> DatasetCard:
    """The dataset in ``language`` (with the stated fallback for its title)."""
    return DatasetCard(
        dataset.slug,
        localize(dataset.titles, language),
        dataset.publisher,
        dataset.licence,
        dataset.licence_url,
        dataset.attribution,
        dataset.citation,
        dataset.url,
        dataset.retrieved_on,
        dataset.file_name,
        dataset.sha256,
        dataset.row_count,
    )


def cards(db: Session, language: str) -> dict[int, DatasetCard]:
    """Every dataset by its id, in the order in which they were loaded: to look up those of rows that are shown.

    What is not published yet is among them; whatever lists datasets takes ``public_cards``.
    """
    return {row.id: card(row, language) for row in db.scalars(select(Dataset).order_by(Dataset.id))}


def public_cards(db: Session, language: str) -> list[DatasetCard]:
    """The datasets that anybody may know of, in the order in which they were loaded."""
    rows = db.scalars(select(Dataset).where(Dataset.visibility == "public").order_by(Dataset.id))
    return [card(row, language) for row in rows]


def of_organisation(db: Session, organisation_id: int, *, all_of_them: bool) -> list[Dataset]:
    """The datasets of an organisation, the newest first: those that are public, or ``all_of_them`` for its members."""
    wanted = select(Dataset).where(Dataset.organisation_id == organisation_id)
    if not all_of_them:
        wanted = wanted.where(Dataset.visibility == "public")
    return list(db.scalars(wanted.order_by(Dataset.id.desc())))


def find(db: Session, slug: str) -> Dataset | None:
    """The dataset of that slug, or None."""
    return db.scalar(select(Dataset).where(Dataset.slug == slug))
