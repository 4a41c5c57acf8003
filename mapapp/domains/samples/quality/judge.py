"""What samples and results say of their own quality. Nothing here reads or changes the database.

The rules, with their sources:

- Duplicates and replicates. Two values: the relative percent difference, the distance of both divided by their mean
  (USEPA, National Functional Guidelines for Inorganic Data Review, EPA 540-R-04-004, duplicate sample analysis). Three
  and more: the relative standard deviation, with n - 1 in the denominator. Both may be 20 % in water and air and 35 %
  in soil, sediment and other solids; where a value is below five times the quantification limit, values may lie one
  such limit apart in water and two in solids. The guidelines set this for duplicates in the laboratory; that
  it is used for pairs from the field and for the standard deviation is this program's choice.
- Blanks. A result is doubtful when it is not above 5 times what a blank of the same day or batch shows, 10 times for
  substances that laboratories themselves use (USEPA, Risk Assessment Guidance for Superfund, Part A, EPA/540/1-89/002,
  section 5.5).
- Holding time: see ``holding``. Dates without hours count in favour of the laboratory.
- Accreditation: that none is named is only said; one that had ended on the day of the analysis is a flag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from statistics import stdev

from mapapp.core.dates import PartialDate, parse_date
from mapapp.core.quantities import convert
from mapapp.domains.samples.quality.holding import LONGEST_HOURS, MEDIA

FIELD_BLANKS, REPEATS = ("field_blank", "trip_blank"), ("duplicate", "replicate")
BLANKS = (*FIELD_BLANKS, "laboratory_blank")
MADE = ("spike", "reference")  # made, not taken
_EXACT_DAY = len("2024-05-31")
WIDEST = {"water": 20, "groundwater": 20, "sewage": 20, "air": 20}  # per cent
WIDEST_IN_SOLIDS = 35
_NEAR_LIMIT = 5
_BLANK_TIMES, _BLANK_TIMES_COMMON = 5, 10
# Acetone, butanone, dichloromethane, toluene, six phthalates.
_COMMON = {"67-64-1", "78-93-3", "75-09-2", "108-88-3", "117-81-7", "84-74-2", "84-66-2", "131-11-3", "85-68-7"}
_COMMON |= {"117-84-0"}


Numbers = dict[str, Decimal | int | float | str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What of a sample counts here; dates in EDTF, ``depth`` whatever tells samples of one hole apart."""

    id: int
    point_id: int
    medium: str
    purpose: str = "routine"
    parent_id: int | None = None
    sampled_on: str = ""
    analysed_on: str = ""
    laboratory: str = ""
    accreditation: str = ""
    accredited_until: str = ""
    depth: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A result; ``value`` is None where nothing was detected, ``bound`` then the limit below which it is."""

    id: int
    sample: Taken
    substance: str
    unit: str
    value: Decimal | None
    bound: Decimal | None = None
    quantification: Decimal | None = None
    part: str = ""
    cas: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of some results.

    ``rule`` is difference, deviation, near_limit, detected_once, blank, holding, dates, accreditation_missing or
    accreditation_ended; ``outcome`` passed, noted or failed; ``flag`` what a failed one is called among ``FLAGS``.
    ``numbers`` are what the words need (see ``words``): amounts in ``unit``, shares in per cent.
    """

    rule: str
    outcome: str
    results: tuple[int, ...]
    substance: str = ""
    flag: str = ""
    unit: str = ""
    numbers: Numbers = field(default_factory=dict)


class Blanks:
    """The blanks of a dataset, found by substance and by the day or batch that they belong to."""

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._by_batch: dict[tuple[str, ...], list[Value]] = defaultdict(list)
        for one in values:
            batch = _field_day(one.sample) if one.sample.purpose in FIELD_BLANKS else _batch(one.sample)
            if batch:
                self._by_batch[one.substance, *batch].append(one)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._by_batch)

    def of(self, value: Value) -> list[Value]:
        """The blanks that were taken or analysed with ``value``."""
        batches = (_field_day(value.sample), _batch(value.sample))
        return [one for batch in batches if batch for one in self._by_batch.get((value.substance, *batch), ())]


