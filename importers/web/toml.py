"""A mapping as a TOML file, for the command line and for other organisations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_OF_TABLES = ("values", "wide")  # tables of tables, each with a heading of its own
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(tables: Mapping[str, Any]) -> str:
    """The tables of a mapping as TOML, plain values first; texts may hold anything that TOML can."""
    plain = [f"{_key(key)} = {_value(one)}" for key, one in tables.items() if not isinstance(one, Mapping)]
    parts = ["\n".join(plain)] if plain else []
    for name, table in tables.items():
        if isinstance(table, Mapping):
            deep = {key: one for key, one in table.items() if name in _OF_TABLES and isinstance(one, Mapping)}
            flat = {key: one for key, one in table.items() if key not in deep}
            parts += [_table((name,), flat)] if flat or not deep else []
            parts += [_table((name, key), one) for key, one in deep.items()]
    return "\n\n".join(parts) + "\n"


def _table(path: tuple[str, ...], table: Mapping[str, Any]) -> str:
    """A table under its heading; the tables in it stand on one line each."""
    lines = [f"{_key(key)} = {_value(one)}" for key, one in table.items()]
    return "\n".join([f"[{'.'.join(map(_key, path))}]", *lines])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return _text(str(value))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for the character DEL, which TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
