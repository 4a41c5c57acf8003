"""What a file gives: one frozen record per row, its fields named as the columns of our own files.

Texts are clean and bounded, numbers are decimals, dates are EDTF, codes are ours, geometries are in EPSG:4326.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

from shapely.geometry.base import BaseGeometry

KINDS = ("reports", "samples", "facilities", "releases", "areas", "schools")


@dataclass(frozen=True, kw_only=True)
class Record:
    """Where a row stands in its file and what it comes from; ``extra`` holds columns without a field of their own.

    ``id`` is never empty; ``id_made`` says that it was made from the row's content because the file gives none.
    """

    row: int
    id: str = ""
    id_made: bool = False
    source_title: str = ""
    source_url: str = ""
    source_date: str = ""
    citation: str = ""
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: int, extra: Mapping[str, str], values: dict[str, Any]) -> Self:
        """The record with these fields, which must be its own; what they do not say has its default.

        It takes ``values`` over as they are: setting each of sixty fields takes ten times as long, for every row.
        """
        values["row"], values["extra"] = row, extra
        made = object.__new__(cls)
        object.__setattr__(made, "__dict__", values)
        return made

    def content_hash(self) -> str:
        """A digest of everything but the row number: equal for rows that say the same."""
        said = ((one.name, getattr(self, one.name)) for one in fields(self) if one.name != "row")
        parts = [f"{name}={_stable(value)}" for name, value in said if value not in _NOTHING]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Placed(Record):
    """A record with a name and, where somebody knows it, a place."""

    name_kk: str = ""
    name_ru: str = ""
    name_en: str = ""
    geometry: BaseGeometry | None = None
    precision: str | None = None
    precision_m: Decimal | None = None
    place: str = ""
    oblast: str | None = None
    not_drawn: str | None = None

    @property
    def names(self) -> dict[str, str]:
        """The names there are, by language."""
        return _by_language(self.name_kk, self.name_ru, self.name_en)


@dataclass(frozen=True, kw_only=True)
class ReportRow(Placed):
    """A dump or other spot as one report saw it. Rows with one id are observations of one site at different times."""

    kind: str = ""
    status: str = ""
    status_text_kk: str = ""
    status_text_ru: str = ""
    status_text_en: str = ""
    area_m2: Decimal | None = None
    length_m: Decimal | None = None
    volume_m3: Decimal | None = None
    mass_t: Decimal | None = None
    waste_types: tuple[str, ...] = ()
    waste_text: str = ""
    first_reported: str = ""
    observed_on: str = ""
    observation: str = ""
    words_kk: str = ""
    words_ru: str = ""
    words_en: str = ""
    observer_kind: str = ""
    photo_url: tuple[str, ...] = ()

    @property
    def words(self) -> dict[str, str]:
        """The words there are, by language."""
        return _by_language(self.words_kk, self.words_ru, self.words_en)

    @property
    def status_texts(self) -> dict[str, str]:
        """The status as the source says it, by language."""
        return _by_language(self.status_text_kk, self.status_text_ru, self.status_text_en)

    @property
    def observation_id(self) -> str:
        """An id for the observation, different for each visit of a site."""
        return f"{self.id}@{self.observed_on}" if self.observed_on else self.id


@dataclass(frozen=True, kw_only=True)
class SampleRow(Placed):
    """One result; rows with one ``sample_id`` are of one sample, those with one ``point_id`` of one point.

    ``duplicate_of`` is the ``sample_id`` of the sample that this one repeats.
    """

    point_id: str = ""
    sample_id: str = ""
    medium: str = ""
    water_body: str = ""
    taxon: str = ""
    depth_from_m: Decimal | None = None
    depth_to_m: Decimal | None = None
    sampled_on: str = ""
    sampler: str = ""
    method: str = ""
    laboratory: str = ""
    accreditation: str = ""
    certificate: str = ""
    substance: str = ""
    cas: str = ""
    fraction: str = ""
    qualifier: str = "="
    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    detection_limit: Decimal | None = None
    quantification_limit: Decimal | None = None
    unit: str = ""
    uncertainty: str = ""
    statistic: str = "single"
    basis: str = ""
    sample_count: int | None = None
    purpose: str = ""
    duplicate_of: str = ""
    label: str = ""
    received_on: str = ""
    analysed_on: str = ""
    accredited_until: str = ""
    averaging: str = ""
    expressed_as: str = ""
    distance_km: Decimal | None = None
    distance_to_km: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class FacilityRow(Placed):
    """A plant, mine or other source."""

    kind: str = ""
    operator: str = ""
    owner: str = ""
    activity: str | None = None
    commodity: str = ""
    fuel: str = ""
    capacity: Decimal | None = None
    capacity_unit: str = ""
    commissioned: str = ""
    status_text: str = ""


@dataclass(frozen=True, kw_only=True)
class ReleaseRow(Record):
    """One published figure of the facility whose id is ``facility_id``."""

    facility_id: str = ""
    year: int | None = None
    period: str = ""
    pollutant: str = ""
    pollutant_no: int | None = None
    medium: str = "unknown"
    quantity: Decimal | None = None
    unit: str = ""
    determined: str | None = None
    permitted_quantity: Decimal | None = None
    accidental_quantity: Decimal | None = None
    confidential: bool = False
    figure: str = "release"
    reported_as: str = ""


@dataclass(frozen=True, kw_only=True)
class AreaRow(Placed):
    """A protected or proposed area: a border, a centre, or neither."""

    category: str = ""
    designation: str = ""
    iucn: str | None = None
    established: str = ""
    area_ha: Decimal | None = None
    status: str = "protected"
    part_of: str = ""
    centre_is: str = ""


@dataclass(frozen=True, kw_only=True)
class SchoolRow(Placed):
    """A school or kindergarten, as a point or an outline."""

    kind: str = ""


AnyRow = ReportRow | SampleRow | FacilityRow | ReleaseRow | AreaRow | SchoolRow
ROW_TYPES: Mapping[str, type[AnyRow]] = {
    "reports": ReportRow,
    "samples": SampleRow,
    "facilities": FacilityRow,
    "releases": ReleaseRow,
    "areas": AreaRow,
    "schools": SchoolRow,
}

_NOTHING: tuple[object, ...] = (None, "", (), {})


def digest(*parts: object) -> str:
    """Twelve letters and digits that stand for these values."""
    said = [repr(part) if part is None or part.__class__ is str else _stable(part) for part in parts]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def _stable(value: object) -> str:
    """The value as text that is the same on every machine; decimals by what they are worth, shapes by their WKT."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, BaseGeometry):
        return str(value.wkt)
    if isinstance(value, Mapping):
        return repr(sorted(value.items()))
    return repr(value)


def _by_language(kk: str, ru: str, en: str) -> dict[str, str]:
    return {code: text for code, text in (("kk", kk), ("ru", ru), ("en", en)) if text}
