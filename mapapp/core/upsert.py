"""Writing rows so that the same row twice changes nothing."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from itertools import chain, count
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.drafts import SourceDraft

M = TypeVar("M", bound=Any)
_NOT_KEY = re.compile(r"[^a-z0-9]+")


class Outcome(StrEnum):
    """What a row did to the database."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def row_hash(draft: object) -> str:
    """A digest of everything in a frozen draft; equal drafts have equal digests (geometries by their WKT)."""
    return hashlib.sha256(repr(draft).encode()).hexdigest()


class Upsert(Generic[M]):
    """Writes rows of one model for one dataset, found again by their external id."""

    def __init__(self, db: Session, model: type[M], dataset_id: int) -> None:
        self._db, self._model, self._dataset_id = db, model, dataset_id
        known = select(model.external_id, model.id, model.row_hash).where(model.dataset_id == dataset_id)
        self._known: dict[str, tuple[int, str]] = {row[0]: (row[1], row[2]) for row in db.execute(known)}
        self._made: dict[str, M] = {}

    def save(self, source: SourceDraft, values: dict[str, Any], digest: str) -> tuple[M | None, Outcome]:
        """The row and what happened; the row is None when nothing had changed (it was not even loaded)."""
        found = self._made.get(source.external_id)
        identity, known_digest = self._known.get(source.external_id, (None, ""))
        if found is None and identity is None:
            made = self._model(dataset_id=self._dataset_id, row_hash=digest, **source.values(), **values)
            self._db.add(made)
            self._made[source.external_id] = made
            return made, Outcome.NEW
        if known_digest == digest or (found is not None and found.row_hash == digest):
            return found, Outcome.UNCHANGED
        row = found if found is not None else self._db.get_one(self._model, identity)
        for name, value in {**source.values(), **values, "row_hash": digest}.items():
            if name != "key":  # an address given out once stays
                setattr(row, name, value)
        self._made[source.external_id] = row
        return row, Outcome.CHANGED

    def get(self, external_id: str) -> M | None:
        """The row of that external id, whether just made or already there."""
        if external_id in self._made:
            return self._made[external_id]
        identity = self._known.get(external_id, (None, ""))[0]
        return self._db.get(self._model, identity) if identity is not None else None


class Keys:
    """Gives out keys for addresses: the wanted one, or with the dataset before it when it is taken."""

    def __init__(self, db: Session, model: Any, dataset_slug: str) -> None:
        self._taken = set(db.scalars(select(model.key)))
        self._dataset = dataset_slug

    def take(self, wanted: str) -> str:
        """A free key of lower-case letters, digits and hyphens made from ``wanted``."""
        plain = as_key(wanted)
        longer = as_key(f"{self._dataset}-{plain}")
        numbered = (f"{longer}-{number}" for number in count(2))
        key = next(one for one in chain((plain, longer), numbered) if one not in self._taken)
        self._taken.add(key)
        return key


def as_key(text: str) -> str:
    """``text`` as a part of an address; text without a Latin letter or digit becomes a short digest."""
    plain = _NOT_KEY.sub("-", text.lower()).strip("-")[:80].strip("-")
    return plain or hashlib.sha256(text.encode()).hexdigest()[:10]
