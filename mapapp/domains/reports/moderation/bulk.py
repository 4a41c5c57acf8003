"""Many reports decided on at once, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mapapp.core.viewer import Viewer
from mapapp.domains.reports.moderation.deciding import Sheet, begin, lock
from mapapp.domains.reports.moderation.service import accept, reject
from mapapp.errors import MapappError


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bulk decision: a site, or an observation of it, in the version that was seen."""

    key: str
    version: int
    observation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a line; ``problem`` is empty when it was done."""

    item: Item
    problem: str = ""


def decide_all(db: Session, who: Viewer, items: Sequence[Item], verb: str, reason: str, note: str) -> list[Result]:
    """Accepts or rejects one after another; what cannot be done is left out and says why."""
    lock(db, {one.key for one in items})  # all at once and in one order, so that two of these never wait for each other
    results = []
    for item in items:
        try:
            with db.begin_nested():
                decision = begin(db, who, Sheet(item.key, item.version, note))
                if verb == "accept":
                    accept(decision, item.observation_id)
                else:
                    reject(decision, reason, item.observation_id)
        except MapappError as problem:
            results.append(Result(item, " ".join(part for part in (problem.message, problem.hint) if part)))
        else:
            results.append(Result(item))
    return results
