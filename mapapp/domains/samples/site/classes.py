"""The classes of surface water by the results of a sample, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from mapapp.core import figures
from mapapp.core.dates import parse_date
from mapapp.core.i18n import Words
from mapapp.core.presentation import Action, Cell, Table
from mapapp.core.quantities import weighed_as
from mapapp.domains.samples import words
from mapapp.domains.samples.limits import WaterClass
from mapapp.domains.samples.models import Result, Sample
from mapapp.domains.samples.norms.assess import measured
from mapapp.domains.samples.norms.classes import Classified, water_class
from mapapp.domains.samples.tables import name_cell, value_cell

IN_FORCE_FROM = date(2025, 6, 10)  # Order No. 111-NQ of 4 June 2025; data/manifest.toml says where that was read
_TONE = {1: "good", 2: "good", 3: "warn", 4: "warn", 5: "bad", 6: "bad"}
_IONS = {"nitrate": "NO3", "nitrite": "NO2", "ammonium": "NH4", "phosphate": "PO4"}


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes that a result may have, the best and the worst (one class: the same twice), or None and ``why``."""

    best: int | None
    worst: int | None
    row: WaterClass | None = None
    why: str = ""


def by_substance(rows: Iterable[WaterClass]) -> dict[str, list[WaterClass]]:
    """The indicators of the classification by the code of their substance."""
    found: dict[str, list[WaterClass]] = defaultdict(list)
    for row in rows:
        found[row.substance_code or ""].append(row)
    return dict(found)


def classes_of(result: Result, rows: Mapping[str, Sequence[WaterClass]]) -> Classes | None:
    """The classes by one result, a range by both of its ends; None when the order has no such indicator.

    ``rows`` are the indicators ``by_substance``.
    """
    known = rows.get(result.substance_code)
    if not known or result.sample.medium != "water":
        return None
    if weighed_as(result.expressed_as) not in ("", _IONS.get(result.substance_code, "")):
        return Classes(None, None, known[0], "expressed_as")
    found = [_one(result, known, low=low) for low in ((False, True) if result.value_min is not None else (False,))]
    numbers = [one.number for one in found if one.number is not None]
    if len(numbers) < len(found):
        return Classes(None, None, found[0].row, next(one.why for one in found if one.number is None))
    return Classes(min(numbers), max(numbers), found[0].row)


def class_table(
    sample: Sample, results: Sequence[Result], rows: Mapping[str, Sequence[WaterClass]], language: str
) -> Table | None:
    """The table of a sample of surface water; None when the order has none of its indicators."""
    classified = [(result, classes_of(result, rows)) for result in results]
    found = [(result, one) for result, one in classified if one is not None]
    if not found:
        return None
    binding = _in_force(sample.sampled_on)
    return Table(
        caption=_caption(sample, [one for _result, one in found]),
        headings=(_("Indicator"), _("Value"), _("Class")),
        rows=tuple((name_cell(result, language), value_cell(result), _cell(one, binding)) for result, one in found),
        note=" ".join(str(part) for part in (_standing(binding), _about())),
        more=Action("limits/surface-water", _("All bounds of the order")),
    )


def _one(result: Result, rows: Sequence[WaterClass], *, low: bool) -> Classified:
    """The class by one end. What is only the lowest or the highest value is a bound when the worse lies beyond it."""
    about = measured(result)
    if low and about.value_min is not None:
        about = replace(about, value=about.value_min)
    falls = any("lower is worse" in row.note for row in rows)
    if about.qualifier in ("=", "~") and about.statistic == ("maximum" if falls else "minimum"):
        about = replace(about, qualifier="<" if falls else ">")
    found = water_class(result.substance_code, about, rows)
    # Of pH both sides are bad, so that a bound never tells the class.
    two_sided = found.row is not None and "->" in found.row.bounds[-1]
    if two_sided and found.number is not None and about.qualifier in ("<", ">"):
        return Classified(None, found.row, "detection_limit")
    return found


def _in_force(sampled_on: str) -> bool | None:
    """Whether the order was in force when the sample was taken; None when the date does not say."""
    try:
        taken = parse_date(sampled_on)
    except ValueError:
        return None
    if taken.last < IN_FORCE_FROM:
        return False
    return True if taken.first >= IN_FORCE_FROM else None


def _cell(one: Classes, binding: bool | None) -> Cell:
    if one.worst is None or one.best is None:
        return Cell(_("Cannot tell"), words.NO_CLASS[one.why], tone="warn" if binding else "neutral")
    tone = _TONE[one.worst] if binding else "neutral"
    if one.best != one.worst:
        return Cell(_("Class %(best)s to %(worst)s", best=one.best, worst=one.worst), tone=tone)
    printed = f"{one.row.bounds[one.worst - 1]} {one.row.unit}".strip() if one.row else ""
    return Cell(_("Class %(n)s", n=one.worst), _("as printed: %(bound)s", bound=printed), tone=tone)


def _caption(sample: Sample, found: Sequence[Classes]) -> str:
    title = _("Classes of surface water (Order No. 111-NQ)")
    taken = figures.day(sample.sampled_on) if sample.sampled_on else _("date not published")
    worst = max((one.worst for one in found if one.worst is not None), default=None)
    if worst is None:
        said = _("no class can be told")
    elif any(one.worst is None for one in found):
        said = _("the worst that can be told is class %(n)s of 6", n=worst)
    else:
        said = _("the worst is class %(n)s of 6", n=worst)
    return f"{title}, {taken}: {said}"


def _standing(binding: bool | None) -> Words:
    since = figures.day(IN_FORCE_FROM.isoformat())
    if binding:
        return _("The order was in force when the sample was taken (since %(day)s).", day=since)
    if binding is None:
        return _(
            "The order is in force since %(day)s; the date of the sample does not say whether it was in force then. "
            "For information only.",
            day=since,
        )
    return _("The order is in force since %(day)s, later than the sample: for information only.", day=since)


def _about() -> Words:
    return _(
        "Class 1 is the best, class 6 the worst. It holds for rivers, canals and reservoirs on them, not for lakes."
    )
