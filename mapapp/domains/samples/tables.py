"""The results of a sampling point as tables: each value beside every norm that fits it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from mapapp.core import figures, units
from mapapp.core.i18n import localize
from mapapp.core.presentation import Cell, Table
from mapapp.domains.samples import words
from mapapp.domains.samples.comparison import Comparison, compare, side_by_side
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import ABOUT_THE_PLACE, Result, Sample
from mapapp.domains.samples.norms.assess import measured

# What a hint of the page or the number itself says already.
_SAID = ("soil_for_sediment", "as_printed", "highest", "approximate")
_MOST_BRIEF = 6
TONE = {"exceeds": "bad", "within": "good", "cannot_tell": "warn", "no_limit": "neutral"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A result with the comparison by the chosen norm set, and those with every norm that fits (that one first)."""

    result: Result
    chosen: Comparison
    sides: tuple[Comparison, ...]

    @property
    def stands(self) -> bool:
        """Whether it says something of the place: it is not withdrawn, and its sample is no blank or spike."""
        return self.result.state != "withdrawn" and self.result.sample.purpose in ABOUT_THE_PLACE


def judge(result: Result, limits: Sequence[Limit], norm_set: str) -> Judged:
    """The result with its comparisons; ``limits`` are the norms of its substance."""
    about = measured(result)
    chosen = compare(about, limits, norm_set)
    sides = sorted(side_by_side(about, limits), key=lambda one: one.limit is not chosen.limit)
    return Judged(result, chosen, tuple(sides) or (chosen,))


def table(sample: Sample, results: Iterable[Judged], language: str) -> Table:
    """The table of one sample: a line per norm of each result."""
    return Table(
        caption=_caption(sample),
        headings=(_("Substance"), _("Value"), _("Times the norm"), _("Norm")),
        rows=tuple(row for one in results for row in _rows(one, language)),
        note=_about(sample),
    )


def brief(results: Sequence[Judged], language: str) -> Table | None:
    """The worst results in few lines, one per substance, for a popup; None when nothing stands."""
    worst: dict[str, Judged] = {}
    for one in sorted((one for one in results if one.stands), key=_severity):
        worst.setdefault(one.result.substance_code, one)
    shown = list(worst.values())[:_MOST_BRIEF]
    left = len(worst) - len(shown)
    more = ngettext("%(num)s more substance on its page.", "%(num)s more substances on its page.", left) if left else ""
    rows = tuple((name_cell(one.result, language), value_cell(one.result), _in_short(one)) for one in shown)
    headings = (_("Substance"), _("Value"), _("Times the norm"))
    return Table(_("The worst results"), headings, rows, more) if rows else None


def _in_short(one: Judged) -> Cell:
    """How many times which norm."""
    side = one.chosen
    said = f"{words.VERDICT[side.verdict]} · {short_norm(side.limit)}" if side.limit else words.VERDICT[side.verdict]
    return Cell(times_words(side, one.result), said, numeric=True, tone=TONE[side.verdict])


def short_norm(limit: Limit) -> str:
    """The norm in short: value, unit, whose, by which act."""
    whose = words.JURISDICTION.get(limit.jurisdiction, limit.jurisdiction)
    return f"{units.quantity(limit.value, limit.unit)}, {whose}, {limit.act}"


def _severity(one: Judged) -> tuple[int, Decimal]:
    return (list(TONE).index(one.chosen.verdict), -(one.chosen.times or Decimal(0)))


def name_cell(result: Result, language: str, rows: int = 1) -> Cell:
    """The name of what was measured, with the way to its page."""
    name = localize(result.substance.names, language).value or result.substance_code
    return Cell(name, result.fraction, href=f"substances/{result.substance_code}", rows=rows)


def _rows(one: Judged, language: str) -> Iterator[tuple[Cell, ...]]:
    sides = one.sides if one.stands else ()
    high = max(1, len(sides))
    head = (name_cell(one.result, language, high), value_cell(one.result, high))
    if not sides:
        yield (*head, Cell("—", _("not compared"), numeric=True), Cell("—"))
    for number, side in enumerate(sides):
        yield (*(head if number == 0 else ()), _times(side, one.result), _norm(side))


def value_cell(result: Result, rows: int = 1) -> Cell:
    """The value, how it stands, and the way to its own page."""
    struck, address = result.state == "withdrawn", f"results/{result.id}"
    return Cell(written_value(result), _small(result), numeric=True, rows=rows, struck=struck, href=address)


def _times(side: Comparison, result: Result) -> Cell:
    return Cell(times_words(side, result), words.VERDICT[side.verdict], numeric=True, tone=TONE[side.verdict])


