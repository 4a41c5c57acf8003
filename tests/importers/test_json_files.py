from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.errors import ImportProblem
from tests.importers.conftest import Take

RECORD = {
    "id": 9007199254740993,
    "kind": "dump",
    "location": {"lat": 49.80000000000001, "lon": 73.1},
    "tags": ["a", "b"],
    "x": None,
}


def test_nested_names_and_exact_digits(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([RECORD, {"id": 2, "kind": "dump", "seen": True}]))
    first, second = take(tmp_path / "a.json").rows
    assert first.id == "9007199254740993"
    assert first.geometry.y == 49.80000000000001
    assert first.extra == {"tags": "a|b"}
    assert (second.extra, second.row, second.not_drawn) == ({"seen": "true"}, 2, "no_coordinates")


def test_a_list_under_a_name(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"count": 1, "results": [RECORD]}))
    assert len(take(tmp_path / "a.json").rows) == 1


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1, "kind": "dump"',
        '[{"id": 1}, 5]',
        "[]",
        "{}",
        '{"type": "Point", "coordinates": [1, 2]}',
        '[{"id": NaN}]',
        "[" * 100_000,
        '[{"id": ' + "1" * 5000 + ', "kind": "dump"}',
    ],
)
def test_what_is_no_table_gets_one_line(take: Take, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ImportProblem) as problem:
        take(tmp_path / "a.json")
    assert "\n" not in str(problem.value)
