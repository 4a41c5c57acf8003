"""Comparing a result with a norm. The answer may be that one cannot tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pint

from mapapp.domains.samples.limits import Limit

# Norms of the country first; the others only where it has none, and always named with the result.
JURISDICTIONS = ("KZ", "USSR", "RU", "WHO", "EU", "NL")
# Bottom sediment has no norms of its own in the acts that were read, so norms for soil stand in, and the page says so.
_COMPARABLE_MEDIA = {"sediment": ("sediment", "soil")}
_AVERAGING = {"mean": ("daily", "none"), "median": ("daily", "none")}
_SINGLE = ("single_max", "none")
# Targets and interim targets say what to aim at; being above one is not an exceedance.
_KINDS = ("mpc", "limit_value", "guideline", "intervention_value")
_NO_ACT = "not named"  # a norm whose act nobody names proves nothing in front of an authority
_GROSS = ("", "gross_including_background")
_CONCENTRATION = re.compile(r"([kmunp]?g)/(kg|g|t|l|ml|dm3|m3)(?: (?:dry|wet))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """The parts of a result that a comparison needs; ``value`` is the upper end where a range was published."""

    medium: str
    unit: str
    qualifier: str = "="
    value: Decimal | None = None
    statistic: str = "single"
    fraction: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``verdict`` (exceeds, within, cannot_tell, no_limit), value divided by limit, and the norm that was used.

    ``limit`` is None with a verdict when the source itself printed a multiple of a limit that it does not name.
    """

    verdict: str
    times: Decimal | None = None
    limit: Limit | None = None


def compare(result: Measured, limits: Iterable[Limit]) -> Comparison:
    """The comparison of ``result`` with the first fitting norm of the same substance.

    A value below detection is within only when the detection limit itself is not above the norm.
    """
    if result.unit.startswith("times "):
        return _judge(result, result.value, None)
    for limit in sorted((one for one in limits if _fits(result, one)), key=_rank):
        factor = unit_factor(result.unit, limit.unit)
        if factor is not None and limit.value > 0:
            ratio = result.value * factor / limit.value if result.value is not None else None
            return _judge(result, ratio, limit)
    return Comparison("no_limit")


def _judge(result: Measured, ratio: Decimal | None, limit: Limit | None) -> Comparison:
    if ratio is None:
        return Comparison("cannot_tell", None, limit)
    above = ratio > 1
    if result.qualifier == "<":
        return Comparison("cannot_tell" if above else "within", None, limit)
    if result.qualifier == ">" and not above:
        return Comparison("cannot_tell", ratio, limit)
    return Comparison("exceeds" if above else "within", ratio, limit)


def _fits(result: Measured, limit: Limit) -> bool:
    averaging = _AVERAGING.get(result.statistic, _SINGLE) if result.medium == "air" else ("none",)
    return (
        limit.medium in _COMPARABLE_MEDIA.get(result.medium, (result.medium,))
        and limit.averaging in averaging
        and limit.kind in _KINDS
        and limit.verification != "derived_from_ratio"
        and not limit.act.startswith(_NO_ACT)
        and limit.form in (("mobile",) if result.fraction == "mobile" else _GROSS)
    )


def _rank(limit: Limit) -> tuple[int, int, int]:
    known = limit.jurisdiction in JURISDICTIONS
    order = JURISDICTIONS.index(limit.jurisdiction) if known else len(JURISDICTIONS)
    return (int(bool(limit.in_force_to)), order, _KINDS.index(limit.kind))


@cache
def unit_factor(unit: str, target: str) -> Decimal | None:
    """What a value in ``unit`` is multiplied by to be in ``target``; None when they measure different things.

    Only mass by mass and mass by volume are known: everything else (counts, percent, ppm, pH) is not compared.
    """
    plain, wanted = _plain(unit), _plain(target)
    if plain is None or wanted is None:
        return None
    try:
        factor = _registry()(plain).to(wanted).magnitude
    except pint.errors.DimensionalityError:
        return None
    return Decimal(factor)


def _plain(unit: str) -> str | None:
    match = _CONCENTRATION.fullmatch(unit.replace("µ", "u").replace("μ", "u").strip())
    return f"{match[1]}/({match[2].replace('3', '**3')})" if match else None


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    return pint.UnitRegistry(non_int_type=Decimal)
