"""The figures of a facility as tables: those of single years, and everything else that was published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from mapapp.core import figures, units
from mapapp.core.i18n import Words, localize
from mapapp.core.presentation import Cell, Table
from mapapp.domains.facilities import words
from mapapp.domains.facilities.charts import mass, percent, signed
from mapapp.domains.facilities.models import Release
from mapapp.domains.facilities.yearly import (
    TOTAL,
    Scope,
    Span,
    Total,
    Year,
    is_yearly,
    pollutant_of,
    ranges,
    share,
    sign_of,
)

Known = Mapping[tuple[int, Scope], Total]


def scope_name(rows: Sequence[Release], scope: Scope, language: str) -> str:
    """The pollutant and where it goes, as a heading."""
    one = next((row for row in rows if row.pollutant_ref), rows[0])
    medium = str(words.MEDIUM[scope.medium])
    pollutant = _pollutant(one, language) if scope.pollutant else _("Pollutant not published")
    return _("%(pollutant)s: %(medium)s", pollutant=pollutant, medium=medium[:1].lower() + medium[1:])


def yearly_table(title: str, rows: Sequence[Year], known: Known | None, language: str) -> Table:
    """One row per year: tonnes, change, share of the region, what was permitted, how it was determined.

    ``known`` None leaves out the share: the sources are the region's own total, or several regions'.
    """
    permitted = any(one.permitted for one in rows)
    notes = _about(rows[0].releases[0], language), _sources_of_shares(rows, known)
    headings = [_("Year"), _("Released in the year"), _("Against the year before")]
    headings += [_("Share of the region")] if known is not None else []
    headings += [_("Permitted")] if permitted else []
    return Table(
        caption=title,
        headings=(*headings, _("How determined")),
        rows=tuple(_row(one, known, permitted) for one in rows),
        note=" ".join(part for part in notes if part),
    )


def _row(one: Year, known: Known | None, permitted: bool) -> tuple[Cell, ...]:
    place = (one.year, one.scope)
    return (
        Cell(str(one.year)),
        _emitted(one),
        change_cell(one.change, one.change_percent),
        *((share_cell(one.emitted, known.get(place)),) if known is not None else ()),
        *((permitted_cell(one.emitted, one.permitted),) if permitted else ()),
        Cell(_ways(one.releases), _sources(one.releases)),
    )


def _emitted(one: Year) -> Cell:
    if one.emitted is None:
        return Cell(_("kept confidential"), numeric=True)
    said = [_as_published(release) for release in one.releases] if len(one.releases) == 1 else []
    if one.emitted.low != one.emitted.high:
        said.append(_("published as a range, or sources differ"))
    accidents = [release for release in one.releases if release.accidental_quantity]
    said += [
        _("of this by accident: %(n)s", n=units.quantity(release.accidental_quantity, release.unit))
        for release in accidents
    ]
    if any(release.confidential for release in one.releases):
        said.append(str(words.SECRECY["confidential"]))
    return Cell(mass(one.emitted), "; ".join(part for part in said if part), numeric=True)


def _as_published(one: Release) -> str:
    """What the source prints, where that is not in tonnes."""
    return units.quantity(one.quantity, one.unit) if "kg" in one.unit else ""


def change_cell(change: Decimal | None, of_before: Decimal | None) -> Cell:
    """The change in per cent with the tonnes below; more is bad, less is good; a dash where no year is before."""
    if change is None:
        return Cell("—", numeric=True)
    by = _signed(change, mass(Span(abs(change), abs(change))))
    if of_before is None:
        return Cell(by, _("the year before had 0"), numeric=True)
    tone = "bad" if change > 0 else "good" if change < 0 else ""
    return Cell(_signed(change, percent(Span(abs(of_before), abs(of_before)))), by, numeric=True, tone=tone)


def share_cell(part: Span | None, total: Total | None) -> Cell:
    """The share of a known total of the same year, medium and pollutant, and of what; else that it is not known."""
    found = share(part, total.tonnes) if total else None
    if found is None or total is None:
        return Cell(_("not known"), numeric=True)
    whole = _("of %(n)s: %(what)s", n=mass(Span(total.tonnes, total.tonnes)), what=total.said)
    return Cell(percent(found), whole, numeric=True)


def permitted_cell(emitted: Span | None, permitted: Span | None) -> Cell:
    """What was permitted, and how much of it was released; more than permitted is bad."""
    if permitted is None:
        return Cell("—", numeric=True)
    used = share_of_permit(emitted, permitted)
    if used is None:
        return Cell(mass(permitted), numeric=True)
    tone = "bad" if used > 100 else ""
    said = _("%(n)s of what is permitted", n=percent(Span(used, used)))
    return Cell(mass(permitted), said, numeric=True, tone=tone)


def share_of_permit(emitted: Span | None, permitted: Span | None) -> Decimal | None:
    """The release in per cent of the permit, where each is one figure."""
    if emitted is None or permitted is None or not (emitted.exact and permitted.exact and permitted.high):
        return None
    return emitted.high * 100 / permitted.high


def other_table(releases: Sequence[Release], language: str) -> Table | None:
    """Everything that is not a yearly release by mass: limits, shares, fines, stocks, parts of years."""
    rows = ranges([one for one in releases if not is_yearly(one)])
    if not rows:
        return None
    return Table(
        caption=_("Other published figures"),
        headings=(_("Year"), _("Pollutant"), _("Quantity"), _("What it is")),
        rows=tuple(_other(one, language) for one in rows),
        note=_("The figures come from different sources and must not be added up."),
    )


def _other(ends: tuple[Release, ...], language: str) -> tuple[Cell, ...]:
    one = ends[-1]
    return (
        _when(one),
        Cell(_pollutant(one, language), words.MEDIUM[one.medium]),
        Cell(as_range(ends), _permitted(one), numeric=True),
        Cell(words.FIGURE[one.figure], _detail(one, is_range=len(ends) > 1)),
    )


def _pollutant(one: Release, language: str) -> str:
    if pollutant_of(one.pollutant) == TOTAL:
        return _("All pollutants together")
    return localize(one.pollutant_ref.names, language).value if one.pollutant_ref else one.pollutant or "—"


def as_range(ends: Sequence[Release]) -> str:
    """The quantity as published with its unit and sign; a range by its two ends."""
    low, high = ends[0], ends[-1]
    if low is high or low.quantity is None:
        return signed(units.quantity(high.quantity, high.unit), sign_of(high))
    return f"{figures.number(low.quantity)}–{units.quantity(high.quantity, high.unit)}"


def _when(one: Release) -> Cell:
    if one.year is None:
        return Cell(one.period or _("not printed"))
    return Cell(str(one.year), one.period if one.period != str(one.year) else "")


def _permitted(one: Release) -> Words:
    if one.permitted_quantity is None:
        return ""
    return _("permitted: %(n)s", n=units.quantity(one.permitted_quantity, one.unit))


def _detail(one: Release, *, is_range: bool) -> str:
    """What the source calls it; for a range, the words for one end of it are left out."""
    determined = str(words.DETERMINED[one.determined]) if one.determined else ""
    reported = "" if is_range else one.reported_as
    return "; ".join(part for part in (reported, determined, one.source_title, one.note) if part)


def _ways(releases: Sequence[Release]) -> str:
    found = dict.fromkeys(str(words.DETERMINED[one.determined]) for one in releases if one.determined)
    return ", ".join(found) or _("not published")


def _sources(releases: Sequence[Release]) -> str:
    told = dict.fromkeys(part for one in releases for part in (one.reported_as, one.source_title, one.note) if part)
    return "; ".join(told)


def _about(one: Release, language: str) -> str:
    """The plain-language note on the pollutant with its source, where there is one."""
    if one.pollutant_ref is None:
        return ""
    about = localize(one.pollutant_ref.about, language).value
    return " ".join(part for part in (about, _source_of_note(one.pollutant_ref.about_source)) if about and part)


def _sources_of_shares(rows: Sequence[Year], known: Known | None) -> str:
    totals = [known[one.year, one.scope] for one in rows if known and (one.year, one.scope) in known]
    return said_of_shares(totals)


def said_of_shares(totals: Iterable[Total]) -> str:
    """Where the totals come from that shares are computed from; empty where there are none."""
    sources = "; ".join(dict.fromkeys(one.source for one in totals if one.source))
    if not sources:
        return ""
    return _(
        "The share is computed here. The total of the region comes from %(sources)s and may be counted in another way.",
        sources=sources,
    )


def _source_of_note(source: str) -> str:
    return _("Source of this note: %(source)s", source=source) if source else ""


def _signed(amount: Decimal, written: str) -> str:
    """The amount with its sign; a minus as wide as the plus."""
    return f"+{written}" if amount > 0 else f"\u2212{written}" if amount < 0 else written
