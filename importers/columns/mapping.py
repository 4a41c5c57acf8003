"""What a person says about a file in a small TOML file: which column is what, and how its values are written."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from importers.columns import toml_parts as parts
from importers.errors import N_, ImportProblem

_MAX_MAPPING = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """The column a field is read from; ``times`` turns its unit into the field's (hectares into m2: 10000)."""

    heading: str
    times: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How dates that are not ISO are written: a strptime format, or seconds or milliseconds since 1970.

    ``zone`` is the place whose day a moment in time belongs to.
    """

    format: str = ""
    unit: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class FileMapping:
    """All that is declared of a file; what is empty is guessed or has its usual meaning.

    ``placeholders`` are ids that identify nothing ("1" or "n/a" in every row); ``swap`` answers the question whether
    latitude and longitude changed places; ``wide`` has the substance, unit and so on of each column of results, and
    under "uncertainty_from" and the like (see ``wide.FROM``) the heading of a column that says more of them;
    ``guess`` says whether columns that are not declared may be known by their headings in three languages.
    """

    columns: Mapping[str, Source] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    wide: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: DateStyle = field(default_factory=DateStyle)
    decimal: str = ""
    crs: str = ""
    swap: bool | None = None
    guess: bool = True
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None
    sheet: str = ""
    layer: str = ""
    placeholders: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


def load_mapping(path: Path) -> FileMapping:
    """The mapping in a TOML file. Raises ImportProblem with one line for the first thing that cannot be used."""
    try:
        if path.stat().st_size > _MAX_MAPPING:
            raise ImportProblem(N_("The mapping %(file)s is too large."), file=path.name)
        raw = path.read_bytes()
    except OSError as error:
        raise ImportProblem(N_("The mapping %(file)s cannot be read."), file=path) from error
    try:
        return parse_mapping(raw.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise ImportProblem(N_("The mapping %(file)s must be saved as UTF-8."), file=path.name) from error


def parse_mapping(text: str, name: str) -> FileMapping:
    """The mapping in a TOML text, called ``name`` where something in it cannot be used."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ImportProblem(N_("The mapping %(file)s is not TOML: %(why)s."), file=name, why=error) from error
    return from_tables(table, name)


def from_tables(table: Mapping[str, Any], name: str) -> FileMapping:
    """The mapping that these tables say, as those of a TOML file do; ``name`` is what problems call it.

    Raises ImportProblem with one line for the first thing that cannot be used.
    """
    readers: Mapping[str, Callable[[Any], Any]] = {
        "columns": lambda value: {key: _source(key, one) for key, one in parts.table("columns", value).items()},
        "constants": lambda value: parts.words("constants", value),
        "values": lambda value: {
            key: parts.words(f"values.{key}", one) for key, one in parts.table("values", value).items()
        },
        "wide": lambda value: {key: parts.words(f"wide.{key}", one) for key, one in _wide(value).items()},
        "dates": _dates,
        "decimal": lambda value: parts.choice("decimal", value, (",", ".")),
        "crs": parts.crs,
        "swap": lambda value: parts.flag("swap", value),
        "guess": lambda value: parts.flag("guess", value),
        "encoding": parts.encoding,
        "delimiter": lambda value: parts.choice("delimiter", value, (",", ";", "\t", "|")),
        "header_row": lambda value: parts.positive("header_row", value),
        "sheet": lambda value: parts.word("sheet", value),
        "layer": lambda value: parts.word("layer", value),
        "ids": lambda value: parts.lists("ids", value, ("placeholders",)),
        "extra": lambda value: parts.lists("extra", value, ("ignore", "keep")),
    }
    read: dict[str, Any] = {}
    for key, value in table.items():
        if key not in readers:
            raise ImportProblem(
                N_("The mapping %(file)s has an unknown part, %(part)s. Known are: %(known)s."),
                file=name,
                part=key,
                known=sorted(readers),
            )
        read[key] = readers[key](value)
    lists = {**read.pop("ids", {}), **read.pop("extra", {})}
    return FileMapping(**read, **lists)


def as_tables(mapping: FileMapping) -> dict[str, Any]:
    """What the mapping says as plain JSON values, in the tables of a TOML file; what is not said is left out.

    ``from_tables`` makes the same mapping of it again.
    """
    plain = ("decimal", "crs", "swap", "encoding", "delimiter", "header_row", "sheet", "layer")
    dates = {name: getattr(mapping.dates, name) for name in ("format", "unit") if getattr(mapping.dates, name)}
    zone = {} if mapping.dates.zone == DateStyle().zone else {"zone": mapping.dates.zone}
    tables: dict[str, Any] = {
        **{name: getattr(mapping, name) for name in plain},
        "guess": None if mapping.guess else False,
        "columns": {name: _plain_source(source) for name, source in mapping.columns.items()},
        "constants": dict(mapping.constants),
        "values": {name: dict(words) for name, words in mapping.values.items()},
        "wide": {"columns": {heading: dict(one) for heading, one in mapping.wide.items()}} if mapping.wide else {},
        "dates": {**dates, **zone},
        "ids": {"placeholders": list(mapping.placeholders)} if mapping.placeholders else {},
        "extra": {name: list(getattr(mapping, name)) for name in ("ignore", "keep") if getattr(mapping, name)},
    }
    return {name: said for name, said in tables.items() if said is not None and said not in ("", {})}


def _plain_source(source: Source) -> str | dict[str, str]:
    return source.heading if source.times is None else {"heading": source.heading, "times": format(source.times, "f")}


def _source(field_name: str, value: object) -> Source:
    if isinstance(value, str):
        return Source(value)
    table = parts.words(f"columns.{field_name}", value)
    if "heading" not in table or not table.keys() <= {"heading", "times"}:
        raise ImportProblem(
            N_('In the mapping, %(part)s must be a heading or { heading = "…", times = 10000 }.'),
            part=f"columns.{field_name}",
        )
    return Source(table["heading"], parts.factor(f"columns.{field_name}.times", table.get("times")))


def _wide(value: object) -> Mapping[str, Any]:
    """The columns of results, which may stand under [wide] or under [wide.columns]."""
    wide = parts.table("wide", value)
    inner = wide.get("columns")
    if wide.keys() == {"columns"} and isinstance(inner, dict) and all(isinstance(one, dict) for one in inner.values()):
        return inner
    return wide


def _dates(value: object) -> DateStyle:
    table = parts.words("dates", value)
    if not table.keys() <= {"format", "unit", "zone"}:
        raise ImportProblem(N_("In the mapping, dates can have format, unit and zone."))
    if "format" in table:
        parts.date_format(table["format"])
    if "unit" in table:
        parts.choice("dates.unit", table["unit"], ("s", "ms"))
    if "zone" in table:
        parts.zone(table["zone"])
    return DateStyle(**table)
