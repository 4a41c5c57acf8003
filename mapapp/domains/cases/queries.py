"""Reads of cases."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from mapapp.domains.cases.models import Case


def all_cases(db: Session) -> list[Case]:
    """Every case, in the order in which they were loaded."""
    return list(db.scalars(select(Case).order_by(Case.id)))


def find_case(db: Session, slug: str) -> Case | None:
    """The case with its paragraphs, events and links."""
    statement = select(Case).where(Case.slug == slug)
    return db.scalar(statement.options(selectinload(Case.entries), selectinload(Case.links)))
