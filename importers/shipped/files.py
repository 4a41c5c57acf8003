"""The files that ship with the program: plain CSV in UTF-8 with the columns of data/README.md."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.config import ROOT
from mapapp.core.datasets import Dataset
from mapapp.core.drafts import SourceDraft

DATA = ROOT / "data"
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Shipped:
    """One entry of data/manifest.toml: a file or folder, what kind of rows it has, and its dataset."""

    slug: str
    kind: str
    path: Path
    title: Mapping[str, str]
    about: Mapping[str, str]


def manifest(path: Path = DATA / "manifest.toml") -> list[Shipped]:
    """The shipped datasets in the order in which they are loaded."""
    entries = tomllib.loads(path.read_text("utf-8"))["dataset"]
    return [
        Shipped(entry["id"], entry["kind"], DATA / entry["file"], entry["title"], _texts(entry)) for entry in entries
    ]


def _texts(entry: Mapping[str, object]) -> dict[str, str]:
    names = ("publisher", "licence", "licence_url", "attribution", "citation", "url", "retrieved_on")
    return {name: str(entry.get(name, "")) for name in names}


def dataset(db: Session, shipped: Shipped) -> Dataset:
    """The dataset's row, made or brought up to date, with the checksum of what is loaded."""
    found = db.scalar(select(Dataset).where(Dataset.slug == shipped.slug))
    if found is None:
        found = Dataset(slug=shipped.slug)
        db.add(found)
    found.titles, found.kind = dict(shipped.title), shipped.kind
    found.file_name = shipped.path.relative_to(DATA).as_posix()
    found.sha256 = checksum(shipped.path)
    for name, value in shipped.about.items():
        setattr(found, name, value)
    db.flush()
    return found


def checksum(path: Path) -> str:
    """SHA-256 of a file, or of all files of a folder in the order of their names."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a shipped CSV file."""
    with path.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def texts(row: Mapping[str, str], stem: str) -> dict[str, str]:
    """The values of ``stem_kk``, ``stem_ru`` and ``stem_en`` that are not empty, by language."""
    return {code: row[f"{stem}_{code}"] for code in LANGUAGES if row.get(f"{stem}_{code}")}


def number(text: str | None) -> Decimal | None:
    """The number in a cell, or None for an empty one."""
    return Decimal(text) if text else None


def source(row: Mapping[str, str], identity: str) -> SourceDraft:
    """The provenance columns of a row."""
    names = ("source_title", "source_url", "source_date", "citation", "note")
    title, url, date, citation, note = (row.get(name) or "" for name in names)
    return SourceDraft(identity, title, url, date, citation, note)
