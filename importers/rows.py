"""From rows of text to records: every field by its own parser, every mistake with its row and its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from importers.columns import wqx
from importers.columns.guess import Plan
from importers.columns.words import has_codes
from importers.errors import N_, BadValue, ImportProblem, Message, RowRejected, message
from importers.finish import finish
from importers.formats.tables import RawRow, Table
from importers.keys import identify
from importers.limits import REJECTED_KEPT, TEXT, Options
from importers.records import ROW_TYPES, AnyRow
from importers.values import texts
from importers.values.fields import BY_LANGUAGE, NUMBERS, PARSERS, Style
from importers.values.numbers import decimal_sign
from importers.values.places import Locator

_SURVEYED = 5_000
_PROGRESS_EVERY = 500


@dataclass(slots=True)
class Collected:
    """What became of the rows: records, and those rejected (all counted, the first of them kept with reasons)."""

    rows: list[AnyRow] = field(default_factory=list)
    rejected: list[RowRejected] = field(default_factory=list)
    rejected_rows: set[int] = field(default_factory=set)
    read: int = 0

    def reject(self, row: int, name: str, reason: Message) -> None:
        """Notes that a field of a row cannot be taken."""
        self.rejected_rows.add(row)
        if len(self.rejected) < REJECTED_KEPT:
            self.rejected.append(RowRejected(row, name, reason))


class RowReader:
    """Reads rows of one table by one plan."""

    def __init__(self, table: Table, plan: Plan, kind: str) -> None:
        self.kind, self._plan, self._table = kind, plan, table
        self._at = {heading: number for number, heading in enumerate(table.headings)}
        mapping = plan.mapping
        self.locator = Locator(kind, mapping.crs or table.crs, mapping.swap)
        self._style = Style(mapping.dates, self._decimal(), mapping.values)
        self._parsers, self._type = PARSERS[kind], ROW_TYPES[kind]
        self._tables = {name: table for name, table in mapping.values.items() if not has_codes(kind, name)}

        self._refuse_constants()

    def read(self, options: Options) -> Collected:
        """Every row of the table as records, or with its reasons why not."""
        found = Collected()
        for raw in self._table.rows():
            found.read += 1
            if found.read > options.max_rows:
                raise ImportProblem(N_("The file has more than %(most)s rows."), most=options.max_rows)
            self._row(raw, found)
            if options.progress is not None and found.read % _PROGRESS_EVERY == 0:
                options.progress(found.read)
        if options.progress is not None:
            options.progress(found.read)
        return found

    def _row(self, raw: RawRow, found: Collected) -> None:
        if any(cell.strip() for cell in raw.cells[len(self._at) :]):
            found.reject(raw.number, "", message(N_("the row has more cells than there are headings")))
            return
        cells = dict(zip(self._at, (*raw.cells, *[""] * (len(self._at) - len(raw.cells))), strict=False))
        for fields in self._spread(cells, raw.number, found):
            values, mistakes = self._values(fields, raw.geometry)
            if not mistakes:
                try:
                    finish(self.kind, values)
                    identify(self.kind, values, self._plan.mapping.placeholders)
                    values["extra"] = self._extra(cells)
                    found.rows.append(self._type(row=raw.number, **values))
                    continue
                except BadValue as error:
                    mistakes.append((error.field, error.message))
            for name, reason in mistakes:
                found.reject(raw.number, self._heading(name), reason)

    def _spread(self, cells: Mapping[str, str], number: int, found: Collected) -> Iterator[dict[str, str]]:
        """The row's fields; of a table with a column per substance, those of every result in it."""
        mapping = self._plan.mapping
        fields = {name: cells[source.heading] for name, source in mapping.columns.items()}
        for name, text in mapping.constants.items():
            if not fields.get(name, "").strip():
                fields[name] = text
        if self._plan.is_wqx:
            try:
                wqx.adjust(fields, cells)
            except BadValue as error:
                found.reject(number, error.field, error.message)
                return
        if not mapping.wide:
            yield fields
        for heading, constants in mapping.wide.items():
            if cells[heading].strip():
                yield {**fields, **constants, "value": cells[heading]}

    def _values(self, fields: dict[str, str], shape: bytes | None) -> tuple[dict[str, Any], list[tuple[str, Message]]]:
        values: dict[str, Any] = {}
        mistakes: list[tuple[str, Message]] = []
        _by_language(fields)
        for name, parser in self._parsers.items():
            if cell := self._cell(name, fields):
                try:
                    values[name] = self._scaled(name, parser(cell, self._style))
                except BadValue as error:
                    mistakes.append((name, error.message))
        if self.kind != "releases":
            try:
                values["geometry"] = self.locator.locate(fields, shape)
            except BadValue as error:
                mistakes.append((error.field or ("latitude" if "latitude" in fields else "geometry"), error.message))
        return values, mistakes

    def _cell(self, name: str, fields: Mapping[str, str]) -> str:
        """What stands in a field, or what the mapping's table says for it (codes look that up themselves)."""
        cell = fields.get(name, "")
        table = self._tables.get(name)
        given = texts.substitute(cell, table) if table and cell else None
        return (cell if given is None else given).strip()

    def _refuse_constants(self) -> None:
        """A constant that cannot be read would reject every row with the same words."""
        fields = dict(self._plan.mapping.constants)
        for name, parser in self._parsers.items():
            try:
                if cell := self._cell(name, fields):
                    parser(cell, self._style)
            except BadValue as error:
                raise ImportProblem(
                    N_("The mapping's constant %(field)s cannot be used: %(why)s."), field=name, why=error.message
                ) from error

    def _scaled(self, name: str, value: object) -> object:
        source = self._plan.mapping.columns.get(name)
        return value * source.times if source and source.times and isinstance(value, Decimal) else value

    def _extra(self, cells: Mapping[str, str]) -> dict[str, str]:
        kept = {}
        for heading in self._plan.extra:
            try:
                if text := texts.clean_text(cells[heading], TEXT):
                    kept[heading] = text
            except BadValue as error:
                raise BadValue(error.message.msgid, field=heading, **error.message.params) from error
        return kept

    def _heading(self, name: str) -> str:
        source = self._plan.mapping.columns.get(name)
        return source.heading if source else name

    def _decimal(self) -> str:
        """The decimal sign: declared, or found out from the numbers of the first rows."""
        if self._plan.mapping.decimal or self._plan.is_wqx:
            return self._plan.mapping.decimal or "."
        headings = {source.heading for name, source in self._plan.mapping.columns.items() if name in NUMBERS}
        places = [self._at[heading] for heading in headings | set(self._plan.mapping.wide)]
        rows = islice(self._table.rows(), _SURVEYED)
        return decimal_sign(row.cells[at] for row in rows for at in places if at < len(row.cells))


def _by_language(fields: dict[str, str]) -> None:
    """Puts a name or words of no declared language where the letters say they belong."""
    for name, languages in BY_LANGUAGE.items():
        text = fields.pop(name, "")
        if text.strip():
            place = next(one for one in languages if one.endswith(texts.language_of(text)))
            fields[place] = fields.get(place, "").strip() or text
