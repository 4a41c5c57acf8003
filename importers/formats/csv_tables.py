"""CSV in the encodings, with the delimiters and from the programs that people have."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import TextIO

from importers.columns.mapping import FileMapping
from importers.errors import N_, ImportProblem, Message, message
from importers.formats import charset
from importers.formats.raw import RawRow
from importers.formats.tables import Table, under_headings
from importers.limits import MAX_CELL

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16


class Dialect:
    """What has to be known to read one file; ``skip`` leaves out the first line that only names the delimiter."""

    def __init__(self, path: Path, name: str, codec: str, delimiter: str) -> None:
        self.path, self.name, self.codec = path, name, codec
        self.sample = self._sample()
        self.skip = self.sample.lower().startswith("sep=") and len(self.sample.split("\n", 1)[0].strip()) == 5
        self.delimiter = delimiter or (self.sample[4] if self.skip else best_delimiter(self.sample))

    def _sample(self) -> str:
        with self.path.open(encoding=self.codec, errors="replace", newline="") as file:
            return file.read(_SAMPLE)


def read_csv(path: Path, name: str, mapping: FileMapping, is_heading: Callable[[str], bool]) -> Table:
    """The table in a CSV file, with the encoding, delimiter and heading row declared or else found out."""
    codec = mapping.encoding or charset.detect(path)
    if not codec:
        raise ImportProblem(
            N_('The encoding of %(file)s is unclear: save it as UTF-8, or add encoding = "cp1251" to the mapping.'),
            file=name,
        )
    dialect = Dialect(path, name, codec, mapping.delimiter)
    table = under_headings(lambda: _records(dialect), name, mapping.header_row, is_heading)
    return Table(table.headings, table.rows, codec, notes=() if mapping.encoding else _notes(codec))


def best_delimiter(sample: str) -> str:
    """The delimiter that cuts the most lines of the sample into the same number of cells, at least two."""

    def fitness(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in _lenient(sample, delimiter) if row)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return (rows / sum(widths.values()) if width > 1 else 0.0, width)

    return max(_DELIMITERS, key=fitness)


def _lenient(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return rows
    return rows[:-1] if len(sample) == _SAMPLE else rows


def _records(dialect: Dialect) -> Iterator[RawRow]:
    csv.field_size_limit(MAX_CELL)
    number = 0
    try:
        with dialect.path.open(encoding=dialect.codec, newline="") as file:
            lines = _Lines(file, dialect.name)
            if dialect.skip:
                next(lines)
            for number, cells in enumerate(csv.reader(lines, delimiter=dialect.delimiter, strict=True), 1):
                yield RawRow(number, cells, ended=lines.ended)
    except UnicodeError as error:
        raise ImportProblem(
            N_("%(file)s is not %(encoding)s after row %(row)s: save it as UTF-8."),
            file=dialect.name,
            encoding=dialect.codec,
            row=number,
        ) from error
    except csv.Error as error:
        raise ImportProblem(
            N_("%(file)s cannot be read after row %(row)s: a quotation mark is not closed, or a cell too long."),
            file=dialect.name,
            row=number,
        ) from error


class _Lines:
    """The lines of a file, none of which is endless; ``ended`` says whether the last one had its line break."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self._name, self.ended = file, name, True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_CELL)
        if len(line) >= MAX_CELL:
            raise ImportProblem(
                N_("%(file)s has a line of more than %(most)s characters: is it a table?"),
                file=self._name,
                most=MAX_CELL,
            )
        if not line:
            raise StopIteration
        self.ended = line.endswith(("\n", "\r"))
        return line


def _notes(codec: str) -> tuple[Message, ...]:
    if codec.startswith("utf-"):
        return ()
    return (message(N_("The text was read as %(encoding)s: look whether the names are right."), encoding=codec),)
