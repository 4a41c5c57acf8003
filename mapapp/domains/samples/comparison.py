"""Comparing a result with norms. The answer may be that one cannot tell, and it always says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mapapp.domains.samples.fitting import JURISDICTIONS, Fit, Measured, fitting
from mapapp.domains.samples.limits import Limit

__all__ = ["DEFAULT_SET", "NORM_SETS", "Comparer", "Comparison", "Measured", "NormSet", "compare", "compare_all"]
__all__ += ["side_by_side"]

DEFAULT_SET = "KZ"  # what the columns of a result are computed with, whichever set a page shows


@dataclass(frozen=True, slots=True)
class NormSet:
    """Whose norms are used: those of the first jurisdiction that has one which fits."""

    code: str
    jurisdictions: tuple[str, ...]


NORM_SETS: Mapping[str, NormSet] = {
    "KZ": NormSet("KZ", JURISDICTIONS),
    "KZ-only": NormSet("KZ-only", ("KZ",)),
    **{code: NormSet(code, (code,)) for code in JURISDICTIONS[1:]},
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """``verdict`` (exceeds, within, cannot_tell, no_limit), how many times the norm, and the norm that was used.

    A range is ``times_min`` to ``times``. ``limit`` is None with a verdict when the source itself printed a multiple of
    a limit that it does not name. ``why`` is the code of ``words.WHY`` that matters most, ``notes`` are all of them.
    """

    verdict: str
    times: Decimal | None = None
    limit: Limit | None = None
    times_min: Decimal | None = None
    why: str = ""
    notes: tuple[str, ...] = ()


def compare(result: Measured, limits: Iterable[Limit], norm_set: str = DEFAULT_SET) -> Comparison:
    """The comparison of ``result`` with the norm of the set that applies; ``limits`` are those of its substance.

    A value below detection is within only when the detection limit itself is not above the norm. A range exceeds when
    its upper end does; unless the lower end does so too, ``why`` is "range_partly". Raises KeyError for another set.
    """
    if is_multiple(result.unit):
        return _printed(result)
    known = list(limits)
    own = [one for one in known if one.jurisdiction in NORM_SETS[norm_set].jurisdictions]
    fits, why = _fits(result, own)
    if fits:
        return _judge(result, fits[0])
    return _said("no_limit", notes=("not_in_set" if known and not own else why,))


def compare_all(result: Measured, limits: Iterable[Limit]) -> dict[str, Comparison]:
    """The comparison by the code of each norm set that has a norm for it; none for a multiple printed by the source."""
    if is_multiple(result.unit):
        return {}
    return _by_set(result, _of_sets(_fits(result, limits)[0]))


def side_by_side(result: Measured, limits: Iterable[Limit]) -> tuple[Comparison, ...]:
    """The comparison with every norm that fits, each once, the nearest jurisdiction first."""
    if is_multiple(result.unit):
        return (_printed(result),)
    return tuple(_judge(result, fit) for fit in _fits(result, limits)[0])


def is_multiple(unit: str) -> bool:
    """Whether the source printed how many times a limit it is, such as "times MPC"."""
    return unit.startswith("times ")


class Comparer:
    """The comparison of very many results: which norms apply is found once for all that differ in their numbers only.

    ``limits`` are the norms of all substances, as they were when it was made.
    """

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._limits: dict[str, list[Limit]] = defaultdict(list)
        for limit in limits:
            self._limits[limit.substance_code].append(limit)
        self._known: dict[tuple[str, ...], Mapping[str, Fit]] = {}
        self._alike: dict[tuple[object, ...], Mapping[str, Fit]] = {}

    def group(self, substance_code: str, result: Measured) -> int:
        """A number that is the same for results to which the same norms apply in the same way.

        Two of them with the same qualifier, numbers and statistic have the same ``columns``.
        """
        return 0 if is_multiple(result.unit) else id(self._sets(substance_code, result))

    def columns(self, substance_code: str, result: Measured) -> dict[str, Any]:
        """The values of the columns times_min, times, verdict, limit_id and compared of a result, ready to write.

        ``compared`` holds for each set with a norm {"verdict", "times_min", "times", "limit"}, and "why" where there
        is something to say: plain numbers, fit for JSON.
        """
        if is_multiple(result.unit):
            return _columns(_printed(result), {})
        found = _by_set(result, self._sets(substance_code, result))
        return _columns(found.get(DEFAULT_SET, Comparison("no_limit")), found)

    def _sets(self, substance: str, result: Measured) -> Mapping[str, Fit]:
        kind: tuple[str, ...] = (substance, result.medium, result.unit, result.statistic, result.fraction, result.basis)
        kind = (*kind, result.averaging, result.sampled_on, result.expressed_as)
        if kind not in self._known:
            found = _of_sets(fitting(substance, result, self._limits.get(substance, ()))[0])
            said = tuple((code, fit.limit.id, fit.factor, fit.notes) for code, fit in found.items())
            self._known[kind] = self._alike.setdefault(said, found)
        return self._known[kind]


def _fits(result: Measured, limits: Iterable[Limit]) -> tuple[tuple[Fit, ...], str]:
    found = list(limits)
    return fitting(found[0].substance_code if found else "", result, found)


def _chosen(fits: Sequence[Fit], wanted: NormSet) -> Fit | None:
    return next((fit for fit in fits if fit.limit.jurisdiction in wanted.jurisdictions), None)


def _of_sets(fits: Sequence[Fit]) -> dict[str, Fit]:
    chosen = {code: _chosen(fits, one) for code, one in NORM_SETS.items()}
    return {code: fit for code, fit in chosen.items() if fit is not None}


def _by_set(result: Measured, chosen: Mapping[str, Fit]) -> dict[str, Comparison]:
    """Several sets may choose the same norm; it is judged once."""
    judged: dict[int, Comparison] = {}
    for fit in chosen.values():
        if id(fit) not in judged:
            judged[id(fit)] = _judge(result, fit)
    return {code: judged[id(fit)] for code, fit in chosen.items()}


def _judge(result: Measured, fit: Fit) -> Comparison:
    if fit.factor is None:
        return _said("cannot_tell", limit=fit.limit, notes=fit.notes)
    high, low = (
        None if value is None else value * fit.factor / fit.limit.value for value in (result.value, result.value_min)
    )
    return _verdict(result, (low, high), fit)


def _printed(result: Measured) -> Comparison:
    return _verdict(result, (result.value_min, result.value), None)


def _verdict(result: Measured, times: tuple[Decimal | None, Decimal | None], fit: Fit | None) -> Comparison:
    """The verdict on a value that is ``times`` (lower end, upper end or the only one) the norm of ``fit``."""
    limit, notes = (fit.limit, fit.notes) if fit else (None, ("as_printed",))
    low, high = times
    if high is None or high < 0:
        return _said("cannot_tell", limit=limit, notes=("no_value", *notes))
    above = high > 1
    if result.qualifier == "<":
        sure = not above
        return _said(
            "within" if sure else "cannot_tell", limit=limit, notes=() if sure else ("detection_limit", *notes)
        )
    if not above and _is_lowest(result):
        return _said("cannot_tell", (low, high), limit, ("lower_bound", *notes))
    if limit is not None and limit.land_use and not above:
        return _said("cannot_tell", (low, high), limit, notes)
    if above and low is not None and low <= 1:
        notes = ("range_partly", *notes)
    return _said("exceeds" if above else "within", (low, high), limit, (*notes, *_about(result)))


def _is_lowest(result: Measured) -> bool:
    """Whether the true value, or other values that were found, may be higher than what is given."""
    return result.qualifier == ">" or result.statistic == "minimum"


def _about(result: Measured) -> tuple[str, ...]:
    """What to say of the number itself."""
    if result.qualifier == "~":
        return ("approximate",)
    return ("highest",) if result.statistic == "maximum" and result.value_min is None else ()


def _said(
    verdict: str,
    times: tuple[Decimal | None, Decimal | None] = (None, None),
    limit: Limit | None = None,
    notes: tuple[str, ...] = (),
) -> Comparison:
    return Comparison(verdict, times[1], limit, times[0], notes[0] if notes else "", notes)


def _columns(chosen: Comparison, found: Mapping[str, Comparison]) -> dict[str, Any]:
    plain: dict[int, dict[str, Any]] = {}
    for one in found.values():
        plain.setdefault(id(one), _plain(one))
    return {
        "times_min": chosen.times_min,
        "times": chosen.times,
        "verdict": chosen.verdict,
        "limit_id": chosen.limit.id if chosen.limit else None,
        "compared": {code: plain[id(one)] for code, one in found.items()},
    }


def _plain(one: Comparison) -> dict[str, Any]:
    said: dict[str, Any] = {
        "verdict": one.verdict,
        "times_min": None if one.times_min is None else float(one.times_min),
        "times": None if one.times is None else float(one.times),
        "limit": one.limit.id if one.limit else None,
    }
    return {**said, "why": one.why} if one.why else said
