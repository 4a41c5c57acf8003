"""Ids: those of the file, those made where it gives none, and what repeated ones mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from importers.errors import N_, RowRejected, message
from importers.records import AnyRow, Placed, ReportRow, SampleRow, digest
from mapapp.spatial.geodesic import distance_m

MADE_POINT = "point-"  # begins the id of a point that the file neither numbers nor names
_SAME_PLACE_M = 1_000
# What tells two records apart when nobody numbered them; a corrected figure keeps its id.
_NAMES = ("name_kk", "name_ru", "name_en")
_POINT = ("geometry", *_NAMES, "place", "water_body")
_SAMPLE = ("point_id", "medium", "taxon", "depth_from_m", "depth_to_m", "sampled_on", "certificate")
_NEW_SAMPLE = (*_SAMPLE, "purpose", "label")  # a blank or duplicate is no other result of the sample it goes with
_REMEMBERED = 100_000
_same = attrgetter(*_SAMPLE)
_NATURAL: Mapping[str, Sequence[str]] = {
    "reports": ("geometry", *_NAMES, "place", "kind", "first_reported", "observed_on"),
    "samples": (
        "sample_id",
        "substance",
        "fraction",
        "basis",
        "expressed_as",
        "averaging",
        "statistic",
        "unit",
        "source_title",
        "citation",
    ),
    "facilities": ("geometry", *_NAMES, "place", "kind", "operator"),
    "releases": ("facility_id", "year", "period", "pollutant", "medium", "figure", "unit", "reported_as", "source_url"),
    "areas": ("geometry", *_NAMES, "category"),
    "schools": ("geometry", *_NAMES, "place", "kind"),
}


class Identities:
    """Gives rows the ids they lack, made from what they are about, so that the same file gives the same ids again."""

    def __init__(self, kind: str, placeholders: Collection[str]) -> None:
        self._kind, self._placeholders = kind, placeholders
        self._made: dict[tuple[Any, ...], str] = {}

    def give(self, values: dict[str, Any]) -> None:
        """Adds to a row's values the ids it lacks."""
        if self._kind == "samples":
            if not values.get("point_id"):
                values["point_id"] = f"{MADE_POINT}{self._of(values, _POINT)}"
            if not values.get("sample_id"):
                values["sample_id"] = f"sample-{self._of(values, _NEW_SAMPLE)}"
        if not values.get("id") or values["id"] in self._placeholders:
            values["id"] = f"row-{digest(*[values.get(name) or None for name in _NATURAL[self._kind]])}"
            values["id_made"] = True

    def _of(self, values: Mapping[str, Any], names: Sequence[str]) -> str:
        """The digest of these values, which those of other rows with the same point or sample are as well."""
        parts = (names is _POINT, *[values.get(name) or None for name in names])
        found = self._made.get(parts)
        if found is None:
            found = digest(*parts[1:])
            if len(self._made) < _REMEMBERED:
                self._made[parts] = found
        return found


def settle(rows: Sequence[AnyRow]) -> tuple[list[AnyRow], int, list[RowRejected]]:
    """The rows that stand for themselves, how many only repeated another, and those that contradict another.

    Of equal rows the first stays. Different rows without an id of their own all stay. Different rows with one id
    contradict each other, except reports of one place at different times: those are observations of one site.
    """
    kept, repeated, rejected = _by_id(rows)
    inconsistent = _inconsistent([row for row in kept if isinstance(row, SampleRow)])
    bad = {one.row for one in inconsistent}
    kept = sorted((row for row in kept if row.row not in bad) if bad else kept, key=attrgetter("row"))
    return kept, repeated, sorted([*rejected, *inconsistent], key=lambda one: one.row)


def _by_id(rows: Sequence[AnyRow]) -> tuple[list[AnyRow], int, list[RowRejected]]:
    if len({row.id for row in rows}) == len(rows):
        return list(rows), 0, []
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
    return kept, repeated, rejected


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
        elif row.geometry not in (None, point.geometry) and not row.geometry.equals_exact(point.geometry, 1e-6):
            reason = message(
                N_("the point %(id)s has another place in row %(other)s"), id=row.point_id, other=point.row
            )
            found.append(RowRejected(row.row, "point_id", reason))
        if sample is not row and _same(row) != _same(sample):
            reason = message(
                N_("the sample %(id)s has another point, medium, depth or date in row %(other)s"),
                id=row.sample_id,
                other=sample.row,
            )
            found.append(RowRejected(row.row, "sample_id", reason))
    return found
