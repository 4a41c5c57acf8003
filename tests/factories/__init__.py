"""Rows for tests, made through the services that real rows come through; one module per domain."""

from __future__ import annotations

from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset


def dataset(db: Session, slug: str = "test-data", **values: str) -> Dataset:
    """A dataset with a licence and a publisher; made once per slug."""
    found = db.query(Dataset).filter_by(slug=slug).one_or_none()
    if found is None:
        found = Dataset(
            slug=slug,
            titles={"en": values.get("title", f"Dataset {slug}")},
            publisher=values.get("publisher", "A publisher"),
            licence=values.get("licence", "CC BY 4.0"),
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            citation=values.get("citation", "A citation, page 3"),
        )
        db.add(found)
        db.flush()
    return found
