"""Yearly figures of facilities: which of them may be compared, and what the comparison says. Nothing is added up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mapapp.domains.facilities.models import Release

_MULTIPLES = {"": Decimal(1), "thousand": Decimal(1000), "million": Decimal(1_000_000)}
_MASS = re.compile(r"(?:(thousand|million) )?(kg|t|tonnes?)/(?:year|a|yr)")
# How sources name the sum of everything that is released; such a figure is no pollutant.
ALL_POLLUTANTS = frozenset(
    ("total pollutants", "all pollutants", "загрязняющие вещества, всего", "барлық ластағыш заттар")
)
TOTAL = "total"
SIGNS = ("<", ">", "~")


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be compared with one another: releases to one medium of one pollutant, as the source names it."""

    medium: str
    pollutant: str


@dataclass(frozen=True, slots=True)
class Span:
    """What was published of one thing, in tonnes a year: one figure, or the ends of a range or of what sources say.

    ``sign`` is ">" for "more than", "<" for "up to", "~" for "about" where the source says so.
    """

    low: Decimal
    high: Decimal
    sign: str = ""

    @property
    def exact(self) -> bool:
        """Whether it is one figure, said without "about" or "more than": only such figures are compared."""
        return self.low == self.high and not self.sign


@dataclass(frozen=True, slots=True)
class Year:
    """All that was published of a scope in a year; ``emitted`` is None where the source keeps the quantity to itself.

    ``change`` is against the year before, in tonnes; ``change_percent`` is None besides where the year before was 0.
    """

    scope: Scope
    year: int
    releases: tuple[Release, ...]
    emitted: Span | None
    permitted: Span | None = None
    change: Decimal | None = None
    change_percent: Decimal | None = None


def yearly_mass(quantity: Decimal | None, unit: str) -> Decimal | None:
    """The quantity in tonnes a year; None when its unit is not a mass "... a year".

    A plain "t" beside a year may be half a year's sum or a stock, so it is no yearly mass.
    """
    match = _MASS.fullmatch(unit.strip())
    if quantity is None or not match:
        return None
    return quantity * _MULTIPLES[match[1] or ""] * (Decimal("0.001") if match[2] == "kg" else 1)


def pollutant_of(printed: str) -> str:
    """The printed pollutant for comparing; every way to say "all of them" is ``TOTAL``."""
    plain = " ".join(printed.casefold().split())
    return TOTAL if plain in ALL_POLLUTANTS else plain


def scope_of(release: Release) -> Scope:
    """What the figure may be compared with."""
    named = pollutant_of(release.pollutant)
    return Scope(release.medium, named or (f"no. {release.pollutant_no}" if release.pollutant_no else ""))


def span(amounts: Iterable[Decimal | None]) -> Span | None:
    """The least and the greatest of the amounts there are."""
    known = [one for one in amounts if one is not None]
    return Span(min(known), max(known)) if known else None


def emitted_span(releases: Sequence[Release]) -> Span | None:
    """The tonnes a year of the figures that are such, with the sign that their sources put before them."""
    rows = [one for one in releases if one.tonnes is not None]
    found = span(one.tonnes for one in rows)
    signs = {sign_of(one) for one in rows}
    return replace(found, sign=signs.pop() if len(signs) == 1 else "~") if found else None


def sign_of(release: Release) -> str:
    """The sign before the quantity: the dataset's column ``qualifier``, where it is one of ours."""
    sign = str(release.extra.get("qualifier", ""))
    return sign if sign in SIGNS else ""


def is_yearly(release: Release) -> bool:
    """Whether the figure is the release of one year by mass, or is said to be one and kept confidential."""
    if release.figure != "release" or release.year is None:
        return False
    return release.tonnes is not None or release.confidential


def years(releases: Sequence[Release]) -> dict[Scope, list[Year]]:
    """The yearly figures of one facility by scope, the scope of the largest release first, its latest year first."""
    found: dict[tuple[Scope, int], list[Release]] = defaultdict(list)
    limits: dict[tuple[Scope, int], list[Decimal | None]] = defaultdict(list)
    for one in releases:
        if one.year is not None and is_yearly(one):
            found[scope_of(one), one.year].append(one)
            limits[scope_of(one), one.year].append(yearly_mass(one.permitted_quantity, one.unit))
        elif one.year is not None and one.figure == "limit":
            limits[scope_of(one), one.year].append(yearly_mass(one.quantity, one.unit))
    emitted = {place: emitted_span(rows) for place, rows in found.items()}
    by_scope: dict[Scope, list[Year]] = defaultdict(list)
    for (scope, year), rows in sorted(found.items(), key=lambda pair: -pair[0][1]):
        change, percent = compare(emitted.get((scope, year)), emitted.get((scope, year - 1)))
        permitted = span(limits[scope, year])
        by_scope[scope].append(Year(scope, year, tuple(rows), emitted[scope, year], permitted, change, percent))
    return dict(sorted(by_scope.items(), key=lambda pair: _rank(pair[0], pair[1])))


def share(part: Span | None, total: Decimal | None) -> Span | None:
    """The part in per cent of the total; None where either is not known, the total is 0 or the part is larger.

    A part larger than its total shows that the two were not counted alike, so they give no share.
    """
    if part is None or not total or part.high > total:
        return None
    return Span(part.low * 100 / total, part.high * 100 / total, part.sign)


def ranges(releases: Sequence[Release]) -> list[tuple[Release, ...]]:
    """The figures in their order, each alone but for the two ends of a range that was published as one."""
    groups: dict[object, list[Release]] = defaultdict(list)
    for one in releases:
        groups[_range_key(one)].append(one)
    return [tuple(sorted(rows, key=lambda one: one.quantity or 0)) for rows in groups.values()]


def _range_key(one: Release) -> object:
    if one.extra.get("range") not in ("low", "high"):
        return ("alone", id(one))
    same = (one.figure, one.year, one.period, one.pollutant, one.medium, one.unit)
    return (*same, one.dataset_id, one.source_title, one.citation)


def compare(now: Span | None, before: Span | None) -> tuple[Decimal | None, Decimal | None]:
    """The difference in tonnes and in per cent of the year before, where each year has one exact figure."""
    if now is None or before is None or not (now.exact and before.exact):
        return None, None
    difference = now.high - before.high
    return difference, difference * 100 / before.high if before.high else None


def _rank(scope: Scope, rows: Sequence[Year]) -> tuple[object, ...]:
    most = max((one.emitted.high for one in rows if one.emitted), default=Decimal(-1))
    return (scope.pollutant != TOTAL, -most, scope.medium, scope.pollutant)


def latest(releases: Sequence[Release]) -> tuple[Release, ...]:
    """The figures of the last year there is one of; those without a year only where no figure has one."""
    last = max((one.year for one in releases if one.year is not None), default=None)
    return tuple(one for one in releases if one.year == last)


Totals = Mapping[tuple[str, int, Scope], "Total"]


@dataclass(frozen=True, slots=True)
class Total:
    """All that is released in a region in a year, in tonnes, in one scope; ``said`` names what was counted."""

    tonnes: Decimal
    said: str
    source: str
    dataset_id: int
