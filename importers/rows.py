"""From rows of text to records: every field by its own parser, every mistake with its row and its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from importers.cells import NOTHING, Column, Mistake, scaled
from importers.collected import Collected
from importers.columns import wqx
from importers.columns.guess import Plan
from importers.columns.words import has_codes
from importers.errors import N_, BadValue, ImportProblem, Message, message
from importers.finish import finish
from importers.formats.raw import RawRow
from importers.formats.tables import Table
from importers.keys import Identities
from importers.limits import TEXT, Options
from importers.meaning import Meanings
from importers.records import ROW_TYPES
from importers.results import Results
from importers.values import texts
from importers.values.fields import BY_LANGUAGE, NUMBERS, PARSERS, WHERE, Style
from importers.values.numbers import decimal_sign
from importers.values.places import Locator
from importers.vocabulary import Vocabulary, shipped

_SURVEYED = 5_000
_PROGRESS_EVERY = 500
_PLACES_REMEMBERED = 50_000
_NUMBERS = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")
Reasons = list[tuple[str, Message]]
Values = dict[str, Any]


class RowReader:
    """Reads rows of one table by one plan; ``vocabulary`` are the substances known, else those of the program."""

    def __init__(self, table: Table, plan: Plan, kind: str, vocabulary: Vocabulary | None = None) -> None:
        self.kind, self._plan, self._table = kind, plan, table
        self._at = {heading: number for number, heading in enumerate(table.headings)}
        mapping = plan.mapping
        self.locator = Locator(kind, mapping.crs or table.crs, mapping.swap)
        self._style = Style(mapping.dates, self._decimal(), plan.is_wqx, mapping.values)
        self._type, self._identities = ROW_TYPES[kind], Identities(kind, mapping.placeholders)
        self._meanings = Meanings(vocabulary or shipped(), mapping.values.get("substance", {}))
        self._fixed = self._constants()
        self._columns = self._fields()
        self._readings = [(one.name, one.at, one.seen, one) for one in self._columns]
        self._first: tuple[Sequence[str | None], Values] = ([None] * len(self._at), self._fixed)
        self._before: tuple[Sequence[str | None], Values] = self._first
        self._where = [(name, self._at_of(name), mapping.constants.get(name, "")) for name in WHERE if self._has(name)]
        self._spoken = [(name, self._at_of(name), self._readers(name)) for name in BY_LANGUAGE if self._has(name)]
        self._places: dict[tuple[str, ...], Any] = {}
        self._extra = [Column(one, self._at[one], _extra_text) for one in plan.extra]
        said = [mapping.columns[name] for name in ("substance", "value") if name in mapping.columns]
        self._said = [self._at[source.heading] for source in said] if len(said) == 2 else []
        self._results = Results(self.parser, mapping.wide, self._at) if kind == "samples" else None

    def read(self, options: Options) -> Collected:
        """Every row of the table as records, or with its reasons why not."""
        found = Collected()
        if self._results is not None:
            self._results.survey(islice(self._table.rows(), _SURVEYED))
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

    def parser(self, name: str) -> Callable[[str], Any]:
        """What reads a cell of this field: the mapping's table for it first (codes look that up themselves)."""
        parse, style = PARSERS[self.kind][name], self._style
        table = self._style.values.get(name) if not has_codes(self.kind, name) and name != "substance" else None

        def run(text: str) -> Any:
            given = texts.substitute(text, table) if table else None
            cell = (text if given is None else given).strip()
            return parse(cell, style) if cell else None

        return run

    def _row(self, raw: RawRow, found: Collected) -> None:
        cells, width = raw.cells, len(self._at)
        if len(cells) != width:
            if any(cell.strip() for cell in cells[width:]):
                found.results, found.lost = found.results + 1, found.lost + 1
                found.reject(raw.number, "", message(N_("the row has more cells than there are headings")))
                return
            cells = [*cells, *[""] * (width - len(cells))]
        if self._results is not None and self._may_be_remark(cells) and self._results.is_remark(cells):
            found.remarks.append(raw.number)
            return
        mistakes: Reasons = []
        values = self._wqx_values(cells, mistakes, found) if self._plan.is_wqx else self._values(cells, mistakes, found)
        self._place(values, cells, raw.geometry, mistakes)
        extra = self._extra_of(cells, mistakes)
        if self._results is None or not self._plan.mapping.wide:
            self._record(values, mistakes, (raw.number, extra), found)
            return
        filled = 0
        for result, wrong in self._results.of_row(values, cells, found):
            filled += 1
            self._record(result, [*mistakes, *wrong], (raw.number, extra), found)
        if not filled:
            for name, reason in mistakes:
                found.reject(raw.number, self._heading(name), reason)

    def _may_be_remark(self, cells: Sequence[str]) -> bool:
        """False for most rows: those that name a substance and its value."""
        return not self._said or not all(map(cells.__getitem__, self._said))

    def _record(
        self, values: Values, mistakes: Reasons, where: tuple[int, Mapping[str, str]], found: Collected
    ) -> None:
        """Makes a record of the values, or notes that there is none to make, or why it cannot be made."""
        found.results += 1
        if self._results is not None:
            wrong = self._meanings.complete(values)
            if wrong is not None:
                mistakes = [*mistakes, (wrong.field, wrong.message)]
                found.ask(wrong.question)
            elif not mistakes and self._results.is_empty(values):
                found.empty += 1
                return
        if not mistakes:
            try:
                finish(self.kind, values)
                self._identities.give(values)
                found.rows.append(self._type.of(*where, values))
                found.without_limit += _has_no_number(values)
            except BadValue as error:
                mistakes = [(error.field, error.message)]
        if mistakes:
            found.lost += 1
            for name, reason in mistakes:
                found.reject(where[0], self._heading(name), reason)

    def _values(self, cells: Sequence[str], mistakes: Reasons, found: Collected) -> Values:
        before, values = self._before
        values = values.copy()
        for name, at, seen, column in self._readings:
            text = cells[at]
            if text == before[at]:
                continue  # most cells of a laboratory's table repeat the one above
            value = seen(text)
            if value is None:
                value = column.value(text)
            if value is NOTHING:
                values.pop(name, None)
            elif value.__class__ is Mistake:
                values.pop(name, None)
                mistakes.append((value.field, value.message))
                found.ask(value.question)
            else:
                values[name] = value
        self._before = (cells, values.copy()) if not mistakes else self._first
        for name, at, readers in self._spoken:
            self._speak(values, name, cells[at] if at >= 0 else "", readers, mistakes)
        return values

    def _wqx_values(self, cells: Sequence[str], mistakes: Reasons, found: Collected) -> Values:
        """The values of a row in which several columns say one thing."""
        by_heading = dict(zip(self._at, cells, strict=True))
        fields = {name: by_heading[source.heading] for name, source in self._plan.mapping.columns.items()}
        for name, text in self._plan.mapping.constants.items():
            if not fields.get(name, "").strip():
                fields[name] = text
        try:
            wqx.adjust(fields, by_heading)
        except BadValue as error:
            mistakes.append((error.field, error.message))
        values: Values = {}
        for column in self._columns:
            value = column.value(fields.get(column.name, ""))
            if value.__class__ is Mistake:
                mistakes.append((value.field, value.message))
                found.ask(value.question)
            elif value is not NOTHING:
                values[column.name] = value
        return values

    def _place(self, values: Values, cells: Sequence[str], shape: bytes | None, mistakes: Reasons) -> None:
        if self.kind == "releases":
            return
        told = tuple([cells[at] if at >= 0 else "" for _name, at, _constant in self._where])
        place = self._places.get(told, NOTHING) if shape is None else NOTHING
        if place is NOTHING:
            fields = {name: text.strip() or said for (name, _at, said), text in zip(self._where, told, strict=True)}
            try:
                place = self.locator.locate(fields, shape)
            except BadValue as error:
                place = Mistake(error, "latitude" if "latitude" in fields else "geometry")
            if shape is None and len(self._places) < _PLACES_REMEMBERED:
                self._places[told] = place
        if isinstance(place, Mistake):
            mistakes.append((place.field, place.message))
        else:
            values["geometry"] = place

    def _speak(self, values: Values, name: str, text: str, readers: Mapping[str, Column], mistakes: Reasons) -> None:
        """Puts a name or words of no declared language where the letters say they belong."""
        text = (text.strip() and text) or self._plan.mapping.constants.get(name, "")
        if text.strip():
            field = next(one for one in BY_LANGUAGE[name] if one.endswith(texts.language_of(text)))
            value = readers[field].value(text) if not values.get(field) else NOTHING
            if isinstance(value, Mistake):
                mistakes.append((value.field, value.message))
            elif value is not NOTHING:
                values[field] = value

    def _extra_of(self, cells: Sequence[str], mistakes: Reasons) -> dict[str, str]:
        kept = {}
        for column in self._extra:
            value = column.value(cells[column.at])
            if isinstance(value, Mistake):
                mistakes.append((column.name, value.message))
            elif value is not NOTHING and value:
                kept[column.name] = value
        return kept

    def _fields(self) -> list[Column]:
        mapping = self._plan.mapping
        made = []
        for name in PARSERS[self.kind]:
            source = mapping.columns.get(name)
            if source is not None or self._plan.is_wqx:
                read = scaled(self.parser(name), source.times if source else None)
                made.append(Column(name, self._at_of(name), read, self._fixed.get(name, NOTHING)))
        return made

    def _constants(self) -> Values:
        """The values of all rows; one that cannot be read would reject every row with the same words."""
        values: Values = {}
        for name, text in self._plan.mapping.constants.items():
            if name in PARSERS[self.kind] and text.strip():
                try:
                    value = self.parser(name)(text)
                except BadValue as error:
                    raise ImportProblem(
                        N_("The mapping's constant %(field)s cannot be used: %(why)s."), field=name, why=error.message
                    ) from error
                if value is not None:
                    values[name] = value
        return values

    def _readers(self, name: str) -> dict[str, Column]:
        return {field: Column(field, -1, self.parser(field)) for field in BY_LANGUAGE[name]}

    def _has(self, name: str) -> bool:
        return name in self._plan.mapping.columns or name in self._plan.mapping.constants

    def _at_of(self, name: str) -> int:
        source = self._plan.mapping.columns.get(name)
        return self._at[source.heading] if source else -1

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


def _has_no_number(values: Values) -> bool:
    """Whether nothing was detected and nobody says below which limit."""
    return values.get("qualifier") == "<" and not any(name in values for name in _NUMBERS)


def _extra_text(text: str) -> str:
    return texts.clean_text(text, TEXT)
