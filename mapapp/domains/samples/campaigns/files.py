"""The plan and the results of a campaign as rows of files for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flask import url_for
from sqlalchemy.orm import Session

from mapapp.core.i18n import language, localize
from mapapp.core.spreadsheets import guarded
from mapapp.domains.samples.campaigns.present import analytes, lonlat_of
from mapapp.domains.samples.campaigns.queries import Line
from mapapp.domains.samples.models import Result, Sample

PLAN_COLUMNS = (
    "label",
    "position",
    "place",
    "longitude",
    "latitude",
    "medium",
    "analytes",
    "who",
    "planned_on",
    "progress",
    "sampled_on",
    "results",
)
RESULT_COLUMNS = (
    "label",
    "place",
    "sampling_point",
    "longitude",
    "latitude",
    "medium",
    "sampled_on",
    "purpose",
    "substance",
    "substance_name",
    "fraction",
    "qualifier",
    "value",
    "value_min",
    "value_max",
    "detection_limit",
    "unit",
    "state",
    "state_reason",
    "flags",
    "verdict",
    "times",
    "limit_value",
    "limit_unit",
    "limit_act",
    "address",
)


def plan_rows(db: Session, lines: Sequence[Line], *, inside: bool) -> Iterator[tuple[str, ...]]:
    """The plan as rows of ``PLAN_COLUMNS``; who takes a sample only for those ``inside``."""
    said = analytes(db, [one.planned for one in lines])
    for line in lines:
        one, lonlat = line.planned, lonlat_of(line.planned.geom)
        sampled = next((sample.sampled_on for sample in line.samples if sample.sampled_on), "")
        place = (f"{lonlat[0]:.6f}", f"{lonlat[1]:.6f}") if lonlat else ("", "")
        about = (one.medium, guarded(said[one.id]), guarded(one.who) if inside else "", one.planned_on)
        yield (
            one.label,
            str(one.position),
            guarded(one.place),
            *place,
            *about,
            line.state,
            sampled,
            str(len(line.results)),
        )


def result_rows(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """All results of the campaign, the withdrawn among them, as rows of ``RESULT_COLUMNS``."""
    for line in lines:
        for sample in line.samples:
            for result in sample.results:
                yield _result_row(line, sample, result)


def _result_row(line: Line, sample: Sample, result: Result) -> tuple[str, ...]:
    point, lonlat = sample.point, lonlat_of(sample.point.geom)
    place = (f"{lonlat[0]:.6f}", f"{lonlat[1]:.6f}") if lonlat else ("", "")
    own = (sample.medium, sample.sampled_on, sample.purpose, result.substance_code)
    name = localize(result.substance.names, language()).value
    sign = "" if result.qualifier == "=" else guarded(result.qualifier)
    numbers = (_plain(one) for one in (result.value, result.value_min, result.value_max, result.detection_limit))
    stands = (guarded(result.unit), result.state, guarded(result.state_reason), " ".join(result.flags), result.verdict)
    limit = result.limit
    norm = (_plain(limit.value), limit.unit, guarded(limit.act)) if limit else ("", "", "")
    address = url_for("results.result", result_id=result.id, lang=None, _external=True)
    return (
        line.planned.label,
        guarded(line.planned.place),
        point.key,
        *place,
        *own,
        guarded(name),
        guarded(result.fraction),
        sign,
        *numbers,
        *stands,
        _plain(result.times),
        *norm,
        address,
    )


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
