"""Spellings of a file that nobody knows yet: what is asked about them, and what the answers mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.columns.mapping import FileMapping, as_tables, from_tables
from importers.errors import BadValue
from importers.read import ReadResult
from importers.values.fields import PARSERS, Style
from mapapp.domains.samples.models import MEDIA, Substance

NEW = "new"  # an answer: it is a substance that is not in the records yet, to be added under this name
MOST = 200


def kept(found: ReadResult) -> list[dict[str, Any]]:
    """The questions as plain JSON values, the most frequent first; ``suggested`` are codes, none of them applied."""
    asked = [(count, field, words) for field, counted in found.unknown.items() for words, count in counted.items()]
    return [
        {"field": field, "said": words, "count": count, "suggested": list(found.nearest.get(words, ()))}
        for count, field, words in sorted(asked, key=lambda one: -one[0])[:MOST]
    ]


def answered(
    db: Session, mapping: FileMapping, questions: Sequence[Mapping[str, Any]], sent: Mapping[str, str]
) -> FileMapping:
    """The mapping with the answers in the form; those left open, or that cannot be, stay questions."""
    values = {field: dict(words) for field, words in mapping.values.items()}
    substances = set(db.scalars(select(Substance.code)))
    for number, one in enumerate(questions):
        answer = sent.get(f"answer-{number}", "").strip()
        if answer and _fits(one["field"], answer, substances):
            values.setdefault(one["field"], {})[one["said"]] = answer
    return from_tables({**as_tables(mapping), "values": values}, "")


def _fits(field: str, answer: str, substances: set[str]) -> bool:
    if field == "substance":
        return answer == NEW or answer in substances
    if field == "medium":
        return answer in MEDIA
    try:
        return field == "unit" and bool(PARSERS["samples"]["unit"](answer, Style()))
    except BadValue:
        return False
