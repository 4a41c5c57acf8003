"""Charts of releases; the same numbers stand in the tables beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from mapapp.core import figures
from mapapp.core.charts.spec import Chart, Group, Value
from mapapp.domains.facilities.yearly import Scope, Span, Total, Year

_FEWEST = 2


def trends(by_scope: Mapping[Scope, Sequence[Year]], names: Mapping[Scope, str]) -> tuple[Chart, ...]:
    """A line over the years for every scope that has figures of two years, and one of what was permitted."""
    found = []
    for number, (scope, rows) in enumerate(by_scope.items(), 1):
        values = [_value(one.year, one.emitted) for one in rows if one.emitted]
        if len(values) < _FEWEST:
            continue
        permitted = [_value(one.year, one.permitted) for one in rows if one.permitted]
        groups = [Group(_("Released"), tuple(values[::-1]))]
        groups += [Group(_("Permitted"), tuple(permitted[::-1]))] if permitted else []
        title = names[scope]
        found.append(Chart(f"years-{number}", "years", title, _alt(title, rows), _("t a year"), tuple(groups)))
    return tuple(found)


def totals_chart(identity: str, title: str, totals: Mapping[int, Total]) -> Chart | None:
    """A line of the yearly totals of a region; None for fewer than two years."""
    if len(totals) < _FEWEST:
        return None
    ordered = sorted(totals.items())
    values = tuple(Value(float(total.tonnes / 1000), float(year)) for year, total in ordered)
    (first, least), (last, most) = ordered[0], ordered[-1]
    ends = Span(least.tonnes, least.tonnes), Span(most.tonnes, most.tonnes)
    sentence = _("%(what)s: %(a)s in %(first)s, %(b)s in %(last)s.")
    alt = sentence % {"what": title, "a": mass(ends[0]), "first": first, "b": mass(ends[1]), "last": last}
    return Chart(identity, "years", title, alt, _("thousand t a year"), (Group(title, values),))


def bars(identity: str, title: str, rows: Sequence[tuple[str, Span]], most: int = 12) -> Chart | None:
    """A bar for each of the largest, in tonnes a year; where a range was published, the bar ends at its upper end."""
    if not rows:
        return None
    groups = tuple(Group(name, (Value(float(one.high), label=mass(one), low=_low(one)),)) for name, one in rows[:most])
    alt = _("%(title)s: %(name)s has the largest figure, %(n)s.", title=title, name=rows[0][0], n=mass(rows[0][1]))
    return Chart(identity, "bars", title, alt, _("t a year"), groups)


def mass(one: Span) -> str:
    """Tonnes, or kilograms below one tonne, with the digits published; a range and "more than" stay such."""
    if 0 < one.high < 1:
        return signed(_("%(n)s kg", n=_between(one.low * 1000, one.high * 1000)), one.sign)
    return signed(_("%(n)s t", n=_between(one.low, one.high)), one.sign)


def percent(one: Span) -> str:
    """Per cent with one digit after the point, two that count below 0.1; a range and "more than" stay such."""
    low, high = figures.percentage(one.low), figures.percentage(one.high)
    return signed(_("%(n)s %%", n=high if low == high else f"{low}–{high}"), one.sign)


def signed(written: str, sign: str) -> str:
    """The quantity with the words for its sign before it."""
    if sign == ">":
        return _("more than %(n)s", n=written)
    if sign == "<":
        return _("up to %(n)s", n=written)
    return _("about %(n)s", n=written) if sign == "~" else written


def _between(low: Decimal, high: Decimal) -> str:
    return _plain(high) if low == high else f"{_plain(low)}–{_plain(high)}"


def _plain(amount: Decimal) -> str:
    return figures.number(amount.normalize() + 0)


def _low(one: Span) -> float | None:
    return None if one.low == one.high else float(one.low)


def _value(year: int, one: Span) -> Value:
    return Value(float(one.high), float(year), _low(one), one.sign.replace("~", ""))


def _alt(title: str, rows: Sequence[Year]) -> str:
    known = [(one.year, one.emitted) for one in rows if one.emitted]
    (last, now), (first, then) = known[0], known[-1]
    sentence = _("%(what)s: %(a)s in %(first)s, %(b)s in %(last)s.")
    return sentence % {"what": title, "a": mass(then), "first": first, "b": mass(now), "last": last}
