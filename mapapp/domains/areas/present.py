"""Areas, administrative units and places in words."""

from __future__ import annotations

from flask_babel import gettext as _
from geoalchemy2.shape import to_shape

from mapapp.core import figures, provenance, units
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.links import safe_links
from mapapp.core.presentation import Badge, Cell, Citation, Fact, Record, Table
from mapapp.domains.areas import series, words
from mapapp.domains.areas.models import AdminUnit, Place, ProtectedArea, School, Statistic
from mapapp.domains.areas.series import Series


def present_area(area: ProtectedArea, language: str) -> Record:
    """All that may be said of an area that the viewer was found to be allowed to see."""
    shape = provenance.published_geometry(area)
    return Record(
        layer="areas",
        key=area.key,
        title=provenance.title(area.names, words.CATEGORY[area.category], shape, area.key, language),
        kind=words.CATEGORY[area.category],
        dataset_id=area.dataset_id,
        citation=provenance.citation(area),
        badge=Badge(words.STATUS[area.status], "good" if area.status == "protected" else "warn"),
        where=provenance.where(area),
        why_not_drawn=provenance.why_not_drawn(area),
        facts=_facts(area),
        note=Text(area.note, "en") if area.note else None,
        geometry=shape,
        drawn=area.geom is not None and area.not_drawn is None,
        hints=_hints(area),
    )


def _facts(area: ProtectedArea) -> tuple[Fact, ...]:
    found = (
        Fact(_("Designation"), area.designation, "en"),
        Fact(_("IUCN category"), area.iucn or ""),
        Fact(_("Established"), figures.day(area.established) if area.established else ""),
        Fact(_("Published area"), figures.hectares(area.area_ha) if area.area_ha else ""),
        Fact(_("Part of"), area.part_of, "und"),
        Fact(_("The published point is"), area.centre_is, "en"),
    )
    return tuple(fact for fact in found if fact.value)


def _hints(area: ProtectedArea) -> tuple[Words, ...]:
    return (words.OUTLINE[area.outline],) if area.outline in ("circle", "point") else ()


def present_unit(unit: AdminUnit, figures_of_unit: list[Statistic], language: str) -> Record:
    """An administrative unit with the statistics published about it, those of many years as lines."""
    runs, single = series.split(figures_of_unit)
    name = localize(unit.names, language)
    codes = ((_("P-code"), unit.key.upper()), (_("KATO"), unit.kato), (_("ISO 3166-2"), unit.iso))
    return Record(
        layer="regions",
        key=unit.key,
        title=name,
        kind=words.LEVEL[unit.level],
        dataset_id=unit.dataset_id,
        citation=provenance.citation(unit),
        facts=tuple(Fact(label, value) for label, value in codes if value),
        tables=statistics_tables(runs, single, language),
        charts=tuple(series.chart(one, name.value, language) for one in runs),
        geometry=to_shape(unit.geom),
        more_datasets=sorted({row.dataset_id for row in figures_of_unit} - {unit.dataset_id}),
    )


def present_place(place: Place, language: str) -> Record:
    """A settlement of the gazetteer."""
    people = figures.number(place.population) if place.population else ""
    found = (Fact(_("Population"), people), Fact(_("Also written"), ", ".join(place.variants[:12]), "und"))
    return Record(
        layer="places",
        key=place.key,
        title=localize(place.names, language),
        kind=_("Settlement"),
        dataset_id=place.dataset_id,
        citation=provenance.citation(place),
        facts=tuple(fact for fact in found if fact.value),
        geometry=to_shape(place.geom),
    )


def present_school(school: School, language: str) -> Record:
    """A school or kindergarten."""
    shape = provenance.published_geometry(school)
    kind = words.SCHOOL_KIND[school.kind]
    return Record(
        layer="schools",
        key=school.key,
        title=provenance.title(school.names, kind, shape, school.key, language),
        kind=kind,
        dataset_id=school.dataset_id,
        citation=provenance.citation(school),
        where=provenance.where(school),
        why_not_drawn=provenance.why_not_drawn(school),
        note=Text(school.note, "en") if school.note else None,
        geometry=shape,
        drawn=school.geom is not None and school.not_drawn is None,
    )


def statistics_tables(runs: list[Series], single: list[Statistic], language: str) -> tuple[Table, ...]:
    """Each series as a table of its own, then the single figures."""
    tables = [series.table(one, language) for one in runs]
    return (*tables, statistics_table(single, language)) if single else tuple(tables)


def statistics_table(rows: list[Statistic], language: str) -> Table:
    """The figures as a table; each row names its source."""
    return Table(
        caption=_("Published statistics"),
        headings=(_("Year"), _("What was counted"), _("Value"), _("Source")),
        rows=tuple(_statistic(row, language) for row in rows),
        note=_("The figures come from different sources and must not be added up."),
    )


def _statistic(row: Statistic, language: str) -> tuple[Cell, ...]:
    links = safe_links(row.source_url)
    return (
        Cell(str(row.year) if row.year else "—"),
        Cell(
            localize(row.metric_texts, language).value or row.metric, ", ".join(filter(None, (row.region, row.place)))
        ),
        Cell(units.quantity(row.value, row.unit), numeric=True),
        Cell(source_line(provenance.citation(row)), row.note, href=links[0] if links else ""),
    )


def source_line(cited: Citation) -> str:
    """A citation in one line: title, page or line, date; else its first address."""
    parts = [part for part in (cited.title, cited.detail, figures.day(cited.date)) if part]
    return ", ".join(parts) or (cited.links[0] if cited.links else "")
