"""A case in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.core import figures
from mapapp.core.i18n import Text, localize
from mapapp.core.presentation import Citation
from mapapp.domains.cases.models import Case, CaseEntry
from mapapp.layers import Feature, Filter, Layer, Viewer, features, registry


@dataclass(frozen=True, slots=True)
class Teaser:
    """What a list says of a case."""

    slug: str
    title: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph or an event with the document and the page or line it comes from."""

    words: Text
    citation: Citation
    date: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What a case's page shows; ``records`` are the linked records that the viewer may see, by layer."""

    slug: str
    title: Text
    summary: Text
    paragraphs: tuple[Said, ...]
    events: tuple[Said, ...]
    documents: tuple[Mapping[str, str], ...]
    records: tuple[tuple[Layer, tuple[Feature, ...]], ...]


def teaser(case: Case, language: str) -> Teaser:
    """Title and summary of a case."""
    return Teaser(case.slug, localize(case.titles, language), localize(case.summaries, language))


def present(db: Session, case: Case, viewer: Viewer, language: str) -> Story:
    """The whole case as this viewer may see it."""
    documents = {document["id"]: document for document in case.documents}
    said = [(entry.kind, _said(entry, documents, language)) for entry in case.entries]
    return Story(
        slug=case.slug,
        title=localize(case.titles, language),
        summary=localize(case.summaries, language),
        paragraphs=tuple(one for kind, one in said if kind == "paragraph"),
        events=tuple(one for kind, one in said if kind == "event"),
        documents=tuple(case.documents),
        records=_records(db, case, viewer, language),
    )


def _said(entry: CaseEntry, documents: Mapping[str, Mapping[str, str]], language: str) -> Said:
    document = documents.get(entry.document, {})
    pages = _("p. %(pages)s", pages=entry.pages) if entry.pages else ""
    lines = _("l. %(lines)s", lines=entry.lines) if entry.lines else ""
    detail = ", ".join(part for part in (pages, lines) if part)
    date = figures.day(entry.date) if entry.date else ""
    return Said(localize(entry.texts, language), Citation(document.get("title", ""), detail), date)


def _records(db: Session, case: Case, viewer: Viewer, language: str) -> tuple[tuple[Layer, tuple[Feature, ...]], ...]:
    found = []
    for layer in registry().values():
        keys = tuple(link.key for link in case.links if link.layer == layer.id)
        if keys:
            found.append((layer, tuple(features(db, layer, Filter(keys=keys), viewer, language))))
    return tuple(found)
