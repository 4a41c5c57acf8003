"""The files that ship with the program use our own columns: they are read without a mapping and without a loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.read import read
from mapapp.config import ROOT

FOLDERS = {"facilities": "facilities", "areas": "areas", "samples": "samples"}
CASES = [(path, path.stem) for kind in ("reports", "samples", "facilities", "areas", "releases") for path in sorted(ROOT.glob(f"data/cases/*/{kind}.csv"))]


@pytest.mark.parametrize(("path", "kind"), CASES, ids=lambda value: f"{value.parent.name}-{value.stem}" if isinstance(value, Path) else "")
def test_rows_of_cases(path: Path, kind: str) -> None:
    found = read(path, kind)
    assert [f"{one.row} {one.field}: {one.reason}" for one in found.rejected] == []
    assert len(found.rows) == found.read
    assert not any(row.id_made for row in found.rows)
