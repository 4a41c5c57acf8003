"""Loads, their previews and their results in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.web.said import field_words, said
from importers.web.words import STATE, TONE
from mapapp.accounts.models import Organisation
from mapapp.accounts.queries import names_of
from mapapp.core import figures, units
from mapapp.core.i18n import Text, Words, language, localize
from mapapp.core.loads import Load
from mapapp.domains.samples import words as sample_words
from mapapp.domains.samples.comparison import Comparison
from mapapp.domains.samples.limits import Limit
from mapapp.domains.samples.models import Result, Substance
from mapapp.domains.samples.tables import TONE as VERDICT_TONE
from mapapp.domains.samples.tables import about_norm, times_words, written_value

_NUMBERS = ("value", "value_min", "value_max", "detection_limit", "quantification_limit")


@dataclass(frozen=True, slots=True)
class Line:
    """A load as the list and its own page show it."""

    load: Load
    title: str
    organisation: Text
    who: str
    state: Words
    tone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """A value as it is written, how many times the norm it is, the verdict, and the norm with its act."""

    value: str
    times: str
    verdict: Words
    tone: str
    norm: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as it will be shown."""

    row: int
    place: str
    substance: str
    known: bool
    about: str
    judged: Judged


def lines(db: Session, loads: Iterable[Load]) -> list[Line]:
    """The loads in words."""
    people = names_of(db)
    owners = {one.id: localize(one.names, language()) for one in db.scalars(select(Organisation))}
    nobody = Text("", language())
    return [
        Line(
            load=one,
            title=one.about.get("title") or one.file_name,
            organisation=owners.get(one.organisation_id or 0, nobody),
            who=people.get(one.person_id or 0, ""),
            state=STATE[one.state],
            tone=TONE.get(one.state, "neutral"),
            at=one.created_at,
        )
        for one in loads
    ]


def problems(load: Load) -> list[dict[str, Any]]:
    """The rejected rows with their reasons in words."""
    return [
        {
            "row": one["row"],
            "column": str(field_words(one["field"])),
            "value": one.get("value", ""),
            "reason": said(one["reason"]),
        }
        for one in load.problems
    ]


def substances(db: Session) -> dict[str, str]:
    """The names of all substances by code, in the reader's language and by name."""
    rows = db.execute(select(Substance.code, Substance.names))
    named = {code: localize(names, language()).value or code for code, names in rows}
    return dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))


def results(db: Session, kept: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Shown]:
    """The first results of a file as they will be shown once they are loaded."""
    wanted = {one["limit"] for one in kept if one.get("limit")}
    limits = {one.id: one for one in db.scalars(select(Limit).where(Limit.id.in_(wanted)))}
    return [_shown(one, names, limits.get(one["limit"] or 0)) for one in kept]


def _shown(one: Mapping[str, Any], names: Mapping[str, str], limit: Limit | None) -> Shown:
    numbers = {name: Decimal(one[name]) for name in _NUMBERS if name in one}
    result = Result(unit=one["unit"], qualifier=one["qualifier"], statistic=one["statistic"], **numbers)  # never added
    about = (sample_words.MEDIUM.get(one["medium"], one["medium"]), figures.day(one["sampled_on"]), one["fraction"])
    low, high = (Decimal(one[name]) if one[name] else None for name in ("times_min", "times"))
    return Shown(
        row=one["row"],
        place=one["place"],
        substance=names.get(one["code"], one["substance"]),
        known=bool(one["code"]),
        about=" · ".join(str(part) for part in about if part),
        judged=judged(result, Comparison(one["verdict"], high, limit, low)),
    )


def judged(result: Result, found: Comparison) -> Judged:
    """A result beside its norm, in words."""
    norm = ""
    if found.limit is not None:
        norm = f"{units.quantity(found.limit.value, found.limit.unit)} · {about_norm(found.limit)}"
    verdict = sample_words.VERDICT[found.verdict]
    return Judged(written_value(result), times_words(found, result), verdict, VERDICT_TONE[found.verdict], norm)


def features(load: Load) -> dict[str, Any]:
    """The places of the file as GeoJSON; ``class`` is that of the layer of samples."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": one["at"]},
                "properties": {"name": one["name"], "class": one["class"], "words": _words(one)},
            }
            for one in load.preview.get("points", [])
        ],
    }


def _words(one: Mapping[str, Any]) -> str:
    if one["class"].startswith("over_") and one["times"]:
        return _("%(n)s times the limit", n=figures.short_number(Decimal(one["times"])))
    return str(sample_words.EXCEEDANCE[one["class"]])
