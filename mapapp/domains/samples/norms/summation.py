"""Air pollutants with added effect: the sum of their shares of the limit, C1/MPC1 + C2/MPC2 + ..."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mapapp.domains.samples.comparison import DEFAULT_SET, Comparison, Measured, compare
from mapapp.domains.samples.limits import Limit, SummationGroup

# With nitrogen dioxide or hydrogen sulphide in it a mix of 2, 3 or 4 is not added up when one has more than this share
# of the sum (order KR DSM-70, annex 1, table 3, as in the column ``rule``).
_NOT_ADDED_UP: Mapping[int, Decimal] = {2: Decimal("0.8"), 3: Decimal("0.7"), 4: Decimal("0.6")}
_WITH = {"nitrogen_dioxide", "hydrogen_sulphide"}
_FEWEST = 2  # one pollutant alone is no mix


@dataclass(frozen=True, slots=True)
class Summed:
    """The sum for one group: ``verdict`` exceeds, within, cannot_tell or not_applied, between ``low`` and ``high``.

    ``high`` is None when a part may be of any size. ``parts`` are the comparisons that were added, by substance;
    ``missing`` the substances of the group without a result or without a norm; ``why`` explains a verdict that is
    neither exceeds nor within: missing, averaging, shares, detection_limit, independent.
    """

    group: SummationGroup
    verdict: str
    low: Decimal
    high: Decimal | None
    parts: Mapping[str, Comparison]
    missing: tuple[str, ...] = ()
    why: str = ""


def summation(
    results: Mapping[str, Measured],
    groups: Iterable[SummationGroup],
    limits: Mapping[str, Sequence[Limit]],
    norm_set: str = DEFAULT_SET,
) -> tuple[Summed, ...]:
    """The sum for each group of which at least two substances were measured, in the order of the act.

    ``results`` are those of one point, one time and one averaging time, by code of substance; ``limits`` all norms of
    these substances. A sum above 1 exceeds even when parts are missing; one below it says nothing then.
    """
    compared = {code: compare(one, limits.get(code, ()), norm_set) for code, one in results.items()}
    judged = {code: one for code, one in compared.items() if one.limit is not None}
    found = (
        _sum(group, results, {code: judged[code] for code in group.substances if code in judged}) for group in groups
    )
    return tuple(one for one in found if len(one.parts) >= _FEWEST)


def _sum(group: SummationGroup, results: Mapping[str, Measured], parts: Mapping[str, Comparison]) -> Summed:
    missing = tuple(code for code in group.substances if code not in parts)
    ends = {code: _ends(results[code], one) for code, one in parts.items()}
    low = sum((one[0] for one in ends.values()), Decimal(0))
    highs = [one[1] for one in ends.values()]
    high = None if None in highs or missing else sum((one for one in highs if one is not None), Decimal(0))
    verdict, why = _verdict(group, parts, ends, (low, high))
    return Summed(
        group, verdict, low, high, parts, missing, why or ("missing" if missing and verdict == "cannot_tell" else "")
    )


def _ends(result: Measured, one: Comparison) -> tuple[Decimal, Decimal | None]:
    """Between which shares of its limit a part lies; the upper end is None when nobody knows it."""
    if one.times is not None:
        return (
            one.times_min if one.times_min is not None else one.times
        ), None if result.qualifier == ">" else one.times
    return Decimal(0), Decimal(1) if one.verdict == "within" else None


def _verdict(
    group: SummationGroup,
    parts: Mapping[str, Comparison],
    ends: Mapping[str, tuple[Decimal, Decimal | None]],
    total: tuple[Decimal, Decimal | None],
) -> tuple[str, str]:
    low, high = total
    if group.mode == "independent":
        return "not_applied", "independent"
    if len({one.limit.averaging for one in parts.values() if one.limit}) > 1:
        return "cannot_tell", "averaging"
    if _may_be_left_out(group, ends, low):
        exact = all(one == other for one, other in ends.values()) and high is not None
        return ("not_applied", "shares") if exact else ("cannot_tell", "shares")
    if low > 1:
        return "exceeds", ""
    if high is not None and high <= 1:
        return "within", ""
    return "cannot_tell", "" if high is None else "detection_limit"


def _may_be_left_out(group: SummationGroup, ends: Mapping[str, tuple[Decimal, Decimal | None]], low: Decimal) -> bool:
    """Whether the rule for mixes that one part outweighs may take this one out; only a sum above 1 needs asking."""
    most = _NOT_ADDED_UP.get(len(group.substances))
    if most is None or low <= 1 or not _WITH & set(group.substances):
        return False
    return any(high is None or high / low > most for _low, high in ends.values())
