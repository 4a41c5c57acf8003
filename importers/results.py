"""The results in a row of a laboratory's table: one, or one for each column of results; and rows that are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from importers.cells import NOTHING, Column, Mistake
from importers.collected import Collected
from importers.columns.wide import FROM
from importers.errors import BadValue, Message
from importers.formats.raw import RawRow
from importers.values.numbers import NOT_MEASURED
from importers.values.texts import plain

_LIMITS = frozenset(
    [
        "предел обнаружения",
        "предел обнаружения метода",
        "нижний предел обнаружения",
        "по",
        "нпо",
        "lod",
        "mdl",
        "dl",
        "detection limit",
        "limit of detection",
        "method detection limit",
        "анықтау шегі",
        "анықтау шектері",
    ]
)
# Rows under or over the results that sum them up or set beside them what they are compared with.
_NO_RESULTS = frozenset(
    [
        "пдк",
        "пдк оду",
        "оду",
        "шрк",
        "мпк",
        "норма",
        "норматив",
        "нормативы",
        "гигиенический норматив",
        "норматив качества",
        "norm",
        "limit",
        "limit value",
        "guideline",
        "mpc",
        "итого",
        "всего",
        "сумма",
        "барлығы",
        "жиыны",
        "total",
        "sum",
        "среднее",
        "среднее значение",
        "средняя",
        "орташа",
        "орташа мәні",
        "mean",
        "average",
        "median",
        "медиана",
        "минимум",
        "максимум",
        "мин",
        "макс",
        "minimum",
        "maximum",
        "min",
        "max",
        "стандартное отклонение",
        "sd",
    ]
)
_REMARK = re.compile(
    r"(?:примечани|прим\.|ескерту|note|remark|\*|исполнител|руководител|зав\.|подпис|составил|утвержда|проверил|"
    r"орындаушы|басшы|источник|дереккөз|source|performed by|approved by|н\.\s?о\.\s*[-–—:]|н/о\s*[-–—:]|nd\s*[-–—:=])",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(r"[,(].*$")
Values = dict[str, Any]
Wrong = list[tuple[str, Message]]


class _Wide:
    """One column of results: where it is, what it says of all its values, and the columns beside it."""

    def __init__(self, heading: str, at: int, said: Values, wrong: Wrong) -> None:
        self.heading, self.at, self.said, self.wrong = heading, at, said, wrong
        self.beside: list[Column] = []


class Results:
    """Finds the results in rows; ``parser`` gives what reads a field, ``wide`` says what each column of results is."""

    def __init__(
        self,
        parser: Callable[[str], Callable[[str], Any]],
        wide: Mapping[str, Mapping[str, str]],
        at: Mapping[str, int],
    ) -> None:
        self._parser, self._value = parser, Column("value", -1, parser("value"))
        self._wide = [self._column(heading, said, at) for heading, said in wide.items()]
        self._places = [one.at for one in self._wide]

    def survey(self, rows: Iterable[RawRow]) -> None:
        """Takes the limits of detection from the row that gives one for each column, wherever it stands."""
        for row in rows if self._wide else ():
            if _first(row.cells) in _LIMITS:
                for one in self._wide:
                    text = row.cells[one.at] if one.at < len(row.cells) else ""
                    value = Column("detection_limit", -1, self._parser("detection_limit")).value(text.lstrip("<≤ "))
                    if value is not NOTHING and not isinstance(value, Mistake):
                        one.said.setdefault("detection_limit", value)

    def is_remark(self, cells: Sequence[str]) -> bool:
        """Whether the row is no record: a footnote, a total, a norm, detection limits, or a line across the table."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not filled or len(filled) > max(4, len(self._wide) + 2):
            return False
        first = filled[0]
        if len(filled) == 1 or (len(filled) > 2 and len(set(filled)) == 1):
            across = len(filled) > 2 and any(letter.isalpha() for letter in first)
            return across or bool(_REMARK.match(first)) or _summed(first)
        if not self._wide:
            return False
        return _summed(first) or _words(first) in _LIMITS or (len(filled) == 2 and bool(_REMARK.match(first)))

    def of_row(self, values: Values, cells: Sequence[str], found: Collected) -> Iterator[tuple[Values, Wrong]]:
        """The values of each result in a row with what is wrong with them; cells without anything are counted."""
        for one in self._wide:
            text = cells[one.at]
            if not text.strip():
                found.results += 1
                found.empty += 1
                continue
            result, wrong = {**values, **one.said}, list(one.wrong)
            _take(result, wrong, self._value.value(text), ("value", one.heading))
            for column in one.beside:
                value = column.value(cells[column.at])
                if value is not NOTHING:
                    _take(result, wrong, value, (column.name, one.heading))
            yield result, wrong

    def is_empty(self, values: Values) -> bool:
        """Whether the row says that nothing was measured: a dash, and no number elsewhere."""
        if values.get("value") is not NOT_MEASURED:
            return False
        del values["value"]
        return not any(values.get(name) is not None for name in ("value_min", "value_max"))

    def _column(self, heading: str, said: Mapping[str, str], at: Mapping[str, int]) -> _Wide:
        values: Values = {}
        wrong: Wrong = []
        for name, text in said.items():
            if name not in FROM and text.strip():
                try:
                    values[name] = self._parser(name)(text)
                except BadValue as error:
                    wrong.append((heading, error.message))
        made = _Wide(heading, at[heading], values, wrong)
        for name in FROM:
            if name in said:
                field = name.removesuffix("_from")
                made.beside.append(Column(field, at[said[name]], self._parser(field)))
        return made


def _take(result: Values, wrong: Wrong, value: Any, where: tuple[str, str]) -> None:
    name, heading = where
    if isinstance(value, Mistake):
        wrong.append((heading, value.message))
    elif value is not NOTHING:
        result[name] = value


def _first(cells: Sequence[str]) -> str:
    return _words(next((cell for cell in cells if cell.strip()), ""))


def _words(text: str) -> str:
    return plain(_UNIT_AFTER.sub("", text))


def _summed(text: str) -> bool:
    return _words(text) in _NO_RESULTS
