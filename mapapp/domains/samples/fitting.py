"""Which norms a result may be compared with, and why not with the others. Nothing here looks at the number itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mapapp.core.dates import PartialDate, parse_date
from mapapp.core.quantities import SOLIDS, convert, parse_unit, stoichiometric, weighed_as
from mapapp.domains.samples.limits import Limit

# Norms of the country first; the others only where it has none, and always named with the result.
JURISDICTIONS = ("KZ", "USSR", "RU", "WHO", "EU", "NL")
# Bottom sediment has no norms of its own in the acts that were read, so norms for soil stand in, and the page says so.
_COMPARABLE_MEDIA = {"sediment": ("sediment", "soil")}
_AVERAGING = {"mean": "daily", "median": "daily"}  # a mean of unsaid length is held against the norm for a day
# Targets and interim targets say what to aim at; being above one is not an exceedance.
KINDS = ("mpc", "limit_value", "guideline", "intervention_value")
_NO_ACT = "not named"  # a norm whose act nobody names proves nothing in front of an authority
_FORMS = {"filtered": "dissolved", "soluble": "dissolved", "gross": "total", "gross_including_background": "total"}
# From the farthest to the nearest miss: the last one that holds for some norm is the reason to give.
MISSES: tuple[str, ...] = (
    "no_norm",
    "only_targets",
    "act_not_named",
    "averaging",
    "form",
    "not_in_force",
    "basis",
    "unit",
    "parts",
)
MISSES = (*MISSES, "expressed_as")


@dataclass(frozen=True, slots=True)
class Measured:
    """What of a result is compared, in the unit printed.

    ``value`` is the upper end, or the detection limit with the qualifier "<"; ``value_min`` the lower end of a range.
    ``basis`` is dry, wet or lipid; ``averaging`` one of the codes of norms; ``sampled_on`` a date in EDTF.
    """

    medium: str
    unit: str
    qualifier: str = "="
    value: Decimal | None = None
    statistic: str = "single"
    fraction: str = ""
    value_min: Decimal | None = None
    basis: str = ""
    averaging: str = ""
    sampled_on: str = ""
    expressed_as: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A norm that fits: the result is ``value * factor / limit.value`` times it.

    ``factor`` is None when something that would have to be known was not stated. ``notes`` are codes of ``words.WHY``.
    """

    limit: Limit
    factor: Decimal | None
    notes: tuple[str, ...] = ()


def fitting(substance: str, result: Measured, limits: Iterable[Limit]) -> tuple[tuple[Fit, ...], str]:
    """The norms among ``limits`` (all of ``substance``) that fit, nearest first, and why none does."""
    found: list[Fit] = []
    nearest = 0
    for limit in limits:
        miss = _miss(result, limit)
        fit = _fit(substance, result, limit) if not miss else None
        if isinstance(fit, Fit):
            found.append(fit)
        else:
            nearest = max(nearest, MISSES.index(fit or miss))
    return tuple(sorted(found, key=lambda one: _rank(result, one))), "" if found else MISSES[nearest]


def _miss(result: Measured, limit: Limit) -> str:
    """Why the norm does not hold for such a result at all; empty when it does."""
    if limit.medium not in _COMPARABLE_MEDIA.get(result.medium, (result.medium,)) or limit.value <= 0:
        return "no_norm"
    if limit.kind not in KINDS:
        return "only_targets"
    if limit.verification == "derived_from_ratio" or limit.act.startswith(_NO_ACT):
        return "act_not_named"
    if limit.averaging not in _averaging(result):
        return "averaging"
    if not _same_form(_form(result.fraction), _form(limit.form)):
        return "form"
    return "" if _in_force(result.sampled_on, limit) else "not_in_force"


