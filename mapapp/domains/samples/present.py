"""A sampling point in words: its results beside the norms they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask_babel import gettext as _

from mapapp.core import figures, provenance
from mapapp.core.i18n import Text, Words
from mapapp.core.presentation import Action, Badge, Fact, Record
from mapapp.domains.samples import words
from mapapp.domains.samples.charts import charts
from mapapp.domains.samples.models import ABOUT_THE_PLACE, Sample, SamplingPoint
from mapapp.domains.samples.queries import Site
from mapapp.domains.samples.tables import TONE, Judged, brief, judge, table, times_words, written_value

__all__ = ["present", "worst", "written_value"]
_MOST_SAMPLES = 60
_ORDER = ("exceeds", "cannot_tell", "within", "no_limit")


def present(site: Site, language: str, norm_set: str) -> Record:
    """All that may be said of a sampling point that the viewer was found to be allowed to see."""
    point = site.point
    samples = in_order(site)
    found = {
        sample.id: [judge(result, site.limits[result.substance_code], norm_set) for result in sample.results]
        for sample in samples
    }
    results = [one for judged in found.values() for one in judged]
    shape = provenance.published_geometry(point)
    return Record(
        layer="samples",
        key=point.key,
        title=provenance.title(point.names, _("Sampling point"), shape, point.key, language),
        kind=_("Sampling point"),
        dataset_id=point.dataset_id,
        citation=provenance.citation(point),
        badge=worst(results),
        where=provenance.where(point),
        why_not_drawn=provenance.why_not_drawn(point),
        facts=_facts(point),
        tables=tuple(table(sample, found[sample.id], language) for sample in listed(site)),
        note=Text(point.note, "en") if point.note else None,
        geometry=shape,
        drawn=point.geom is not None and point.not_drawn is None,
        hints=_hints(results, len(samples)),
        more_datasets=_datasets(point, results),
        charts=charts(results, site.limits, language),
        downloads=_downloads(point),
        brief=brief(results, language),
        chooses_norms=any(one.sides[0].limit for one in results),
    )


def in_order(site: Site) -> list[Sample]:
    """The samples by date; what says how good the work was stands behind what says how the place is."""
    return sorted(site.samples, key=lambda one: one.purpose not in ABOUT_THE_PLACE)


def listed(site: Site) -> list[Sample]:
    """The samples whose results are listed, in the order of the record's tables."""
    return in_order(site)[-_MOST_SAMPLES:]


def worst(results: Sequence[Judged]) -> Badge | None:
    """The comparison that matters most among those that stand."""
    standing = [one for one in results if one.stands]
    for verdict in _ORDER:
        found = [one for one in standing if one.chosen.verdict == verdict]
        top = max(found, key=lambda one: one.chosen.times or -1, default=None)
        if top is None:
            continue
        if verdict == "exceeds":
            return Badge(_("%(n)s times the limit", n=times_words(top.chosen, top.result)), "bad")
        return Badge(words.VERDICT[verdict], TONE[verdict])
    return None


def _facts(point: SamplingPoint) -> tuple[Fact, ...]:
    facts = []
    if point.water_body:
        facts.append(Fact(_("Water body"), point.water_body, "und"))
    if point.distance_km is not None:
        far = _("%(n)s km", n=figures.number(point.distance_km))
        facts.append(Fact(_("Distance downstream, as published"), far))
    return tuple(facts)


def _datasets(point: SamplingPoint, results: Sequence[Judged]) -> list[int]:
    shown = {side.limit.dataset_id for one in results for side in one.sides if side.limit}
    shown |= {one.result.dataset_id for one in results}
    return sorted(shown - {point.dataset_id})


def _hints(results: Sequence[Judged], samples: int) -> tuple[Words, ...]:
    standing = [one for one in results if one.stands]
    hints: list[Words] = []
    if any(
        one.result.sample.medium == "sediment" and side.limit is not None and side.limit.medium == "soil"
        for one in standing
        for side in one.sides
    ):
        hints.append(_("Bottom sediment is compared with norms for soil: no norm for sediment was found."))
    if any(one.chosen.limit is None and one.chosen.times is not None for one in standing):
        hints.append(_("Some values were published as multiples of a limit that the source does not name in full."))
    if any(one.result.state == "draft" for one in standing):
        hints.append(_("Some results are drafts: no second person has checked them yet."))
    if samples > _MOST_SAMPLES:
        told = _("The latest %(n)s of %(all)s samples are listed; the download has all.", n=_MOST_SAMPLES, all=samples)
        hints.append(told)
    return tuple(hints)


def _downloads(point: SamplingPoint) -> tuple[Action, ...]:
    """The results of this point alone; for everybody, so only of a point that is public."""
    if point.visibility != "public":
        return ()
    query = urlencode({"key": point.key})
    return (
        Action(f"exports/samples-results.csv?{query}", _("Results, CSV")),
        Action(f"exports/samples.geojson?{query}", _("Place, GeoJSON")),
        Action(f"exports/samples.gpkg?{query}", _("All, GeoPackage")),
    )
