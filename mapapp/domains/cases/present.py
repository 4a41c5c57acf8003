"""A case in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from mapapp.core import figures
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.presentation import Citation, Picture, Record
from mapapp.domains.cases import words
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
    event: str = ""
    label: Words = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A record of the story: its row in the layer, and all that its own page says of it."""

    feature: Feature
    record: Record


@dataclass(frozen=True, slots=True)
class Chapter:
    """The records of one layer, in the order in which the story names them."""

    layer: Layer
    records: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What a case's page shows; ``chapters`` are the linked records that the viewer may see, by layer."""

    slug: str
    title: Text
    summary: Text
    paragraphs: tuple[Said, ...]
    events: tuple[Said, ...]
    documents: tuple[Mapping[str, str], ...]
    chapters: tuple[Chapter, ...]
    dataset_id: int

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The photos of all records of the story."""
        return tuple(one for chapter in self.chapters for linked in chapter.records for one in linked.record.pictures)

    @property
    def datasets(self) -> tuple[int, ...]:
        """The datasets of everything that the page shows, the story's own first."""
        shown = [linked.record for chapter in self.chapters for linked in chapter.records]
        ids = [identity for one in shown for identity in (one.dataset_id, *one.more_datasets)]
        return tuple(dict.fromkeys((self.dataset_id, *ids)))


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
        chapters=tuple(_chapters(db, case, viewer, language)),
        dataset_id=case.dataset_id,
    )


def _said(entry: CaseEntry, documents: Mapping[str, Mapping[str, str]], language: str) -> Said:
    document = documents.get(entry.document, {})
    pages = _("p. %(pages)s", pages=entry.pages) if entry.pages else ""
    lines = _("l. %(lines)s", lines=entry.lines) if entry.lines else ""
    detail = ", ".join(part for part in (pages, lines) if part)
    date = figures.day(entry.date) if entry.date else ""
    cited = Citation(document.get("title", ""), detail)
    return Said(localize(entry.texts, language), cited, date, entry.event, words.EVENT.get(entry.event, ""))


def _chapters(db: Session, case: Case, viewer: Viewer, language: str) -> Iterator[Chapter]:
    for layer in registry().values():
        keys = tuple(link.key for link in case.links if link.layer == layer.id)
        if not keys:
            continue
        shown = {one.key: one for one in features(db, layer, Filter(keys=keys), viewer, language)}
        records = {key: layer.record(db, key, viewer, language) for key in keys if key in shown}
        found = tuple(Linked(shown[key], record) for key, record in records.items() if record)
        if found:
            yield Chapter(layer, found)
