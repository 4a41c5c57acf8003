"""What a page, a popup or a list says of one record, in the reader's language, before any markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from mapapp.core.charts.spec import Chart
from mapapp.core.i18n import Text, Words


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value, such as an area; ``language`` is set when the value is words of the source."""

    label: Words
    value: Words
    language: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A short state in words; ``tone`` is neutral, good, warn or bad and never the only sign."""

    words: Words
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; ``small`` is a second line, ``numeric`` aligns right, ``href`` is a page of our own.

    ``rows`` is how many rows it stands for: these have one cell less at their beginning. ``struck`` crosses it out.
    """

    words: Words
    small: Words = ""
    numeric: bool = False
    tone: str = ""
    href: str = ""
    rows: int = 1
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table; ``note`` stands below it, then ``more``, whose address begins at the site's root."""

    caption: Words
    headings: Sequence[Words]
    rows: Sequence[Sequence[Cell]]
    note: Words = ""
    more: Action | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The document a row comes from; ``links`` are web addresses that were checked to be http or https."""

    title: str = ""
    detail: str = ""
    date: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of ours: addresses of its public copies (without metadata) and the size of the large one in pixels."""

    small: str
    large: str
    width: int
    height: int
    words: Words = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the reader can do with a record; ``href`` is a page of our own."""

    href: str
    words: Words
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened or was seen, for a timeline; ``photos`` are links elsewhere, ``pictures`` our own."""

    date: str
    label: Words
    words: Text
    photos: tuple[str, ...] = ()
    citation: Citation | None = None
    pictures: tuple[Picture, ...] = ()
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Related:
    """Another record that this one belongs to; ``label`` says how, the address begins at the site's root."""

    label: Words
    title: Text
    href: str
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One record, ready to be shown; ``geometry`` is the published one (EPSG:4326).

    ``more_datasets`` are those of other rows shown with it, such as norms or reported figures. The addresses of
    ``downloads`` begin at the site's root. ``chooses_norms``: readers choose whose norms it is compared with. ``brief``
    is what a popup shows in place of the tables. ``on_page`` reads what only the record's own page shows besides.
    """

    layer: str
    key: str
    title: Text
    kind: Words
    dataset_id: int
    citation: Citation
    badge: Badge | None = None
    where: Sequence[Fact] = ()
    why_not_drawn: Words = ""
    facts: Sequence[Fact] = ()
    words: Sequence[Text] = ()
    tables: Sequence[Table] = ()
    timeline: Sequence[Entry] = ()
    note: Text | None = None
    geometry: BaseGeometry | None = None
    drawn: bool = True
    hints: Sequence[Words] = field(default_factory=tuple)
    more_datasets: Sequence[int] = ()
    pictures: Sequence[Picture] = ()
    actions: Sequence[Action] = ()
    charts: Sequence[Chart] = ()
    downloads: Sequence[Action] = ()
    chooses_norms: bool = False
    brief: Table | None = None
    related: Sequence[Related] = ()
    on_page: Callable[[], Record] | None = None
