"""The largest emitters in words: who, how much, which share, by which source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from mapapp.core import provenance, units
from mapapp.core.i18n import Text
from mapapp.core.links import safe_links
from mapapp.core.presentation import Cell, Table
from mapapp.domains.facilities import words
from mapapp.domains.facilities.charts import mass
from mapapp.domains.facilities.models import Facility, Release
from mapapp.domains.facilities.tables import as_range, change_cell, said_of_shares, share_cell
from mapapp.domains.facilities.yearly import Span, Total, Totals, compare, emitted_span, latest, ranges, scope_of


@dataclass(frozen=True, slots=True)
class Emitter:
    """One facility with the figures shown of it; ``emitted`` is None where none of them is a yearly mass."""

    facility: Facility
    name: Text
    releases: tuple[Release, ...]
    emitted: Span | None
    total: Total | None


def emitters(releases: Iterable[Release], known: Totals, language: str) -> list[Emitter]:
    """The facilities with their latest figures among ``releases``, the largest first; those not in tonnes last."""
    by_facility: dict[int, list[Release]] = defaultdict(list)
    for one in releases:
        by_facility[one.facility_id].append(one)
    found = [_emitter(_best(rows), known, language) for rows in by_facility.values()]
    return sorted(found, key=lambda one: (one.emitted is None, -(one.emitted.high if one.emitted else 0)))


def _best(rows: Sequence[Release]) -> tuple[Release, ...]:
    """Of the yearly masses those of the last year; of a facility without any, whatever there is."""
    return latest([one for one in rows if one.tonnes is not None] or rows)


def _emitter(rows: tuple[Release, ...], known: Totals, language: str) -> Emitter:
    facility = rows[0].facility
    year, scopes = rows[0].year, {scope_of(one) for one in rows}
    place = (facility.oblast or "", year or 0, next(iter(scopes)))
    total = known.get(place) if len(scopes) == 1 else None
    return Emitter(facility, name_of(facility, language), rows, emitted_span(rows), total)


def name_of(facility: Facility, language: str) -> Text:
    """The facility's name in a language that there is one in."""
    shape = provenance.published_geometry(facility)
    return provenance.title(facility.names, words.KIND[facility.kind], shape, facility.key, language)


def emitters_table(title: str, found: Sequence[Emitter]) -> Table:
    """Rank, name with a link, tonnes as published, share, source."""
    return Table(
        caption=title,
        headings=(_("Emitter"), _("Year"), _("Released in the year"), _("Share of the region"), _("Source")),
        rows=tuple(_row(one) for one in found),
        note=" ".join((_never_added(), said_of_shares(one.total for one in found if one.total))).strip(),
    )


def _never_added() -> str:
    return _(
        "Figures of different years and sources stand side by side and must not be added up. "
        "A share is computed only where all that is released in the region is known for the same year."
    )


def _row(one: Emitter) -> tuple[Cell, ...]:
    first = one.releases[0]
    printed = "; ".join(dict.fromkeys(units.quantity(row.quantity, row.unit) for row in one.releases))
    amount = Cell(mass(one.emitted), _how(one), numeric=True) if one.emitted else Cell(printed, _how(one), numeric=True)
    return (
        Cell(one.name.value, words.KIND[one.facility.kind], href=_page(one.facility)),
        Cell(str(first.year) if first.year else _("not printed"), first.period if not first.year else ""),
        amount,
        share_cell(one.emitted, one.total),
        source_cell(one.releases),
    )


def _how(one: Emitter) -> str:
    """What the sources call the figure, how it was determined, and what they kept back."""
    said = [] if one.emitted else [_("not a figure of one year in tonnes")]
    said += [row.reported_as for row in one.releases]
    said += [str(words.DETERMINED[row.determined]) for row in one.releases if row.determined]
    said += [str(words.SECRECY["confidential"]) for row in one.releases if row.confidential]
    return "; ".join(dict.fromkeys(part for part in said if part))


def source_cell(releases: Sequence[Release]) -> Cell:
    """Who published the figures, with the first address."""
    titles = "; ".join(dict.fromkeys(row.source_title for row in releases if row.source_title))
    details = dict.fromkeys(part for row in releases for part in (row.citation, row.note) if part)
    links = safe_links(releases[0].source_url)
    return Cell(titles, "; ".join(details), href=links[0] if links else "")


def shares_table(releases: Sequence[Release], language: str) -> Table | None:
    """Shares as they were published, ranges as ranges; None where there are none."""
    if not releases:
        return None
    return Table(
        caption=_("Shares as they were published"),
        headings=(_("Whose"), _("Share"), _("Of what"), _("Source")),
        rows=tuple(_share(ends, language) for ends in ranges(releases)),
        note=_("These shares were published as such; nothing is computed here."),
    )


def _share(ends: tuple[Release, ...], language: str) -> tuple[Cell, ...]:
    one = ends[-1]
    of_what = one.note if len(ends) > 1 else one.reported_as
    return (
        Cell(name_of(one.facility, language).value, words.MEDIUM[one.medium], href=_page(one.facility)),
        Cell(as_range(ends), str(one.year or one.period), numeric=True),
        Cell(of_what or "—"),
        Cell(one.source_title, one.citation, href=next(iter(safe_links(one.source_url)), "")),
    )


def groups_table(releases: Sequence[Release], language: str) -> Table | None:
    """Figures of groups of sources, which contain one another and single emitters; None where there are none."""
    if not releases:
        return None
    return Table(
        caption=_("Published for groups of sources"),
        headings=(_("Group"), _("Year"), _("Released in the year"), _("Source")),
        rows=tuple(_group(ends, language) for ends in ranges(releases)),
        note=_("Groups contain one another and the emitters above: never add them up."),
    )


def series_table(totals: Mapping[int, Total]) -> Table:
    """The yearly totals of a region with the change against the year before; the latest year first."""
    return Table(
        caption=_("All stationary sources, year by year"),
        headings=(_("Year"), _("Released in the year"), _("Against the year before")),
        rows=tuple(_of_year(year, totals) for year in sorted(totals, reverse=True)),
        note="; ".join(dict.fromkeys(f"{one.said}. {one.source}" for one in totals.values())),
    )


def _of_year(year: int, totals: Mapping[int, Total]) -> tuple[Cell, ...]:
    now, before = totals[year].tonnes, totals[year - 1].tonnes if year - 1 in totals else None
    changed = compare(Span(now, now), Span(before, before) if before is not None else None)
    return (Cell(str(year)), Cell(mass(Span(now, now)), numeric=True), change_cell(*changed))


def _group(ends: tuple[Release, ...], language: str) -> tuple[Cell, ...]:
    one, amount = ends[-1], emitted_span(ends)
    reported = "" if len(ends) > 1 else one.reported_as
    return (
        Cell(name_of(one.facility, language).value, href=_page(one.facility)),
        Cell(str(one.year) if one.year else _("not printed"), one.period if not one.year else ""),
        Cell(mass(amount) if amount else "—", reported, numeric=True),
        source_cell(ends),
    )


def _page(facility: Facility) -> str:
    return f"facilities/{facility.key}"
