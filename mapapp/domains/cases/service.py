"""Writes of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.datasets import Dataset
from mapapp.core.upsert import Outcome, row_hash
from mapapp.domains.cases.models import Case, CaseEntry, CaseLink


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A paragraph or a dated event, in every language, with the document, pages and lines it comes from.

    ``event`` is one of ``models.EVENT_KINDS``.
    """

    kind: str
    texts: Mapping[str, str]
    document: str
    date: str = ""
    event: str = ""
    pages: str = ""
    lines: str = ""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A story that comes in; ``links`` are pairs of layer and key."""

    slug: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    oblast: str
    documents: tuple[Mapping[str, str], ...]
    entries: tuple[EntryDraft, ...]
    links: tuple[tuple[str, str], ...]


def write_case(db: Session, dataset: Dataset, draft: CaseDraft) -> Outcome:
    """Writes a case whole; a changed one is replaced under the same slug."""
    digest = row_hash(draft)
    case = db.scalar(select(Case).where(Case.slug == draft.slug))
    if case is not None and case.row_hash == digest:
        return Outcome.UNCHANGED
    outcome = Outcome.NEW if case is None else Outcome.CHANGED
    if case is None:
        case = Case(slug=draft.slug)
        db.add(case)
    case.dataset_id, case.row_hash, case.oblast = dataset.id, digest, draft.oblast
    case.titles, case.summaries = dict(draft.titles), dict(draft.summaries)
    case.documents = [dict(document) for document in draft.documents]
    case.links, case.entries = [], []
    db.flush()  # the old links must be gone before equal ones come
    case.links = [
        CaseLink(position=position, layer=layer, key=key) for position, (layer, key) in enumerate(draft.links)
    ]
    case.entries = [_entry(position, entry) for position, entry in enumerate(draft.entries)]
    return outcome


def _entry(position: int, draft: EntryDraft) -> CaseEntry:
    return CaseEntry(
        kind=draft.kind,
        position=position,
        date=draft.date,
        event=draft.event,
        texts=dict(draft.texts),
        document=draft.document,
        pages=draft.pages,
        lines=draft.lines,
    )