def _fit(substance: str, result: Measured, limit: Limit) -> Fit | str:
    """The norm with the factor to its unit, or why the two measure different things."""
    given, given_basis, given_as = _taken_apart(result.unit, result.expressed_as)
    wanted, basis, wanted_as = _taken_apart(limit.unit, limit.form if limit.form.startswith("as_") else "")
    given_basis = result.basis or given_basis
    if given_basis and basis and given_basis != basis:
        return "basis"
    conversion = convert(given, wanted, result.medium)
    if conversion.factor is None:
        return conversion.why
    notes = [*_unsaid_basis(result.medium, given_basis, basis), *_notes(result, limit)]
    if bool(given_as) != bool(wanted_as):
        return Fit(limit, None, ("expressed_as", *notes))
    expressed = stoichiometric(substance, given_as, wanted_as)
    return Fit(limit, conversion.factor * expressed, tuple(notes)) if expressed is not None else "expressed_as"


@lru_cache(maxsize=4096)  # texts come with files of others
def _taken_apart(unit: str, expressed_as: str) -> tuple[str, str, str]:
    """A unit without its basis and without what is weighed, the basis, and what it is the weight of (N, NO3 ...)."""
    found = parse_unit(unit)
    if found is None:
        return unit, "", weighed_as(expressed_as) or expressed_as
    species = found.of if found.of not in ("", "O2", "O") and "TEQ" not in found.of else ""
    plain = replace(found, basis="", of="" if species else found.of)
    return str(plain), found.basis, weighed_as(expressed_as) or expressed_as or species


def _averaging(result: Measured) -> tuple[str, ...]:
    if result.medium != "air":
        return ("none",)
    return (result.averaging or _AVERAGING.get(result.statistic, "single_max"), "none")


def _form(text: str) -> str:
    plain = text.strip().lower()
    return "" if plain.startswith("as_") else _FORMS.get(plain, plain)


def _same_form(measured: str, wanted: str) -> bool:
    """Whether a norm for the form ``wanted`` holds for what was measured; "" is a form that was not stated.

    A norm that names no form is for all there is, so not for the mobile part alone; a norm for one part holds for that
    part only.
    """
    if wanted == "":
        return measured != "mobile"
    if wanted == "total":
        return measured not in ("mobile", "dissolved")
    return measured == wanted


def _unsaid_basis(medium: str, given: str, wanted: str) -> tuple[str, ...]:
    """A note when the two bases may differ. Norms for soil and the like are for dry matter where they do not say."""
    if given == wanted or (not wanted and given == "dry" and medium in SOLIDS - {"biota"}):
        return ()
    return ("basis_not_stated",)


def _notes(result: Measured, limit: Limit) -> tuple[str, ...]:
    period, asked = _period(limit), _date(result.sampled_on)
    notes = []
    if result.medium == "air" and not result.averaging and limit.averaging != "none":
        notes.append("averaging_not_stated")
    if period != (date.min, date.max) and asked is None:
        notes.append("date_not_stated")
    elif asked is not None and not (period[0] <= asked.first and asked.last <= period[1]):
        notes.append("date_imprecise")
    if limit.land_use:
        notes.append("land_use")
    if limit.medium != result.medium:
        notes.append("soil_for_sediment")
    return tuple(notes)


def _rank(result: Measured, fit: Fit) -> tuple[Any, ...]:
    """Sorts norms: in force, of the nearest country, for this medium, for any use of land, the latest, the mildest.

    Of norms for several uses of land the mildest stands first: what is above it is above them all.
    """
    limit = fit.limit
    period, asked = _period(limit), _date(result.sampled_on)
    known = limit.jurisdiction in JURISDICTIONS
    return (
        asked is None and bool(limit.in_force_to),
        JURISDICTIONS.index(limit.jurisdiction) if known else len(JURISDICTIONS),
        limit.medium != result.medium,
        bool(limit.land_use),
        KINDS.index(limit.kind),
        asked is not None and not (period[0] <= asked.first and asked.last <= period[1]),
        -period[0].toordinal(),
        (fit.factor or Decimal(0)) / limit.value,
        limit.id or 0,
    )


def _in_force(sampled_on: str, limit: Limit) -> bool:
    asked, period = _date(sampled_on), _period(limit)
    return asked is None or (asked.first <= period[1] and period[0] <= asked.last)


def _period(limit: Limit) -> tuple[date, date]:
    first, last = _date(limit.in_force_from), _date(limit.in_force_to)
    return (first.first if first else date.min, last.last if last else date.max)


@lru_cache(maxsize=4096)
def _date(text: str) -> PartialDate | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
