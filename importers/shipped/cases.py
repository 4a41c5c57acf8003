"""Loads a documented case: its story, and the records that came with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from importers.shipped.files import number, rows, texts
from mapapp.core.datasets import Dataset
from mapapp.core.drafts import SourceDraft
from mapapp.core.upsert import Outcome, as_key
from mapapp.domains.cases.service import CaseDraft, EntryDraft, write_case
from mapapp.domains.reports.service import ObservationDraft, ReportsWriter


def load_case(db: Session, dataset: Dataset, folder: Path) -> Outcome:
    """Writes the story in ``case.toml`` of the folder; a result it names stands for its sampling point."""
    results = folder / "samples.csv"
    points = {as_key(row["id"]): as_key(row["point_id"]) for row in rows(results)} if results.exists() else {}
    return write_case(db, dataset, read_case(folder / "case.toml", points))


def read_case(path: Path, points: Mapping[str, str]) -> CaseDraft:
    """The story in a case file; ``points`` has the sampling point of each result, by their keys."""
    told = tomllib.loads(path.read_text("utf-8"))
    links = [(link["layer"], as_key(link["key"])) for link in told.get("record", [])]
    return CaseDraft(
        slug=told["slug"],
        titles=told["title"],
        summaries=told["summary"],
        oblast=told.get("oblast", ""),
        documents=tuple(_document(document) for document in told["document"]),
        entries=tuple(_entries(told)),
        links=tuple(dict.fromkeys((layer, points.get(key, key)) for layer, key in links)),
    )


def load_observations(db: Session, dataset: Dataset, path: Path) -> list[Outcome]:
    """Writes further visits to the sites of the case."""
    writer = ReportsWriter(db, dataset)
    return [writer.observation(_observation(number, row)) for number, row in enumerate(rows(path), 1)]


def _observation(number_of_visit: int, row: Mapping[str, str]) -> ObservationDraft:
    return ObservationDraft(
        source=SourceDraft(f"{row['site_id']}#visit-{number_of_visit}", citation=row["citation"]),
        site_id=row["site_id"],
        observed_on=row["observed_on"],
        seen=row["observation"],
        words=texts(row, "words"),
        observer_kind=row["observer_kind"],
        mass_t=number(row["mass_t"]),
    )


def _document(document: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: str(value) for name, value in document.items() if name != "note"}
    return {**plain, "note": dict(document.get("note", {}))}


def _entries(told: Mapping[str, Any]) -> Iterator[EntryDraft]:
    for kind in ("paragraph", "event"):
        for one in told.get(kind, []):
            cited = one["cite"]
            yield EntryDraft(
                kind=kind,
                texts=one["text"],
                document=cited["document"],
                date=one.get("date", ""),
                event=one.get("event", ""),
                pages=cited.get("pages", ""),
                lines=cited.get("lines", ""),
            )
