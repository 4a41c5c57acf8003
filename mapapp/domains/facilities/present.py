"""A facility in words: what it is and the figures that were published about it."""

from __future__ import annotations

from flask_babel import gettext as _

from mapapp.core import figures, provenance, units
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.presentation import Badge, Cell, Fact, Record, Table
from mapapp.domains.facilities import words
from mapapp.domains.facilities.models import Facility, Release


def present(facility: Facility, language: str) -> Record:
    """All that may be said of a facility that the viewer was found to be allowed to see."""
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
        tables=_tables(facility, language),
        note=Text(facility.note, "en") if facility.note else None,
        geometry=shape,
        drawn=facility.geom is not None and facility.not_drawn is None,
        hints=_hints(facility),
        more_datasets=sorted({one.dataset_id for one in facility.releases} - {facility.dataset_id}),
    )


def _badge(facility: Facility) -> Badge | None:
    most = max((one.tonnes for one in facility.releases if one.figure == "release" and one.tonnes), default=None)
    if most is None:
        return None
    return Badge(_("%(n)s tonnes a year", n=figures.short_number(most)), "warn")


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


def _tables(facility: Facility, language: str) -> tuple[Table, ...]:
    if not facility.releases:
        return ()
    return (
        Table(
            caption=_("Published figures"),
            headings=(_("Year"), _("Pollutant"), _("Quantity"), _("What it is")),
            rows=tuple(_row(one, language) for one in facility.releases),
            note=_("The figures come from different sources and must not be added up."),
        ),
    )


def _row(one: Release, language: str) -> tuple[Cell, ...]:
    named = localize(one.pollutant_ref.names, language).value if one.pollutant_ref else one.pollutant
    return (
        _when(one),
        Cell(named or "—", words.MEDIUM[one.medium]),
        Cell(units.quantity(one.quantity, one.unit), _permitted(one), numeric=True),
        Cell(words.FIGURE[one.figure], _about(one)),
    )


def _when(one: Release) -> Cell:
    if one.year is None:
        return Cell(one.period or "—")
    return Cell(str(one.year), one.period if one.period != str(one.year) else "")


def _permitted(one: Release) -> Words:
    if one.permitted_quantity is None:
        return ""
    return _("permitted: %(n)s", n=units.quantity(one.permitted_quantity, one.unit))


def _about(one: Release) -> str:
    determined = str(words.DETERMINED[one.determined]) if one.determined else ""
    return "; ".join(part for part in (one.reported_as, determined, one.source_title, one.note) if part)


def _hints(facility: Facility) -> tuple[Words, ...]:
    if facility.releases:
        return ()
    return (_("No figure of its releases was found in open sources. That does not mean that there are none."),)
