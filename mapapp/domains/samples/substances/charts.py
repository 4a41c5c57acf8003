"""How the values of a substance are distributed: every value while they are few, else how many lie between bounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from mapapp.core import figures, units
from mapapp.core.charts.spec import Chart, Group, Value
from mapapp.core.upsert import as_key
from mapapp.domains.samples import words
from mapapp.domains.samples.charts import mark, norm_lines
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.substances import queries
from mapapp.domains.samples.tables import judge
from mapapp.layers import Viewer

_MOST_MARKS = 400
_MOST_CHARTS = 6
_FEWEST = 3


def distribution(db: Session, viewer: Viewer, code: str, limits: Sequence[Limit], norm_set: str) -> Iterator[Chart]:
    """A chart per medium and unit with three values or more."""
    for medium, unit, number in queries.how_many(db, viewer, code)[:_MOST_CHARTS]:
        if number < _FEWEST:
            continue
        title = f"{words.MEDIUM[medium]}: {ngettext('%(num)s value', '%(num)s values', number)}"
        identity = as_key(f"values-{medium}-{unit}")
        if number > _MOST_MARKS:
            yield _bars(queries.decades(db, viewer, code, medium, unit), (identity, title, unit))
        else:
            yield _strip(db, viewer, (code, medium, unit), limits, (identity, title, norm_set))


def _strip(
    db: Session, viewer: Viewer, of: tuple[str, str, str], limits: Sequence[Limit], about: tuple[str, str, str]
) -> Chart:
    code, medium, unit = of
    identity, title, norm_set = about
    found = queries.results(db, viewer, code, medium, unit)
    rows: dict[str, list[Value]] = defaultdict(list)
    for result in found:
        value = mark(judge(result, limits, norm_set))
        if value:
            rows[result.sample.taxon or str(words.MEDIUM[medium])].append(value)
    highs = [value.high for row in rows.values() for value in row]
    low, high = (f"{figures.short_number(one)} {units.written(unit)}" for one in (min(highs), max(highs)))
    return Chart(
        id=identity,
        kind="strip",
        title=title,
        alt=_("%(what)s, between %(low)s and %(high)s.", what=title, low=low, high=high),
        unit=unit,
        groups=tuple(Group(label, tuple(values)) for label, values in sorted(rows.items())),
        norms=norm_lines(found, limits),
        log=True,
    )


def _bars(counted: Sequence[Any], about: tuple[str, str, str]) -> Chart:
    """How many values lie from 1, 2 or 5 times a power of ten up to the next."""
    identity, title, unit = about
    steps: Mapping[int, int] = {1: 0, 2: 1, 3: 1, 4: 1}
    numbers: Counter[tuple[int, int]] = Counter()
    for power, digit, number in counted:
        numbers[int(power), steps.get(int(digit), 2)] += number
    first, last = min(numbers), max(numbers)
    bins = [(power, step) for power in range(first[0], last[0] + 1) for step in range(3)]
    shown = [one for one in bins if first <= one <= last]
    return Chart(
        id=identity,
        kind="bars",
        title=title,
        alt=_("%(what)s, by how high they are.", what=title),
        unit="results",
        groups=tuple(Group(_between(*one, unit), (Value(float(numbers[one])),)) for one in shown),
        axis=_("number of values"),
    )


def _between(power: int, step: int, unit: str) -> str:
    low, high = (float(f"{(1, 2, 5, 10)[place] * 10.0**power:.6g}") for place in (step, step + 1))
    return f"{figures.short_number(low)}–{figures.short_number(high)} {units.written(unit)}"
