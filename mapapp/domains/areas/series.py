"""Statistics that were published year after year: as a line and a table, apart from single figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from mapapp.core import figures, units
from mapapp.core.charts.spec import Chart, Group, Value
from mapapp.core.i18n import localize
from mapapp.core.presentation import Cell, Table
from mapapp.core.upsert import as_key
from mapapp.domains.areas.models import Statistic

_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Series:
    """One thing counted in one region by one dataset, once a year, in one unit; the earliest year first."""

    rows: tuple[Statistic, ...]

    @property
    def identity(self) -> str:
        """What names the series in an address."""
        first = self.rows[0]
        return as_key(f"{first.metric}-{first.pcode or as_key(first.region)}")

    def name(self, language: str) -> str:
        """What was counted."""
        return localize(self.rows[0].metric_texts, language).value or self.rows[0].metric


def split(rows: Iterable[Statistic]) -> tuple[list[Series], list[Statistic]]:
    """The series among the rows, and the rows that belong to none, in their order.

    A series has at least five years, and one value for each: what was published twice for a year is no series.
    """
    groups: dict[object, list[Statistic]] = defaultdict(list)
    listed = list(rows)
    for row in listed:
        groups[row.dataset_id, row.region, row.place, row.metric, row.unit].append(row)
    found = [tuple(sorted(group, key=lambda row: row.year or 0)) for group in groups.values() if _is_series(group)]
    taken = {row.id for group in found for row in group}
    return [Series(group) for group in found], [row for row in listed if row.id not in taken]


def chart(one: Series, region: str, language: str) -> Chart:
    """A line over the years; a year without a figure is a gap."""
    unit = units.written(one.rows[0].unit)
    values = tuple(Value(float(row.value), float(row.year)) for row in one.rows if row.value is not None and row.year)
    first, last = one.rows[0], one.rows[-1]
    title = f"{one.name(language)}: {region}"
    sentence = _("%(what)s: %(a)s in %(first)s, %(b)s in %(last)s.")
    said = {"a": _amount(first), "first": first.year, "b": _amount(last), "last": last.year}
    return Chart(one.identity, "years", title, sentence % {"what": title, **said}, unit, (Group(region, values),))


def compared(every: Sequence[tuple[str, Series]], language: str) -> Chart | None:
    """Bars of all regions in the last year that most of them have, the largest first."""
    if len(every) < 2:
        return None
    years = [one.rows[-1].year for _name, one in every]
    year = max(set(years), key=lambda candidate: (years.count(candidate), candidate or 0))
    ranked = [(name, row) for name, one in every for row in one.rows if row.year == year and row.value is not None]
    ranked.sort(key=lambda pair: -(pair[1].value or 0))
    groups = tuple(Group(name, (Value(float(row.value or 0), label=_amount(row)),)) for name, row in ranked)
    title = _("%(what)s, %(year)s", what=every[0][1].name(language), year=year)
    (name, most), sentence = ranked[0], _("%(title)s: %(name)s has the largest figure, %(n)s.")
    alt = sentence % {"title": title, "name": name, "n": _amount(most)}
    return Chart("regions", "bars", title, alt, units.written(most.unit), groups)


def table(one: Series, language: str) -> Table:
    """The years with the change against the year before, the latest first; the sources stand below."""
    values = {row.year: row.value for row in one.rows}
    return Table(
        caption=one.name(language),
        headings=(_("Year"), _("Value"), _("Against the year before")),
        rows=tuple(_row(row, values.get((row.year or 0) - 1)) for row in reversed(one.rows)),
        note="; ".join(dict.fromkeys(_source(row) for row in one.rows)),
    )


def _row(row: Statistic, before: Decimal | None) -> tuple[Cell, ...]:
    change = "—"
    if before and row.value is not None:
        percent = (row.value - before) * 100 / before
        sign = "+" if percent > 0 else "\u2212" if percent < 0 else ""
        change = _("%(n)s %%", n=f"{sign}{figures.percentage(abs(percent))}")
    return (Cell(str(row.year), row.note), Cell(_amount(row), numeric=True), Cell(change, numeric=True))


def _is_series(rows: Sequence[Statistic]) -> bool:
    years = [row.year for row in rows if row.year is not None and row.value is not None]
    return len(years) == len(rows) >= _FEWEST and len(set(years)) == len(years)


def _amount(row: Statistic) -> str:
    return units.quantity(row.value, row.unit)


def _source(row: Statistic) -> str:
    return ", ".join(part for part in (row.source_title, row.citation) if part)
