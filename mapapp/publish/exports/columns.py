"""The columns of a download: a layer's fields between what every row has, in one order for all formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from mapapp.config import LANGUAGES
from mapapp.core import words
from mapapp.core.i18n import Words
from mapapp.layers import Field, Rows

NUMBERS = ("number", "integer")
LISTS = ("codes", "links")


class Column(NamedTuple):
    """One column: ``type`` is text, code, codes, link, links, date, number or integer; only texts may be guarded."""

    name: str
    label: Words
    type: str = "text"
    unit: str = ""
    codes: Mapping[str, Words] = {}


# The language that a text is in, to be put behind the label of a text that has one value per language.
_IN = {"kk": _l("in Kazakh"), "ru": _l("in Russian"), "en": _l("in English")}

NAMES = (
    Column("key", _l("Key of the record, part of its address")),
    Column("name", _l("Name, in the language asked for where there is one")),
    Column("name_kk", _l("Name in Kazakh")),
    Column("name_ru", _l("Name in Russian")),
    Column("name_en", _l("Name in English")),
)

# The names are those of ``layers.STANDARD``.
_STANDARD = {
    "precision": Column("precision", _l("How well the place is known"), "code", codes=words.PRECISION),
    "precision_m": Column("precision_m", _l("Place known within"), "number", "m"),
    "place": Column("place", _l("Place as the source prints it")),
    "oblast": Column("oblast", _l("P-code of the oblast")),
    "not_drawn": Column("not_drawn", _l("Why it is listed but not on the map"), "code", codes=words.NOT_DRAWN),
    "source_title": Column("source_title", _l("Title of the source")),
    "source_url": Column("source_url", _l("Address of the source"), "link"),
    "source_date": Column("source_date", _l("Date of the source"), "date"),
    "citation": Column("citation", _l("Page or line of the source")),
    "note": Column("note", _l("Note")),
}

UNDRAWN = Column("undrawn_geometry", _l("Coordinates as the source has them, where they must not be drawn (WKT)"))

DATASET = (
    Column("dataset", _l("Dataset")),
    Column("licence", _l("Licence")),
    Column("licence_url", _l("Address of the licence"), "link"),
    Column("attribution", _l("Whom to name")),
    Column("dataset_citation", _l("How to cite the dataset")),
    Column("url", _l("Page of the record"), "link"),
)


def columns(rows: Rows) -> tuple[Column, ...]:
    """The columns of a layer or of a child table of one; the geometry is not one of them."""
    standard = [_STANDARD[name] for name in rows.standard if name in _STANDARD]
    undrawn = [UNDRAWN] if is_spatial(rows) else []
    return (*NAMES, *_own(rows.fields), *standard, *undrawn, *DATASET)


def is_spatial(rows: Rows) -> bool:
    """Whether the rows have places of their own."""
    return "geom" in rows.standard


def _own(fields: Sequence[Field]) -> Iterator[Column]:
    for field in fields:
        if not field.exported:
            continue
        if field.type == "texts":
            yield from (Column(f"{field.name}_{code}", f"{field.label}, {_IN[code]}") for code in LANGUAGES)
        else:
            yield Column(field.name, field.label, field.type, field.unit, field.codes)
