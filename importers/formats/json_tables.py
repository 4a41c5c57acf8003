"""A list of JSON objects as a table: nested names are joined by dots, lists of simple values by "|"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importers.errors import N_, ImportProblem
from importers.formats import charset
from importers.formats.raw import RawRow
from importers.formats.tables import Table, clean_headings
from importers.limits import MAX_COLUMNS, MAX_JSON, MAX_ROWS

_DEPTH = 8


def read_json(path: Path, name: str) -> Table:
    """The table in a JSON file: a list of objects, alone or under one name; numbers keep the digits they have.

    Raises ImportProblem for anything else, also for a file that ends in the middle.
    """
    if path.stat().st_size > MAX_JSON:
        raise ImportProblem(N_("%(file)s is too large for JSON: save it as CSV or GeoPackage."), file=name)
    records = _records(_loaded(path, name), name)
    columns: dict[str, int] = {}
    flat = [_flat(record) for record in records]
    for record in flat:
        for key in record:
            columns.setdefault(key, len(columns))
    if len(columns) > MAX_COLUMNS:
        raise ImportProblem(N_("%(file)s has more than %(most)s columns."), file=name, most=MAX_COLUMNS)

    def rows() -> Iterator[RawRow]:
        for number, record in enumerate(flat, 1):
            yield RawRow(number, [record.get(column, "") for column in columns])

    return Table(clean_headings(list(columns)), rows, "utf-8")


def _loaded(path: Path, name: str) -> Any:
    def refuse(constant: str) -> Any:
        raise ValueError(constant)

    try:
        text = path.read_text(charset.detect(path) or "utf-8").lstrip("\ufeff")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=refuse)
    except json.JSONDecodeError as error:
        if error.pos >= len(error.doc.rstrip()) - 1:
            raise ImportProblem(N_("%(file)s ends in the middle: get or make it anew."), file=name) from error
        raise ImportProblem(N_("%(file)s is not JSON in line %(line)s."), file=name, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise ImportProblem(N_("%(file)s is not JSON that can be read: %(why)s."), file=name, why=error) from error


def _records(loaded: Any, name: str) -> list[dict[str, Any]]:
    if isinstance(loaded, dict):
        lists = [value for value in loaded.values() if _is_records(value)]
        loaded = lists[0] if len(lists) == 1 else loaded
    if not _is_records(loaded):
        raise ImportProblem(N_("%(file)s holds no list of records."), file=name)
    if len(loaded) > MAX_ROWS:
        raise ImportProblem(N_("%(file)s has more than %(most)s rows."), file=name, most=MAX_ROWS)
    found: list[dict[str, Any]] = loaded
    return found


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEPTH:
            flat.update(_flat(value, f"{prefix}{key}.", depth + 1))
        else:
            flat[prefix + key] = _text(value)
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return "|".join(_text(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
