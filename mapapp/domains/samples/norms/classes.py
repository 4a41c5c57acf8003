"""The class of surface water by one indicator, read from the bounds as the act prints them (Order 111-NQ of 2025)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mapapp.core.quantities import convert
from mapapp.domains.samples.comparison import Measured
from mapapp.domains.samples.limits import WaterClass

_NUMBER = r"(\d+(?:,\d+)?)"
_ONE = re.compile(rf"([<>≤≥]?) ?{_NUMBER} ?%?")
_SPAN = re.compile(rf"{_NUMBER}-(<?){_NUMBER}")
_OUTSIDE = re.compile(rf"<{_NUMBER}->{_NUMBER}")  # of pH: below the one or above the other
_ELSEWHERE = re.compile(rf"{_NUMBER} \({_NUMBER} ?\*+\)\**|{_NUMBER} \({_NUMBER}\)\*+")
_SAME = {"points": "балл", "degrees": "градус", "cm": "см", "mV": "Eh, мВ", "pH": ""}
_FORMS = {"filtered": "dissolved", "soluble": "dissolved", "unfiltered": "total"}
_LAST = 6


@dataclass(frozen=True, slots=True)
class Span:
    """The values of one class: from ``low`` to ``high`` (None: without end), each end in it or not."""

    low: Decimal | None
    high: Decimal | None
    with_low: bool = True
    with_high: bool = True
    outside: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether the value is in the class."""
        above = self.low is None or value > self.low or (self.with_low and value == self.low)
        below = self.high is None or value < self.high or (self.with_high and value == self.high)
        return not (above and below) if self.outside else above and below


@dataclass(frozen=True, slots=True)
class Classified:
    """The class (1 is the best, 6 the worst), or None with ``why``.

    unit, form, no_norm, no_value, detection_limit; background (the bound is an increment over one), place (the bound
    is another one elsewhere), bounds (what is printed leaves a gap there or names two classes).
    """

    number: int | None
    row: WaterClass | None = None
    why: str = ""


def water_class(substance: str, result: Measured, rows: Iterable[WaterClass]) -> Classified:
    """The class of river water by one result. ``rows`` are the indicators of the classification.

    The act holds for rivers, canals and reservoirs on them, not for lakes; whether the water is one of these is for the
    caller to know.
    """
    of_substance = [row for row in rows if row.substance_code == substance]
    row = _row(of_substance, result.fraction)
    if row is None or result.medium != "water":
        return Classified(None, why="form" if of_substance and result.medium == "water" else "no_norm")
    factor = _factor(result.unit, row.unit)
    if factor is None:
        return Classified(None, row, "unit")
    if result.value is None or (result.value < 0 and substance != "redox_potential"):
        return Classified(None, row, "no_value")
    return _qualified(result, class_of(row, result.value * factor))


def class_of(row: WaterClass, value: Decimal) -> Classified:
    """The class of a value in the unit that the row prints."""
    if any("фон" in bound for bound in row.bounds):
        return Classified(None, row, "background")
    falls = "lower is worse" in row.note
    spans = [span(bound, falls=falls, last=number == _LAST) for number, bound in enumerate(row.bounds, 1)]
    known = [one for one in spans if one is not None]
    if len(known) < _LAST or not _in_order(known, falls=falls):
        return Classified(None, row, "bounds")
    number = _first(known, value)
    if number is None or (falls and _skipped(known[: number - 1], value)) or _printed_twice(row, number):
        return Classified(None, row, "bounds")
    if any(_elsewhere(bound, value) for bound in row.bounds[: number - 1]):
        return Classified(None, row, "place")
    return Classified(number, row)


@lru_cache(maxsize=1024)  # the same few bounds are read for every result of a page
def span(printed: str, *, falls: bool, last: bool) -> Span | None:
    """What a printed bound means, or None when it cannot be read.

    A bare number is the worst value of its class, and of the last class the best one. ``falls`` is for indicators such
    as oxygen, of which less is worse.
    """
    text = printed.strip()
    outside, between = _OUTSIDE.fullmatch(text), _SPAN.fullmatch(text)
    if outside:
        return Span(_number(outside[1]), _number(outside[2]), outside=True)
    if between:
        return Span(_number(between[1]), _number(between[3]), with_high=not between[2])
    elsewhere = _ELSEWHERE.fullmatch(text)
    one = _ONE.fullmatch((elsewhere[1] or elsewhere[3]) if elsewhere else text)
    if one is None:
        return None
    upward = one[1] in (">", "≥") if one[1] else falls != last
    number, inside = _number(one[2]), one[1] not in ("<", ">")
    return Span(number, None, with_low=inside) if upward else Span(None, number, with_high=inside)


def _row(rows: list[WaterClass], fraction: str) -> WaterClass | None:
    """The indicator for what was measured; its form stands at the end of its id. Only one without a form fits all."""
    plain = fraction.strip().lower()
    wanted = _FORMS.get(plain, plain)
    named = {row.external_id.removeprefix(f"kz-sw-2025-{row.substance_code}").lstrip("-"): row for row in rows}
    return named.get(wanted) or (named.get("") if wanted in ("", "total") else None)


def _factor(unit: str, printed: str) -> Decimal | None:
    if unit == printed or _SAME.get(unit) == printed:
        return Decimal(1)
    return convert(unit, printed, "water").factor


def _qualified(result: Measured, found: Classified) -> Classified:
    """A bound tells the class only when whatever lies beyond it has the same."""
    if found.number is None or found.row is None or result.qualifier not in ("<", ">"):
        return found
    falls = "lower is worse" in found.row.note
    better = (result.qualifier == "<") != falls
    sure = found.number == (1 if better else _LAST)
    return found if sure else Classified(None, found.row, "detection_limit")


def _first(spans: list[Span], value: Decimal) -> int | None:
    """The best class that holds the value; the last one first, because it is printed as what no other may take in."""
    if spans[-1].holds(value):
        return _LAST
    return next((number for number, one in enumerate(spans[:-1], 1) if one.holds(value)), None)


def _skipped(better: list[Span], value: Decimal) -> bool:
    """Whether the value is too good for a better class than the one found: then it lies in a gap between two."""
    return any(one.high is not None and value > one.high for one in better)


def _in_order(spans: list[Span], *, falls: bool) -> bool:
    """Whether the bounds never go back from one class to the next; of one indicator (calcium) the print does."""
    ends = [one.low if falls and one.low is not None else one.high for one in spans[:-1] if not one.outside]
    known = [one for one in ends if one is not None]
    return known == sorted(known, reverse=falls)


def _printed_twice(row: WaterClass, number: int) -> bool:
    """Whether the last two classes print the same, so that nobody can tell them apart."""
    return number >= _LAST - 1 and row.bounds[-1] == row.bounds[-2]


def _elsewhere(printed: str, value: Decimal) -> bool:
    """Whether a bound in brackets, for one place only, would take the value into this class."""
    found = _ELSEWHERE.fullmatch(printed.strip())
    return found is not None and value <= _number(found[2] or found[4])


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
