"""The three tables that a load writes, and their columns in the order in which rows are handed over and copied."""

from __future__ import annotations

from dataclasses import dataclass

_SOURCE = ("source_title", "source_url", "source_date", "citation", "note", "extra")


@dataclass(frozen=True, slots=True)
class Table:
    """``given`` is what the source says (the first of it the id there) and what makes a row the same or another;
    ``parents`` are columns with the id of another row, ``kept`` what a row has from the load and keeps when another
    load changes it, ``made`` what is computed here and replaced with every change.
    """

    name: str
    given: tuple[str, ...]
    parents: tuple[str, ...]
    kept: tuple[str, ...]
    made: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is copied, in order."""
        return (*self.given, "row_hash", *self.parents, *self.made, *self.kept)


POINTS = Table(
    "sampling_point",
    (
        "external_id",
        *_SOURCE,
        "names",
        "geom",
        "precision",
        "precision_m",
        "place",
        "oblast",
        "not_drawn",
        "water_body",
        "distance_km",
        "distance_to_km",
    ),
    (),
    ("dataset_id", "load_id", "visibility", "organisation_id", "id", "key"),
    (),
)
SAMPLES = Table(
    "sample",
    (
        "external_id",
        *_SOURCE,
        "medium",
        "sampled_on",
        "depth_from_m",
        "depth_to_m",
        "taxon",
        "sampler",
        "method",
        "laboratory",
        "accreditation",
        "certificate",
        "accredited_until",
        "received_on",
        "analysed_on",
        "label",
        "purpose",
    ),
    ("point_id", "parent_id"),
    ("dataset_id", "load_id", "visibility", "organisation_id", "id"),
    (),
)
RESULTS = Table(
    "result",
    (
        "external_id",
        "substance_code",
        *_SOURCE,
        "unit",
        "qualifier",
        "value",
        "value_min",
        "value_max",
        "detection_limit",
        "quantification_limit",
        "statistic",
        "fraction",
        "basis",
        "expressed_as",
        "averaging",
        "sample_count",
        "uncertainty",
    ),
    ("sample_id",),
    ("dataset_id", "load_id", "state", "entered_by_id"),
    ("times_min", "times", "verdict", "limit_id", "compared"),
)
