"""The rule by which sites are ranked: pure functions on arrays, the same for a page, a map, a file and a test.

Each criterion turns a raw value into a part between 0 and 1; what is not known is NaN and has no part. The score is the
weighted mean of the known parts, lessened by how unsure we are:

    score = mean * (1 - doubt * (1 - sureness))

where ``doubt`` (0 to 1) is how much of a score complete uncertainty takes away. ``sureness`` (0 to 1) is half the share
of the weights that stands on known values, and half the mean of how well the place is known, whether somebody went
there, whether results were checked, whether there are photos and how recent the news are. Who and what is near counts
only for a site of which something is known of itself (``OWN``); others have no score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Raw values at which a part is 1, and those at which it begins; each rule is also said in words on the page.
WORST_TIMES = 100.0
MANY_SUBSTANCES = 5.0
SMALLEST_M2, LARGEST_M2 = 100.0, 1_000_000.0
MUCH_GROWTH = 4.0
MANY_PEOPLE = {"people_1km": 100_000.0, "people_5km": 1_000_000.0}
NEAR_WATER_M, FAR_WATER_M = 1_000.0, 10_000.0
NEAR_AREA_M, FAR_AREA_M = 500.0, 50_000.0


def _log(raw: Floats, nothing: float, all_: float) -> Floats:
    """0 at ``nothing``, 1 at ``all_`` and evenly by the logarithm between; either may be the larger one."""
    lowest = min(nothing, all_)
    with np.errstate(invalid="ignore"):
        share = np.log(np.maximum(raw, lowest) / nothing) / np.log(all_ / nothing)
    return np.asarray(np.clip(share, 0.0, 1.0))


def _people(many: float) -> Callable[[Floats], Floats]:
    return lambda raw: np.asarray(np.clip(np.log1p(raw) / np.log1p(many), 0.0, 1.0))


# Raw values: times the norm; substances above it; m2; last area by the first; people; metres to water and to an area.
FORMULAS: Mapping[str, Callable[[Floats], Floats]] = {
    "exceedance": lambda raw: _log(raw, 1.0, WORST_TIMES),
    "substances": lambda raw: np.asarray(np.clip(raw / MANY_SUBSTANCES, 0.0, 1.0)),
    "area": lambda raw: _log(raw, SMALLEST_M2, LARGEST_M2),
    "growth": lambda raw: _log(raw, 1.0, MUCH_GROWTH),
    "people_1km": _people(MANY_PEOPLE["people_1km"]),
    "people_5km": _people(MANY_PEOPLE["people_5km"]),
    "water": lambda raw: _log(raw, FAR_WATER_M, NEAR_WATER_M),
    "protected": lambda raw: _log(raw, FAR_AREA_M, NEAR_AREA_M),
}
CRITERIA = tuple(FORMULAS)
OWN = ("exceedance", "substances", "area", "growth")
DEFAULT_WEIGHTS: Mapping[str, float] = {
    "exceedance": 3.0,
    "substances": 1.0,
    "area": 2.0,
    "growth": 1.0,
    "people_1km": 2.0,
    "people_5km": 1.0,
    "water": 1.0,
    "protected": 1.0,
}
DEFAULT_DOUBT = 0.7
SURENESS = ("place", "verified", "checked", "photos", "recent")


@dataclass(frozen=True, slots=True)
class Rule:
    """How much each criterion counts (0 removes it) and how much doubt takes away (0 to 1)."""

    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    doubt: float = DEFAULT_DOUBT


@dataclass(frozen=True, slots=True)
class Scores:
    """Per site: ``parts`` and ``mean`` (NaN where nothing is known), ``known`` share, ``sureness`` and ``score``."""

    parts: Mapping[str, Floats]
    mean: Floats
    known: Floats
    sureness: Floats
    score: Floats


def parts(raw: Mapping[str, Floats]) -> dict[str, Floats]:
    """The part of each criterion between 0 and 1, NaN where the raw value is."""
    return {name: FORMULAS[name](raw[name]) for name in CRITERIA}


def scores(raw: Mapping[str, Floats], sure: Mapping[str, Floats], rule: Rule) -> Scores:
    """The scores of sites: ``raw`` has the criteria (NaN: not known), ``sure`` the parts of ``SURENESS`` (0 to 1).

    A site of which no weighted criterion of ``OWN`` is known has no score (NaN).
    """
    made = parts(raw)
    weights = np.array([rule.weights.get(name, 0.0) for name in CRITERIA])
    table = np.column_stack([made[name] for name in CRITERIA])
    counted = ~np.isnan(table)
    weighed = counted @ weights
    ranked = counted[:, [CRITERIA.index(name) for name in OWN]] @ [rule.weights.get(name, 0.0) for name in OWN] > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(ranked, np.nan_to_num(table) @ weights / weighed, np.nan)
    total = float(weights.sum())
    known = weighed / total if total > 0 else np.zeros(len(table))
    sureness = (np.mean([sure[name] for name in SURENESS], axis=0) + known) / 2
    return Scores(made, mean, known, sureness, mean * (1.0 - rule.doubt * (1.0 - sureness)))


def order(score: Floats, keys: NDArray[np.str_], most: int) -> NDArray[np.intp]:
    """The positions of the ``most`` highest scores, the highest first, equal ones by key; sites without one are out.

    Scores are compared to twelve digits, so that the order of adding cannot decide.
    """
    there = np.flatnonzero(~np.isnan(score))
    chosen = there[np.lexsort((keys[there], -np.round(score[there], 12)))]
    return chosen[:most]
