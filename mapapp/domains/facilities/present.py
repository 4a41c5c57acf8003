"""A facility in words: what it is and the figures that were published about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from mapapp.core import figures, provenance, units
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.presentation import Badge, Fact, Record, Table
from mapapp.domains.facilities import words
from mapapp.domains.facilities.charts import mass, trends
from mapapp.domains.facilities.models import Facility
from mapapp.domains.facilities.tables import other_table, scope_name, yearly_table
from mapapp.domains.facilities.yearly import Scope, Totals, Year, emitted_span, ranges, years


def present(facility: Facility, known: Totals, language: str) -> Record:
    """All that may be said of a facility that the viewer was found to be allowed to see.

    ``known`` are the totals of its region, from which shares are computed.
    """
    by_scope = years(facility.releases)
    shape = provenance.published_geometry(facility)
    return Record(
        layer="facilities",
        key=facility.key,
        title=provenance.title(facility.names, words.KIND[facility.kind], shape, facility.key, language),
        kind=words.KIND[facility.kind],
        dataset_id=facility.dataset_id,
        citation=provenance.citation(facility),
        badge=_badge(facility),
        where=provenance.where(facility),
        why_not_drawn=provenance.why_not_drawn(facility),
        facts=_facts(facility, language),
        tables=_tables(by_scope, facility, known, language),
        charts=trends(by_scope, _names(by_scope, language)),
        note=Text(facility.note, "en") if facility.note else None,
        geometry=shape,
        drawn=facility.geom is not None and facility.not_drawn is None,
        hints=_hints(facility),
        more_datasets=_more_datasets(facility, by_scope, known),
    )


def _badge(facility: Facility) -> Badge | None:
    """The largest yearly release; as a range where it is the upper end of one."""
    rows = [one for one in ranges(facility.releases) if one[-1].figure == "release" and one[-1].tonnes]
    if not rows:
        return None
    found = max((emitted_span(row) for row in rows), key=lambda one: one.high if one else 0)
    return Badge(_("%(n)s a year", n=mass(found)), "warn") if found else None


def _facts(facility: Facility, language: str) -> tuple[Fact, ...]:
    capacity = units.quantity(facility.capacity, facility.capacity_unit) if facility.capacity else ""
    activity = localize(facility.activity.names, language) if facility.activity else Text("", language)
    found = (
        Fact(_("Operator"), facility.operator, "und"),
        Fact(_("Owner"), facility.owner, "und"),
        Fact(_("PRTR activity"), f"{facility.activity_code}: {activity}" if activity.value else "", activity.language),
        Fact(_("Commodity"), facility.commodity, "und"),
        Fact(_("Fuel"), facility.fuel, "en"),
        Fact(_("Capacity"), capacity),
        Fact(_("In operation since"), figures.day(facility.commissioned) if facility.commissioned else ""),
        Fact(_("State as published"), facility.status_text, "en"),
    )
    return tuple(fact for fact in found if fact.value)


def _tables(by_scope: Mapping[Scope, Sequence[Year]], facility: Facility, known: Totals, language: str) -> list[Table]:
    names = _names(by_scope, language)
    totals = {(year, scope): total for (oblast, year, scope), total in known.items() if oblast == facility.oblast}
    mine = totals if facility.kind != "aggregate" else None  # all sources of a region are no part of themselves
    tables = [yearly_table(names[scope], rows, mine, language) for scope, rows in by_scope.items()]
    other = other_table(facility.releases, language)
    return [*tables, other] if other else tables


def _more_datasets(facility: Facility, by_scope: Mapping[Scope, Sequence[Year]], known: Totals) -> list[int]:
    """The datasets of its figures, and of the totals that its shares are computed from."""
    shown = {(facility.oblast, one.year, scope) for scope, rows in by_scope.items() for one in rows}
    totals = {total.dataset_id for place, total in known.items() if place in shown and facility.kind != "aggregate"}
    return sorted((totals | {one.dataset_id for one in facility.releases}) - {facility.dataset_id})


def _names(by_scope: Mapping[Scope, Sequence[Year]], language: str) -> dict[Scope, str]:
    return {
        scope: scope_name([release for row in rows for release in row.releases], scope, language)
        for scope, rows in by_scope.items()
    }


def _hints(facility: Facility) -> tuple[Words, ...]:
    if facility.releases:
        return ()
    return (_("No figure of its releases was found in open sources. That does not mean that there are none."),)
