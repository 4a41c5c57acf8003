"""Turns checked rows of a file into the drafts that the domains' services take."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from importers.keys import MADE_POINT
from importers.records import AreaRow, FacilityRow, ReleaseRow, ReportRow, SampleRow, SchoolRow
from importers.values.texts import language_of
from mapapp.core.drafts import NameDraft, PlaceDraft, SourceDraft
from mapapp.domains.areas.service import AreaDraft, SchoolDraft
from mapapp.domains.facilities.service import FacilityDraft, ReleaseDraft
from mapapp.domains.reports.service import ObservationDraft, SiteDraft
from mapapp.domains.samples.loading.rows import SAMPLE_TEXTS
from mapapp.domains.samples.service import PointDraft, ResultRow, SampleDraft


def source(row: Any, identity: str, *, own: bool = True) -> SourceDraft:
    """The provenance of a row under ``identity``; its note and extra columns go only with the record it is about."""
    return SourceDraft(
        identity,
        row.source_title,
        row.source_url,
        row.source_date,
        row.citation,
        row.note if own else "",
        row.extra if own else {},
    )


def place(row: Any) -> PlaceDraft:
    """The place of a row."""
    return PlaceDraft(
        row.geometry, row.precision or None, row.precision_m, row.place, row.oblast or None, row.not_drawn or None
    )


def name(row: Any) -> NameDraft:
    """The names of a row, possibly none, and the id that its address is made of."""
    return NameDraft(row.names, row.id)


def site(row: ReportRow) -> SiteDraft:
    """The site of a report."""
    return SiteDraft(
        source=source(row, row.id),
        name=name(row),
        place=place(row),
        kind=row.kind,
        status=row.status or "published",
        status_texts=row.status_texts,
        area_m2=row.area_m2,
        length_m=row.length_m,
        volume_m3=row.volume_m3,
        mass_t=row.mass_t,
        waste_types=tuple(row.waste_types),
        waste_text=row.waste_text,
        first_reported=row.first_reported,
    )


def observation(row: ReportRow) -> ObservationDraft:
    """What was seen: the observation that the row is, under the site's id and its date."""
    return ObservationDraft(
        source=source(row, row.observation_id, own=False),
        site_id=row.id,
        observed_on=row.observed_on or row.first_reported or "",
        seen=row.observation or "first_seen",
        words=row.words,
        observer_kind=row.observer_kind or "unknown",
        photo_urls=tuple(row.photo_url),
    )


def sampling_point(row: SampleRow) -> PointDraft:
    """The point of a result's row; one without a name is called as the laboratory calls it, unless that is a number."""
    about = source(row, row.point_id, own=False)
    called = any(letter.isalpha() for letter in row.point_id) and not row.point_id.startswith(MADE_POINT)
    names = name(row).names or ({language_of(row.point_id): row.point_id} if called else {})
    named, far = NameDraft(names, row.point_id), (row.distance_km, row.distance_to_km)
    return PointDraft(about, named, place(row), row.water_body, *far)


def sample(row: SampleRow) -> SampleDraft:
    """The sample of a result's row."""
    return SampleDraft(
        source=source(row, row.sample_id, own=False),
        point_id=row.point_id,
        medium=row.medium,
        sampled_on=row.sampled_on,
        depth_m=(row.depth_from_m, row.depth_to_m),
        details={name: getattr(row, name) for name in SAMPLE_TEXTS},
        repeats=row.duplicate_of,
    )


# The columns of a result after its substance, in the order of ResultRow.
_RESULT: Callable[[SampleRow], tuple[Any, ...]] = attrgetter(*ResultRow._fields[2:])


def result(row: SampleRow, substance_code: str) -> ResultRow:
    """The result of a row; there may be very many."""
    return ResultRow(row.id, substance_code, *_RESULT(row))


def facility(row: FacilityRow) -> FacilityDraft:
    """The facility of a row."""
    details = ("owner", "commodity", "fuel", "capacity_unit", "commissioned", "status_text")
    return FacilityDraft(
        source=source(row, row.id),
        name=name(row),
        place=place(row),
        kind=row.kind,
        operator=row.operator,
        activity_code=row.activity or None,
        capacity=row.capacity,
        details={name: getattr(row, name) for name in details},
    )


def release(row: ReleaseRow) -> ReleaseDraft:
    """The figure of a row."""
    return ReleaseDraft(
        source=source(row, row.id),
        facility_id=row.facility_id,
        figure=row.figure or "release",
        year=row.year,
        pollutant_no=row.pollutant_no,
        medium=row.medium or "unknown",
        quantity=row.quantity,
        unit=row.unit,
        determined=row.determined or None,
        permitted_quantity=row.permitted_quantity,
        accidental_quantity=row.accidental_quantity,
        confidential=row.confidential,
        details={"period": row.period, "pollutant": row.pollutant, "reported_as": row.reported_as},
    )


def area(row: AreaRow) -> AreaDraft:
    """The area of a row."""
    return AreaDraft(
        source=source(row, row.id),
        name=name(row),
        place=place(row),
        category=row.category,
        status=row.status or "protected",
        iucn=row.iucn or None,
        established=row.established,
        area_ha=row.area_ha,
        details={"designation": row.designation, "part_of": row.part_of, "centre_is": row.centre_is},
    )


def school(row: SchoolRow) -> SchoolDraft:
    """The school of a row."""
    return SchoolDraft(source(row, row.id), name(row), place(row), row.kind)
