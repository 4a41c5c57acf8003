"""A sampling point in words: its results beside the norms they are compared with."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from mapapp.core import figures, provenance, units
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.presentation import Badge, Cell, Fact, Record, Table
from mapapp.domains.samples import words
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, Sample, SamplingPoint

_TONE = {"exceeds": "bad", "within": "good", "cannot_tell": "warn", "no_limit": "neutral"}
_ORDER = ("exceeds", "cannot_tell", "within", "no_limit")


def present(point: SamplingPoint, language: str) -> Record:
    """All that may be said of a sampling point that the viewer was found to be allowed to see."""
    results = [result for sample in point.samples for result in sample.results]
    shape = provenance.published_geometry(point)
    return Record(
        layer="samples",
        key=point.key,
        title=provenance.title(point.names, _("Sampling point"), shape, point.key, language),
        kind=_("Sampling point"),
        dataset_id=point.dataset_id,
        citation=provenance.citation(point),
        badge=_worst(results),
        where=provenance.where(point),
        why_not_drawn=provenance.why_not_drawn(point),
        facts=_facts(point),
        tables=tuple(_table(sample, language) for sample in point.samples),
        note=Text(point.note, "en") if point.note else None,
        geometry=shape,
        drawn=point.geom is not None and point.not_drawn is None,
        hints=_hints(point, results),
        more_datasets=sorted({one.limit.dataset_id for one in results if one.limit} - {point.dataset_id}),
    )


def _worst(results: list[Result]) -> Badge | None:
    for verdict in _ORDER:
        found = [result for result in results if result.verdict == verdict]
        times = max((result.times for result in found if result.times is not None), default=None)
        if verdict == "exceeds" and times is not None:
            return Badge(_("%(n)s times the limit", n=figures.short_number(times)), "bad")
        if found:
            return Badge(words.VERDICT[verdict], _TONE[verdict])
    return None


def _facts(point: SamplingPoint) -> tuple[Fact, ...]:
    return (Fact(_("Water body"), point.water_body, "und"),) if point.water_body else ()


def _hints(point: SamplingPoint, results: list[Result]) -> tuple[Words, ...]:
    stand_in = any(
        sample.medium == "sediment" and result.limit is not None and result.limit.medium == "soil"
        for sample in point.samples
        for result in sample.results
    )
    hints: list[Words] = []
    if stand_in:
        hints.append(_("Bottom sediment is compared with norms for soil: no norm for sediment was found."))
    if any(result.limit is None and result.times is not None for result in results):
        hints.append(_("Some values were published as multiples of a limit that the source does not name in full."))
    return tuple(hints)


def _table(sample: Sample, language: str) -> Table:
    return Table(
        caption=_caption(sample),
        headings=(_("Substance"), _("Value"), _("Times the limit"), _("Norm")),
        rows=tuple(_row(result, language) for result in sample.results),
        note=_about(sample),
    )


def _caption(sample: Sample) -> str:
    parts = [str(words.MEDIUM[sample.medium]), sample.taxon]
    if sample.depth_to_m is not None:
        depth = f"{figures.number(sample.depth_from_m or Decimal(0))}–{figures.metres(sample.depth_to_m)}"
        parts.append(_("depth %(range)s", range=depth))
    parts.append(figures.day(sample.sampled_on) if sample.sampled_on else _("date not published"))
    return ", ".join(part for part in parts if part)


def _about(sample: Sample) -> str:
    named = (
        (_("Method"), sample.method),
        (_("Laboratory"), sample.laboratory),
        (_("Accreditation"), sample.accreditation),
        (_("Certificate"), sample.certificate),
        (_("Sampled by"), sample.sampler),
    )
    about = [f"{label}: {value}" for label, value in named if value]
    return "; ".join([*about, *dict.fromkeys(_source(result) for result in sample.results)])


def _source(result: Result) -> str:
    parts = dict.fromkeys((result.source_title, result.citation, result.note))
    return ". ".join(part for part in parts if part)


def _row(result: Result, language: str) -> tuple[Cell, ...]:
    statistic = words.STATISTIC[result.statistic]
    count = _("of %(n)s samples", n=result.sample_count) if result.sample_count else ""
    times = figures.short_number(result.times) if result.times is not None else ""
    return (
        Cell(localize(result.substance.names, language).value or result.substance_code, result.fraction),
        Cell(written_value(result), " ".join(str(part) for part in (statistic, count) if part), numeric=True),
        Cell(times, words.VERDICT[result.verdict], numeric=True, tone=_TONE[result.verdict]),
        _norm(result.limit, result),
    )


def _norm(limit: Limit | None, result: Result) -> Cell:
    if limit is None:
        return Cell(_("as the source says") if result.times is not None else "—")
    where = words.JURISDICTION.get(limit.jurisdiction, limit.jurisdiction)
    averaging = words.AVERAGING[limit.averaging]
    detail = " · ".join(str(part) for part in (where, averaging, words.MEDIUM[limit.medium], limit.act) if part)
    return Cell(units.quantity(limit.value, limit.unit), detail, href="limits")


def written_value(result: Result) -> str:
    """The value as published: number, range or qualifier with its limit, and the unit."""
    unit = units.written(result.unit)
    if result.value_min is not None and result.value_max is not None:
        return f"{figures.number(result.value_min)}–{figures.number(result.value_max)} {unit}"
    value = next((one for one in (result.value, result.value_max, result.value_min) if one is not None), None)
    if value is None:
        bound = next((one for one in (result.detection_limit, result.quantification_limit) if one is not None), None)
        return f"< {figures.number(bound)} {unit}" if bound is not None else _("not published")
    sign = "" if result.qualifier == "=" else f"{result.qualifier} "
    return f"{sign}{figures.number(value)} {unit}"
