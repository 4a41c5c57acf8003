"""The figures behind the page of the largest emitters, as a table for a spreadsheet: one line per published figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from mapapp.core.datasets import DatasetCard
from mapapp.core.spreadsheets import guarded, written
from mapapp.domains.facilities.emissions.present import Emitter, name_of
from mapapp.domains.facilities.models import Release
from mapapp.domains.facilities.yearly import Total, Totals, scope_of, share, sign_of, span

HEADER = (
    "facility",
    "name",
    "kind",
    "oblast",
    "year",
    "period",
    "pollutant",
    "pollutant_no",
    "medium",
    "qualifier",
    "quantity",
    "unit",
    "tonnes_year",
    "determined",
    "accidental_quantity",
    "confidential",
    "reported_as",
    "total_tonnes",
    "total_of",
    "total_source",
    "share_percent",
    "source_title",
    "source_url",
    "citation",
    "note",
    "dataset",
    "licence",
)


def sheet(found: Iterable[Emitter], known: Totals, cards: Mapping[int, DatasetCard], language: str) -> Iterator[str]:
    """CSV, piece by piece. ``share_percent`` is empty where no total of that year, medium and pollutant is known."""
    rows = (_line(one, known, cards[one.dataset_id], language) for emitter in found for one in emitter.releases)
    yield from written(HEADER, rows)


def _line(one: Release, known: Totals, card: DatasetCard, language: str) -> list[str]:
    total = known.get((one.facility.oblast or "", one.year or 0, scope_of(one)))
    return [
        one.facility.key,
        guarded(name_of(one.facility, language).value),
        one.facility.kind,
        one.facility.oblast or "",
        str(one.year or ""),
        guarded(one.period),
        guarded(one.pollutant),
        str(one.pollutant_no or ""),
        one.medium,
        guarded(sign_of(one)),
        _digits(one.quantity),
        guarded(one.unit),
        _digits(one.tonnes),
        one.determined or "",
        _digits(one.accidental_quantity),
        "yes" if one.confidential else "",
        guarded(one.reported_as),
        *_of_total(one, total),
        guarded(one.source_title),
        guarded(one.source_url),
        guarded(one.citation),
        guarded(one.note),
        card.slug,
        guarded(card.licence),
    ]


def _of_total(one: Release, total: Total | None) -> list[str]:
    if total is None:
        return [""] * 4
    part = share(span((one.tonnes,)), total.tonnes)
    percent = f"{part.high:.2f}" if part else ""
    return [_digits(total.tonnes), guarded(total.said), guarded(total.source), percent]


def _digits(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount.normalize() + 0, "f")
