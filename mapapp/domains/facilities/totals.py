"""What a whole region released in a year: the only thing that an emitter's share may be computed from."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.i18n import localize
from mapapp.domains.facilities.models import Facility, Release
from mapapp.domains.facilities.yearly import TOTAL, Scope, Total, Totals, is_yearly, scope_of, yearly_mass
from mapapp.layers import Filter, Viewer, registry, seen_by

# The published statistic that counts every stationary source of a region, all pollutants together, to air.
_STATISTIC, _OF_ALL_TO_AIR = "stationary_emissions", Scope("air", TOTAL)


def known_totals(db: Session, oblasts: Iterable[str], language: str) -> Totals:
    """The totals known of these regions (P-codes), by region, year and scope.

    They come from the statistics of the layer of regions, else from the public facilities that stand for all sources
    of a region (kind ``aggregate`` whose ``extra`` says which region it ``covers``). Where several of these were
    published for one year that do not agree, none is known.
    """
    codes = tuple(sorted({code for code in oblasts if code}))
    found: dict[tuple[str, int, Scope], Total] = {}
    doubtful = set()
    for place, total in _of_facilities(db, codes, language):
        if found.setdefault(place, total).tonnes != total.tonnes:
            doubtful.add(place)
    agreed = {place: total for place, total in found.items() if place not in doubtful}
    return agreed | dict(_of_statistics(db, codes, language))


def series(db: Session, pcode: str, language: str) -> dict[int, Total]:
    """The published yearly totals of one region or the country, all pollutants from stationary sources to air."""
    return {year: total for (_code, year, _scope), total in _of_statistics(db, (pcode,), language)}


def _of_statistics(
    db: Session, codes: tuple[str, ...], language: str
) -> Iterable[tuple[tuple[str, int, Scope], Total]]:
    regions = registry().get("regions")
    table = next((one for one in regions.tables if one.id == "statistics"), None) if regions else None
    if table is None or not codes:
        return
    wanted = Filter(keys=tuple(code.lower() for code in codes))
    for row in db.execute(table.select(wanted, Viewer())).mappings():
        tonnes = yearly_mass(row["value"], row["unit"])
        if row["metric"] == _STATISTIC and row["year"] and not row["place"] and tonnes:
            said = f"{localize(row['names'], language)}: {localize(row['metric_text'], language)}"
            yield (
                (row["key"].upper(), row["year"], _OF_ALL_TO_AIR),
                Total(tonnes, said, row["source_title"], row["dataset_id"]),
            )


def _of_facilities(
    db: Session, codes: tuple[str, ...], language: str
) -> Iterable[tuple[tuple[str, int, Scope], Total]]:
    covers = Facility.extra["covers"].astext
    statement = (
        select(Facility, Release)
        .join(Release)
        .where(seen_by(Viewer(), Facility), Facility.kind == "aggregate", covers.in_(codes))
        .order_by(Release.id)
    )
    for facility, release in db.execute(statement):
        if is_yearly(release) and release.tonnes:
            said = localize(facility.names, language).value or facility.key
            total = Total(Decimal(release.tonnes), said, release.source_title, release.dataset_id)
            yield (str(facility.extra["covers"]), release.year or 0, scope_of(release)), total
