"""The sheets that explain a download: its datasets with their licences, and what its columns and codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapapp.core.datasets import DatasetCard
from mapapp.publish.exports.columns import columns
from mapapp.publish.exports.rows import Source, whom_to_name


@dataclass(frozen=True, slots=True)
class Sheet:
    """A small table of texts."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def datasets_sheet(cards: Iterable[DatasetCard]) -> Sheet:
    """One row per dataset: where it comes from, under which licence, how to cite it."""
    header = (
        "dataset",
        "title",
        "publisher",
        "licence",
        "licence_url",
        "attribution",
        "citation",
        "url",
        "retrieved_on",
        "sha256",
    )
    return Sheet("datasets", header, tuple(_dataset(card) for card in cards))


def _dataset(card: DatasetCard) -> tuple[str, ...]:
    return (
        card.slug,
        card.title.value,
        card.publisher,
        card.licence,
        card.licence_url,
        whom_to_name(card),
        card.citation,
        card.url,
        card.retrieved_on,
        card.sha256,
    )


def code_book(sources: Iterable[Source]) -> Sheet:
    """One row per column, and one more for each code that may stand in it, in the reader's language."""
    header = ("table", "column", "label", "type", "unit", "code", "meaning")
    return Sheet("code_book", header, tuple(row for source in sources for row in _meanings(source)))


def _meanings(source: Source) -> Iterator[tuple[str, ...]]:
    for one in columns(source.rows):
        about = (source.table, one.name, str(one.label), one.type, one.unit)
        yield (*about, "", "")
        yield from ((*about, code, str(meaning)) for code, meaning in one.codes.items())
