"""The files that ship with the program use our own columns: they are read without a mapping and without a loss."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from importers.read import read
from importers.records import KINDS
from mapapp.config import ROOT

DATA = ROOT / "data"
MANIFEST = tomllib.loads((DATA / "manifest.toml").read_text("utf-8"))["dataset"]
REFERENCE = [(DATA / entry["file"], entry["kind"]) for entry in MANIFEST if entry["kind"] in KINDS]
CASES = [(path, path.stem) for path in sorted(DATA.glob("cases/*/*.csv")) if path.stem in KINDS]


@pytest.mark.parametrize(("path", "kind"), [*REFERENCE, *CASES], ids=str)
def test_shipped_rows(path: Path, kind: str) -> None:
    found = read(path, kind)
    assert [f"{one.row} {one.field}: {one.reason}" for one in found.rejected] == []
    assert len(found.rows) == found.read > 0
    assert not any(row.id_made for row in found.rows)
