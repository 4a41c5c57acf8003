"""What there is to download, for the page that lists it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mapapp.core.datasets import DatasetCard
from mapapp.core.i18n import Words
from mapapp.layers import Filter, Viewer, count
from mapapp.publish.exports.rows import children, sources
from mapapp.publish.summary import summarize


@dataclass(frozen=True, slots=True)
class Table:
    """A child table: its name in addresses and how many rows it has."""

    name: str
    title: Words
    total: int


@dataclass(frozen=True, slots=True)
class Download:
    """A layer: how many rows, how many of them on the map, from which datasets, with which child tables."""

    name: str
    title: Words
    total: int
    drawn: int
    datasets: Sequence[DatasetCard]
    tables: Sequence[Table]

    @property
    def licences(self) -> tuple[str, ...]:
        """The different licences of its datasets."""
        return tuple(dict.fromkeys(card.licence for card in self.datasets))


def catalogue(db: Session, viewer: Viewer, cards: Mapping[int, DatasetCard]) -> list[Download]:
    """Every layer in its order, counted by the very selects that fill the files; none that is waiting for its data."""
    layers = [source for source in sources().values() if source.rows is source.layer]
    found = [(source.layer, _download(db, source.name, viewer, cards)) for source in layers]
    return [download for layer, download in found if download.total or not layer.optional]


def _download(db: Session, name: str, viewer: Viewer, cards: Mapping[int, DatasetCard]) -> Download:
    source = sources()[name]
    found = summarize(db, source.layer, Filter(), viewer)
    tables = [Table(one.name, one.title, count(db, one.rows, Filter(), viewer)) for one in children(source)]
    used = [cards[number] for number in found.datasets]
    return Download(source.name, source.title, found.total, found.drawn, used, tables)
