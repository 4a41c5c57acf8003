"""The added effect of air pollutants measured at one point and time, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _

from mapapp.core import figures
from mapapp.core.i18n import Words
from mapapp.core.presentation import Action, Cell, Table
from mapapp.domains.samples import words
from mapapp.domains.samples.comparison import Comparison, Measured
from mapapp.domains.samples.limits import Limit, SummationGroup
from mapapp.domains.samples.models import Result
from mapapp.domains.samples.norms.assess import measured
from mapapp.domains.samples.norms.summation import Summed, summation
from mapapp.domains.samples.tables import TONE

_OURS = "KZ-only"  # the groups stand in Kazakhstan's order, which adds up shares of its own limits
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Time:
    """When something was measured and for how long; ``sample`` is 0 unless the date is not known."""

    day: str
    averaging: str
    statistic: str
    sample: int


def added_effect(
    results: Iterable[Result],
    groups: Sequence[SummationGroup],
    limits: Mapping[str, Sequence[Limit]],
    names: Mapping[str, str],
) -> Table | None:
    """The sums for each time and each group of which two substances were measured then; None when there is none.

    ``results`` are those of air that stand, ``limits`` the norms of their substances, ``names`` what the substances of
    the groups are called.
    """
    sums = [(time, found, summation(found, groups, limits, _OURS)) for time, found in by_time(results).items()]
    rows = [row for time, found, several in sums for row in _rows(time, found, several, names)]
    if not rows:
        return None
    return Table(
        caption=_("Added effect"),
        headings=(_("Date"), _("Group"), _("Shares of the limits"), _("Sum of the shares")),
        rows=tuple(rows),
        note=_note([one.group for _time, _found, several in sums for one in several]),
        more=Action("limits/summation-groups", _("All groups of the order")),
    )


def by_time(results: Iterable[Result]) -> dict[Time, dict[str, Measured]]:
    """What was measured at each time, by code of substance; without a date only one sample is one time.

    Several values of a substance are a range.
    """
    found: dict[Time, dict[str, list[Measured]]] = defaultdict(lambda: defaultdict(list))
    for row in results:
        day = row.sample.sampled_on
        time = Time(day, row.averaging, "" if row.averaging else row.statistic, 0 if day else row.sample_id)
        found[time][row.substance_code].append(_as_range(measured(row)))
    return {
        time: {code: one for code, several in values.items() if (one := _merged(several)) is not None}
        for time, values in found.items()
    }


def _as_range(one: Measured) -> Measured:
    """The value as what may be added to others: below detection it is anything from 0 to the detection limit.

    So it is with a highest value, because those of two substances need not be of the same moment; of a lowest value
    nobody knows the upper end.
    """
    if one.value is not None and (one.qualifier == "<" or one.statistic == "maximum"):
        low = one.value_min if one.value_min is not None else _ZERO
        return replace(one, qualifier=">" if one.qualifier == ">" else "=", value_min=low)
    return replace(one, qualifier=">") if one.statistic == "minimum" else one


def _merged(several: Sequence[Measured]) -> Measured | None:
    """All values of a substance as one range; None when they are not of one kind."""
    first = several[0]
    kinds = {replace(one, qualifier="=", value=None, value_min=None) for one in several}
    values = [one.value for one in several if one.value is not None]
    if len(several) == 1 or len(kinds) > 1:
        return first if len(several) == 1 else None
    if len(values) < len(several):
        return next(one for one in several if one.value is None)
    lows = [one.value_min if one.value_min is not None else value for one, value in zip(several, values, strict=True)]
    qualifier = ">" if any(one.qualifier == ">" for one in several) else "="
    low, high = min(lows), max(values)
    return replace(first, qualifier=qualifier, value=high, value_min=low if low != high else None)


def _rows(
    time: Time, found: Mapping[str, Measured], several: Sequence[Summed], names: Mapping[str, str]
) -> Iterator[tuple[Cell, ...]]:
    for number, one in enumerate(several):
        when = (_when(time, len(several)),) if number == 0 else ()
        group = Cell(_("No. %(n)s", n=one.group.group_no))
        yield (*when, group, _shares(one, found, names), _total(one))


def _when(time: Time, rows: int) -> Cell:
    averaging = words.AVERAGING[time.averaging] if time.averaging else words.WHY["averaging_not_stated"]
    said = [str(one) for one in (words.STATISTIC.get(time.statistic, ""), averaging) if str(one)]
    return Cell(figures.day(time.day) if time.day else _("date not published"), " · ".join(said), rows=rows)


def _shares(one: Summed, found: Mapping[str, Measured], names: Mapping[str, str]) -> Cell:
    parts = (f"{names.get(code, code)} {_share(part, found[code])}" for code, part in one.parts.items())
    missing = ", ".join(names.get(code, code) for code in one.missing)
    said = _("missing or without a limit: %(substances)s", substances=missing) if missing else _("complete")
    return Cell(" + ".join(parts), said)


def _share(part: Comparison, about: Measured) -> str:
    if part.times is None:
        return "?"
    high = figures.short_number(part.times)
    if about.qualifier == ">":
        return str(_("more than %(n)s", n=high if part.times_min is None else figures.short_number(part.times_min)))
    return high if part.times_min is None else f"{figures.short_number(part.times_min)}–{high}"


def _total(one: Summed) -> Cell:
    """The sum, what it means, and why it may mean nothing."""
    why: Words = words.NO_SUM[one.why] if one.verdict in ("cannot_tell", "not_applied") else ""
    if one.verdict == "not_applied":
        return Cell("—", f"{_('Not added up.')} {why}", numeric=True)
    low = figures.short_number(one.low)
    if one.high is None:
        total = str(_("at least %(n)s", n=low))
    else:
        total = low if one.low == one.high else f"{low}–{figures.short_number(one.high)}"
    said = {"exceeds": _("Above 1"), "within": _("Not above 1"), "cannot_tell": f"{_('Cannot tell')}. {why}"}
    return Cell(total, said[one.verdict], numeric=True, tone=TONE[one.verdict])


def _note(groups: Sequence[SummationGroup]) -> str:
    """What is added up, and by which rule of which act, in the words of the source."""
    about = _(
        "The shares of Kazakhstan's limits are added up; together they must not be above 1. Values of one date and "
        "averaging time are taken as of the same time. Highest values and values below detection count from 0."
    )
    return " ".join([str(about), *dict.fromkeys(f"{one.act}: {one.rule}." for one in groups if one.act or one.rule)])
