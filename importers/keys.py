"""Ids: those of the file, those made where it gives none, and what repeated ones mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from importers.errors import N_, RowRejected, message
from importers.records import AnyRow, Placed, ReportRow, SampleRow, digest
from mapapp.spatial.geodesic import distance_m

_SAME_PLACE_M = 1_000
# What tells two records apart when nobody numbered them; a corrected figure keeps its id.
_NAMES = ("name_kk", "name_ru", "name_en")
_POINT = ("geometry", *_NAMES, "place", "water_body")
_SAMPLE = ("point_id", "medium", "taxon", "depth_from_m", "depth_to_m", "sampled_on", "certificate")
_NATURAL: Mapping[str, Sequence[str]] = {
    "reports": ("geometry", *_NAMES, "place", "kind", "first_reported", "observed_on"),
    "samples": ("sample_id", "substance", "cas", "fraction", "basis", "statistic", "unit", "source_title", "citation"),
    "facilities": ("geometry", *_NAMES, "place", "kind", "operator"),
    "releases": ("facility_id", "year", "period", "pollutant", "medium", "figure", "unit", "reported_as", "source_url"),
    "areas": ("geometry", *_NAMES, "category"),
}


def identify(kind: str, values: dict[str, Any], placeholders: Collection[str]) -> None:
    """Gives the row the ids it lacks, made from what it is about, so that the same file gives the same ids again."""
    if kind == "samples":
        values["point_id"] = values.get("point_id") or f"point-{_of(values, _POINT)}"
        values["sample_id"] = values.get("sample_id") or f"sample-{_of(values, _SAMPLE)}"
    if not values.get("id") or values["id"] in placeholders:
        values["id"], values["id_made"] = f"row-{_of(values, _NATURAL[kind])}", True


def settle(rows: Sequence[AnyRow]) -> tuple[list[AnyRow], int, list[RowRejected]]:
    """The rows that stand for themselves, how many only repeated another, and those that contradict another.

    Of equal rows the first stays. Different rows without an id of their own all stay. Different rows with one id
    contradict each other, except reports of one place at different times: those are observations of one site.
    """
    groups: dict[str, list[AnyRow]] = defaultdict(list)
    for row in rows:
        groups[row.id].append(row)
    kept: list[AnyRow] = []
    rejected: list[RowRejected] = []
    repeated = 0
    for group in groups.values():
        different = {row.content_hash(): row for row in reversed(group)} if len(group) > 1 else {"": group[0]}
        repeated += len(group) - len(different)
        if len(different) == 1 or _is_history(list(different.values())):
            kept += different.values()
        elif group[0].id_made:
            kept += [replace(row, id=f"{row.id}-{key[:8]}") for key, row in different.items()]
        else:
            rejected += _contradictions(sorted(different.values(), key=lambda row: row.row))
    inconsistent = _inconsistent([row for row in kept if isinstance(row, SampleRow)])
    bad = {one.row for one in inconsistent}
    kept = sorted((row for row in kept if row.row not in bad), key=lambda row: row.row)
    return kept, repeated, sorted([*rejected, *inconsistent], key=lambda one: one.row)


def _of(values: Mapping[str, Any], names: Sequence[str]) -> str:
    return digest(*(values.get(name) or None for name in names))


def _contradictions(group: list[AnyRow]) -> list[RowRejected]:
    reason = N_("the id %(id)s is also in row %(other)s, with other content")
    others = [group[1], *[group[0]] * (len(group) - 1)]
    return [
        RowRejected(row.row, "id", message(reason, id=row.id, other=other.row))
        for row, other in zip(group, others, strict=True)
    ]


def _is_history(group: Sequence[AnyRow]) -> bool:
    visits = [row for row in group if isinstance(row, ReportRow) and row.observed_on and not row.id_made]
    if len(visits) < len(group) or len({row.observed_on for row in visits}) < len(group):
        return False
    return all(_same_place(visits[0], row) for row in visits)


def _same_place(one: Placed, two: Placed) -> bool:
    if one.geometry is None or two.geometry is None:
        return True
    first, second = one.geometry.centroid, two.geometry.centroid
    return distance_m((first.x, first.y), (second.x, second.y)) <= _SAME_PLACE_M


def _inconsistent(rows: Sequence[SampleRow]) -> list[RowRejected]:
    """Results that say another place of their point, or another medium, date or depth of their sample, than before."""
    points: dict[str, SampleRow] = {}
    samples: dict[str, SampleRow] = {}
    found = []
    for row in rows:
        point = points.setdefault(row.point_id, row)
        sample = samples.setdefault(row.sample_id, row)
        if point.geometry is None and row.geometry is not None:
            points[row.point_id] = row
        elif row.geometry is not None and not row.geometry.equals_exact(point.geometry, 1e-6):
            reason = message(
                N_("the point %(id)s has another place in row %(other)s"), id=row.point_id, other=point.row
            )
            found.append(RowRejected(row.row, "point_id", reason))
        if any(getattr(row, name) != getattr(sample, name) for name in _SAMPLE):
            reason = message(
                N_("the sample %(id)s has another point, medium, depth or date in row %(other)s"),
                id=row.sample_id,
                other=sample.row,
            )
            found.append(RowRejected(row.row, "sample_id", reason))
    return found