def _field_day(sample: Taken) -> tuple[str, ...]:
    return ("field", sample.sampled_on) if len(sample.sampled_on) == _EXACT_DAY else ()


def _batch(sample: Taken) -> tuple[str, ...]:
    exact = len(sample.analysed_on) == _EXACT_DAY
    return ("laboratory", sample.laboratory, sample.analysed_on) if exact else ()


def judge(values: Sequence[Value], blanks: Blanks | None = None) -> list[Finding]:
    """All findings about ``values`` of one sampling point; ``blanks`` are those of the whole dataset."""
    about_place = [one for one in values if one.sample.purpose not in (*BLANKS, *MADE)]
    blanks = blanks or Blanks()
    found = [*spread(about_place)]
    for value in about_place:
        found += (*contamination(value, blanks), *waiting(value))
    return [*found, *accreditation(values)]


def spread(values: Iterable[Value]) -> Iterator[Finding]:
    """How far duplicates and replicates lie apart from what they repeat."""
    for group in _families(values):
        detected = [(one, amount) for one in group if (amount := _in_unit(one.value, one, group[0].unit)) is not None]
        if len(detected) > 1:
            yield _compared(group, [one for one, _ in detected], [amount for _, amount in detected])
        elif detected and len(group) > 1:
            yield from _detected_once(group, *detected[0])


