"""The results of a campaign side by side: a table of samples by substances, and a chart per substance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from geoalchemy2.shape import to_shape
from shapely.geometry import LineString, Point

from mapapp.core import figures
from mapapp.core.charts.spec import Chart, Group, Value
from mapapp.core.i18n import localize
from mapapp.core.presentation import Cell, Table
from mapapp.domains.samples import words
from mapapp.domains.samples.campaigns.queries import Line
from mapapp.domains.samples.charts import mark, norm_lines
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Campaign
from mapapp.domains.samples.tables import TONE, Judged, judge, times_words, written_value
from mapapp.spatial.along import foot

_MOST_CHARTS = 8
_FEWEST_SITES = 2
_LONGEST_MARK = 20
Limits = Mapping[str, Sequence[Limit]]


@dataclass(frozen=True, slots=True)
class Found:
    """One result of the campaign: the line of the plan it belongs to, and its comparison."""

    line: Line
    judged: Judged

    @property
    def column(self) -> tuple[str, str, str]:
        """What may stand in one column: substance, fraction, medium."""
        result = self.judged.result
        return result.substance_code, result.fraction, result.sample.medium


def found(lines: Sequence[Line], limits: Limits, norm_set: str) -> list[Found]:
    """The results that stand of the lines of a plan, in its order."""
    made = (
        Found(line, judge(result, limits[result.substance_code], norm_set)) for line in lines for result in line.results
    )
    return [one for one in made if one.judged.stands]


def table(results: Sequence[Found], language: str) -> Table | None:
    """Samples by substances, those furthest above their norms first; None without results."""
    columns = _columns(results)
    cells: dict[int, dict[tuple[str, str, str], list[Judged]]] = defaultdict(lambda: defaultdict(list))
    lines = {one.line.planned.id: one.line for one in results}
    for one in results:
        cells[one.line.planned.id][one.column].append(one.judged)
    rows = [
        (_name_cell(line), *(_cell(cells[identity].get(column, [])) for column in columns))
        for identity, line in lines.items()
    ]
    several = len({column[2] for column in columns}) > 1
    headings = [_heading(results, column, language, with_medium=several) for column in columns]
    return Table(_("Results side by side"), (_("Sample"), *headings), rows) if rows else None


def charts(campaign: Campaign, results: Sequence[Found], limits: Limits, language: str) -> tuple[Chart, ...]:
    """A chart per substance that was found at two places or more: along the campaign's line, else a bar a place."""
    shape = to_shape(campaign.line) if campaign.line is not None else None
    line = shape if isinstance(shape, LineString) else None
    made = []
    for number, column in enumerate(_columns(results), 1):
        for unit, several in _by_unit(results, column):
            marks = list(_marks(several, line))
            if len({name for name, _value in marks}) >= _FEWEST_SITES:
                norms = norm_lines((one.judged.result for one in several), limits[column[0]])
                title = _heading(results, column, language, with_medium=True)
                bare = Chart(f"substance-{number}", "bars", title, _told(title, several), unit, (), norms)
                made.append(_along(bare, marks) if line is not None else _bars(bare, marks))
                break
    return tuple(made[:_MOST_CHARTS])


def _columns(results: Sequence[Found]) -> list[tuple[str, str, str]]:
    worst: dict[tuple[str, str, str], float] = {}
    for one in results:
        times = one.judged.chosen.times
        worst[one.column] = max(worst.get(one.column, 0.0), float(times) if times is not None else 0.0)
    return sorted(worst, key=lambda column: (-worst[column], column))


def _by_unit(results: Sequence[Found], column: tuple[str, str, str]) -> Iterator[tuple[str, list[Found]]]:
    """The results of a column unit by unit, the most frequent first."""
    units_of: dict[str, list[Found]] = defaultdict(list)
    for one in results:
        if one.column == column:
            units_of[one.judged.result.unit].append(one)
    yield from sorted(units_of.items(), key=lambda pair: -len(pair[1]))


def _marks(several: Sequence[Found], line: LineString | None) -> Iterator[tuple[str, Value]]:
    for one in several:
        value = mark(one.judged)
        if value is None:
            continue
        name = one.line.planned.place or one.line.planned.label
        if line is None:
            yield name, replace(value, label=value.label or written_value(one.judged.result))
        elif (at := _kilometres(one, line)) is not None:
            yield name, replace(value, at=at, label=_short(name) if value.tone == "bad" else "")


def _short(name: str) -> str:
    """The name as it fits beside a mark."""
    return name if len(name) <= _LONGEST_MARK else f"{name[: _LONGEST_MARK - 1].rstrip(' ,')}…"


def _kilometres(one: Found, line: LineString) -> float | None:
    sample = one.judged.result.sample
    where = sample.point.geom if sample.point.geom is not None else one.line.planned.geom
    shape = to_shape(where) if where is not None else None
    return foot(line, shape).along_m / 1000 if isinstance(shape, Point) else None


def _along(bare: Chart, marks: Sequence[tuple[str, Value]]) -> Chart:
    values = tuple(sorted((value for _name, value in marks), key=lambda value: float(str(value.at))))
    return replace(bare, kind="profile", groups=(Group(str(bare.title), values),))


def _bars(bare: Chart, marks: Sequence[tuple[str, Value]]) -> Chart:
    """One bar a place: the highest value where there are several."""
    highest: dict[str, Value] = {}
    for name, value in marks:
        if name not in highest or value.high > highest[name].high:
            highest[name] = value
    return replace(bare, groups=tuple(Group(name, (value,)) for name, value in highest.items()))


def _told(title: str, several: Sequence[Found]) -> str:
    above = [one for one in several if one.judged.chosen.verdict == "exceeds" and one.judged.chosen.times is not None]
    worst = max(above, key=lambda one: one.judged.chosen.times or 0, default=None)
    if worst is None:
        return str(_("%(title)s: %(n)s results, none above the norm.", title=title, n=len(several)))
    return str(
        _(
            "%(title)s: %(above)s of %(n)s results above the norm. The highest, %(times)s times, at %(place)s.",
            title=title,
            above=len(above),
            n=len(several),
            times=figures.short_number(worst.judged.chosen.times or 0),
            place=worst.line.planned.place or worst.line.planned.label,
        )
    )


def _heading(
    results: Sequence[Found], column: tuple[str, str, str], language: str, *, with_medium: bool = False
) -> str:
    result = next(one.judged.result for one in results if one.column == column)
    name = localize(result.substance.names, language).value or column[0]
    medium = str(words.MEDIUM[column[2]]) if with_medium else ""
    return ", ".join(part for part in (name, column[1], medium) if part)


def _name_cell(line: Line) -> Cell:
    name = line.planned.place or line.planned.label
    small = line.planned.label if line.planned.place else ""
    return Cell(name, small)


def _cell(several: Sequence[Judged]) -> Cell:
    """The value with how many times the norm it is; of several the one that is furthest above it."""
    if not several:
        return Cell("—", numeric=True)
    one = max(several, key=lambda found: found.chosen.times or 0)
    result, chosen = one.result, one.chosen
    above = chosen.verdict == "exceeds" and chosen.times is not None
    times = _("%(n)s times the limit", n=times_words(chosen, result)) if above else str(words.VERDICT[chosen.verdict])
    state = _("draft") if result.state == "draft" else ""
    flags = [str(words.FLAG[flag]) for flag in result.flags]
    small = " · ".join(part for part in (times, state, *flags) if part)
    return Cell(written_value(result), small, numeric=True, tone=TONE[chosen.verdict], href=f"results/{result.id}")
