"""A site in words, for its page and its popup."""

from __future__ import annotations

from flask_babel import gettext as _

from mapapp.core import figures, provenance
from mapapp.core.i18n import Text, localize
from mapapp.core.links import safe_links
from mapapp.core.presentation import Badge, Entry, Fact, Record
from mapapp.domains.reports import words
from mapapp.domains.reports.models import Observation, Site


def present(site: Site, language: str) -> Record:
    """All that may be said of a site that the viewer was found to be allowed to see."""
    shape = provenance.published_geometry(site)
    return Record(
        layer="reports",
        key=site.key,
        title=provenance.title(site.names, words.KIND[site.kind], shape, site.key, language),
        kind=words.KIND[site.kind],
        dataset_id=site.dataset_id,
        citation=provenance.citation(site),
        badge=Badge(words.STATUS[site.status], words.STATUS_TONE.get(site.status, "neutral")),
        where=provenance.where(site),
        why_not_drawn=provenance.why_not_drawn(site),
        facts=_facts(site, language),
        timeline=tuple(_entry(one, language) for one in site.observations),
        note=Text(site.note, "en") if site.note else None,
        geometry=shape,
        drawn=site.geom is not None and site.not_drawn is None,
    )


def _facts(site: Site, language: str) -> tuple[Fact, ...]:
    found = []
    status = localize(site.status_texts, language)
    if status.value:
        found.append(Fact(_("State as reported"), status.value, status.language))
    if site.first_reported:
        found.append(Fact(_("First reported"), figures.day(site.first_reported)))
    if site.waste_types:
        found.append(Fact(_("Waste"), ", ".join(str(words.WASTE[code]) for code in site.waste_types)))
    sizes = (
        (_("Area"), site.area_m2, figures.area),
        (_("Length"), site.length_m, figures.metres),
        (_("Volume"), site.volume_m3, figures.cubic_metres),
        (_("Mass"), site.mass_t, figures.tonnes),
    )
    found.extend(Fact(label, written(value)) for label, value, written in sizes if value is not None)
    return tuple(found)


def _entry(seen: Observation, language: str) -> Entry:
    label = _("%(what)s, told by %(who)s", what=words.SEEN[seen.seen], who=words.OBSERVER[seen.observer_kind])
    if seen.mass_t is not None:
        label = f"{label} · {figures.tonnes(seen.mass_t)}"
    photos = tuple(link for url in seen.photo_urls for link in safe_links(url))
    return Entry(
        date=figures.day(seen.observed_on) if seen.observed_on else "",
        label=label,
        words=localize(seen.words, language),
        photos=photos,
        citation=provenance.citation(seen),
    )