def _families(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values of one substance in a sample and in its repetitions; only where there are any."""
    listed = list(values)
    routine: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for one in listed:
        if one.sample.purpose not in REPEATS:
            routine[_hole(one.sample)].add(one.sample.id)
    groups: dict[tuple[object, ...], list[Value]] = defaultdict(list)
    for one in listed:
        groups[_family(one.sample, routine), one.substance, one.part].append(one)
    for group in groups.values():
        if any(one.sample.purpose in REPEATS for one in group) and len({one.sample.id for one in group}) > 1:
            yield group


def _hole(sample: Taken) -> tuple[object, ...]:
    return (sample.point_id, sample.sampled_on, sample.medium, sample.depth)


def _family(sample: Taken, routine: Mapping[tuple[object, ...], set[int]]) -> object:
    """What a repetition repeats: the named sample, else the only one of that day and depth, else other repetitions."""
    if sample.purpose not in REPEATS:
        return sample.id
    if sample.parent_id is not None:
        return sample.parent_id
    there = routine.get(_hole(sample), set())
    return next(iter(there)) if len(there) == 1 else _hole(sample)


def _compared(group: Sequence[Value], detected: Sequence[Value], amounts: Sequence[Decimal]) -> Finding:
    first = group[0]
    widest = WIDEST.get(first.sample.medium, WIDEST_IN_SOLIDS)
    low, high = min(amounts), max(amounts)
    results = tuple(one.id for one in detected)
    numbers: Numbers = {"low": low, "high": high, "count": len(amounts)}
    limits = [amount for one in group if (amount := _in_unit(one.quantification, one, first.unit)) is not None]
    if limits and low < _NEAR_LIMIT * max(limits):
        allowed = max(limits) * (1 if first.sample.medium in WIDEST else 2)
        numbers |= {"apart": high - low, "allowed": allowed}
        return _finding("near_limit", high - low > allowed, results, first, numbers)
    percent = _difference(low, high) if len(amounts) == 2 else _deviation(amounts)
    numbers |= {"percent": percent, "allowed": widest}
    return _finding("difference" if len(amounts) == 2 else "deviation", percent > widest, results, first, numbers)


def _finding(rule: str, failed: bool, results: tuple[int, ...], about: Value, numbers: Numbers) -> Finding:
    flag = "replicates_differ" if failed else ""
    return Finding(rule, "failed" if failed else "passed", results, about.substance, flag, about.unit, numbers)


def _difference(low: Decimal, high: Decimal) -> Decimal:
    mean = (low + high) / 2
    return abs(high - low) / abs(mean) * 100 if mean else Decimal(0)


def _deviation(amounts: Sequence[Decimal]) -> Decimal:
    mean = sum(amounts, Decimal(0)) / len(amounts)
    return stdev(amounts) / abs(mean) * 100 if mean else Decimal(0)


def _detected_once(group: Sequence[Value], found: Value, amount: Decimal) -> Iterator[Finding]:
    """One value beside samples in which nothing was detected: they differ when it is far above their limits."""
    bounds = [bound for one in group if one.value is None and (bound := _in_unit(one.bound, one, group[0].unit))]
    if bounds and amount > _NEAR_LIMIT * max(bounds):
        numbers: Numbers = {"high": amount, "bound": max(bounds), "times": _NEAR_LIMIT}
        yield _finding("detected_once", True, tuple(one.id for one in group), group[0], numbers)


def contamination(value: Value, blanks: Blanks) -> Iterator[Finding]:
    """Whether a blank of the same day or batch shows so much that the result may come from it."""
    if value.value is None:
        return
    shown = [amount for one in blanks.of(value) if (amount := _in_unit(one.value, one, value.unit)) is not None]
    times = _BLANK_TIMES_COMMON if value.cas in _COMMON else _BLANK_TIMES
    if shown and 0 < value.value <= times * max(shown):
        numbers: Numbers = {"value": value.value, "blank": max(shown), "times": times}
        yield Finding("blank", "failed", (value.id,), value.substance, "blank_contaminated", value.unit, numbers)


def waiting(value: Value) -> Iterator[Finding]:
    """Whether a sample of water surely waited too long for its analysis."""
    sampled, analysed = _date(value.sample.sampled_on), _date(value.sample.analysed_on)
    if sampled is None or analysed is None:
        return
    days = (analysed.first - sampled.last).days
    if (analysed.last - sampled.first).days < 0:
        yield Finding("dates", "noted", (value.id,), value.substance)
        return
    hours = LONGEST_HOURS.get(value.substance) if value.sample.medium in MEDIA else None
    # From the last minute of one day to the first of another: a day less than their difference.
    if hours is not None and (days - 1) * 24 >= hours:
        numbers: Numbers = {"days": days, "allowed_hours": hours}
        yield Finding("holding", "failed", (value.id,), value.substance, "holding_time_exceeded", "", numbers)


def accreditation(values: Iterable[Value]) -> Iterator[Finding]:
    """What is known of the accreditation of the laboratory, once per sample."""
    by_sample: dict[Taken, list[int]] = defaultdict(list)
    for one in values:
        by_sample[one.sample].append(one.id)
    for sample, results in by_sample.items():
        day = _date(sample.analysed_on) or _date(sample.sampled_on)
        ended = _ended(sample.accredited_until, day.first if day else None)
        if ended:
            numbers: Numbers = {"until": sample.accredited_until, "laboratory": sample.laboratory}
            yield Finding("accreditation_ended", "failed", tuple(results), "", "not_accredited", "", numbers)
        elif sample.laboratory and not sample.accreditation and not sample.accredited_until:
            yield Finding("accreditation_missing", "noted", tuple(results), numbers={"laboratory": sample.laboratory})


def _ended(until: str, day: date | None) -> bool:
    last = _date(until)
    return last is not None and day is not None and last.last < day


@lru_cache(maxsize=4096)
def _date(text: str) -> PartialDate | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None  # a date in words of the source tells nothing here


def _in_unit(amount: Decimal | None, one: Value, unit: str) -> Decimal | None:
    if amount is None:
        return None
    factor = convert(one.unit, unit, one.sample.medium).factor
    return None if factor is None else amount * factor