def times_words(side: Comparison, result: Result) -> str:
    """How many times the norm: a number, a range, or a bound, as the value itself was published."""
    if side.times is None:
        return ""
    high = figures.short_number(side.times)
    if side.times_min is not None:
        return f"{figures.short_number(side.times_min)}–{high}"
    if result.qualifier == ">" or result.statistic == "minimum":
        return str(_("more than %(n)s", n=high) if result.qualifier == ">" else _("from %(n)s", n=high))
    if result.statistic == "maximum":
        return str(_("up to %(n)s", n=high))
    return str(_("about %(n)s", n=high)) if result.qualifier == "~" else high


def _norm(side: Comparison) -> Cell:
    limit, said = side.limit, " ".join(str(words.WHY[note]) for note in side.notes if note not in _SAID)
    if limit is None:
        return Cell(_("as the source says") if side.times is not None else "—", said)
    about = " — ".join(part for part in (about_norm(limit), said) if part)
    return Cell(units.quantity(limit.value, limit.unit), about, href=f"limits/{limit.id}")


def about_norm(limit: Limit) -> str:
    """Whose norm it is, for what, by which act, and since when."""
    averaging = words.AVERAGING.get(limit.averaging, limit.averaging)
    land = limit.land_use.replace("_", " ")
    whose = words.JURISDICTION.get(limit.jurisdiction, limit.jurisdiction)
    medium = words.MEDIUM.get(limit.medium, limit.medium)
    parts = [whose, averaging, medium, land, limit.act]
    if limit.in_force_from or limit.in_force_to:
        since, until = (figures.day(one) if one else "…" for one in (limit.in_force_from, limit.in_force_to))
        parts.append(_("in force %(from)s – %(to)s", **{"from": since, "to": until}))
    return " · ".join(str(part) for part in parts if str(part))


def _small(result: Result) -> str:
    """What belongs to the value: statistic, number of samples, and how it stands."""
    parts = [str(words.STATISTIC[result.statistic])]
    if result.sample_count:
        parts.append(_("of %(n)s samples", n=result.sample_count))
    if result.basis:
        parts.append(str(words.BASIS.get(result.basis, result.basis)))
    if result.expressed_as:
        parts.append(_("as %(what)s", what=result.expressed_as))
    if result.state != "as_published":
        parts.append(str(words.STATE[result.state]))
    if result.state_reason:
        parts.append(result.state_reason)
    parts += [str(words.FLAG[flag]) for flag in result.flags]
    return " · ".join(part for part in parts if part)


def _caption(sample: Sample) -> str:
    parts = [] if sample.purpose == "routine" else [str(words.PURPOSE[sample.purpose])]
    parts += [str(words.MEDIUM[sample.medium]), sample.taxon]
    if sample.depth_to_m is not None:
        depth = f"{figures.number(sample.depth_from_m or Decimal(0))}–{figures.metres(sample.depth_to_m)}"
        parts.append(_("depth %(range)s", range=depth))
    parts.append(figures.day(sample.sampled_on) if sample.sampled_on else _("date not published"))
    return ", ".join(part for part in parts if part)


def _about(sample: Sample) -> str:
    received, analysed = (figures.day(one) if one else "" for one in (sample.received_on, sample.analysed_on))
    named = (
        (_("Label"), sample.label),
        (_("Method"), sample.method),
        (_("Laboratory"), sample.laboratory),
        (_("Accreditation"), sample.accreditation),
        (_("Certificate"), sample.certificate),
        (_("Sampled by"), sample.sampler),
        (_("Received by the laboratory"), received),
        (_("Analysed"), analysed),
    )
    about = [f"{label}: {value}" for label, value in named if value]
    published = any(result.state == "as_published" for result in sample.results)
    about += [_("Values as published by others; they were not checked here")] if published else []
    return "; ".join([*about, *dict.fromkeys(_source(result) for result in sample.results)])


def _source(result: Result) -> str:
    parts = dict.fromkeys((result.source_title, result.citation, result.note))
    return ". ".join(part for part in parts if part)


def written_value(result: Result) -> str:
    """The value as published: number, range or qualifier with its limit, and the unit."""
    unit = units.written(result.unit)
    if result.value_min is not None and result.value_max is not None:
        return f"{figures.number(result.value_min)}–{figures.number(result.value_max)} {unit}"
    value = next((one for one in (result.value, result.value_max, result.value_min) if one is not None), None)
    if value is None:
        bound = next((one for one in (result.detection_limit, result.quantification_limit) if one is not None), None)
        if bound is not None:
            return f"< {figures.number(bound)} {unit}"
        return _("not detected") if result.qualifier == "<" else _("not published")
    sign = "" if result.qualifier == "=" else f"{result.qualifier} "
    return f"{sign}{figures.number(value)} {unit}"
