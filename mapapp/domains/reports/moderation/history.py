"""What happened to a site, one version after another: only ever added to, so that each version can be brought back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from geoalchemy2 import Geometry, WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import from_wkt
from sqlalchemy import Numeric
from sqlalchemy.orm import Session

from mapapp.core.viewer import Viewer
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation.models import SiteEvent

_SITE = (
    "kind",
    "status",
    "visibility",
    "names",
    "place",
    "oblast",
    "geom",
    "geom_exact",
    "protected",
    "precision",
    "precision_m",
    "not_drawn",
    "area_m2",
    "length_m",
    "volume_m3",
    "mass_t",
    "size_class",
    "signs",
    "waste_types",
    "waste_text",
    "first_reported",
)
_OBSERVATION = (
    "state",
    "observed_on",
    "seen",
    "words",
    "mass_t",
    "area_m2",
    "volume_m3",
    "composition",
    "size_class",
    "signs",
    "photo_urls",
    "geom_told",
)
_COLUMNS: Mapping[type[Any], tuple[str, ...]] = {Site: _SITE, Observation: _OBSERVATION, ObservationPhoto: ("hidden",)}

Row = Site | Observation | ObservationPhoto
Values = dict[str, Any]


class Said(TypedDict, total=False):
    """What may be said with an event; see ``SiteEvent``."""

    observation: Observation | None
    reason: str | None
    note: str
    public_note: str
    before: Values | None
    after: Values | None


def add(db: Session, site: Site, action: str, who: Viewer, **said: Unpack[Said]) -> SiteEvent:
    """Adds an event and makes the site's version one higher.

    ``before`` and ``after`` hold changed columns of the site as ``snapshot(site)`` writes them; those of an observation
    or of its photo stand under ``name_of(row)`` ("observation:12"), see ``changes``.
    """
    observation = said.get("observation")
    site.version = (site.version or 0) + 1
    if observation is not None:
        observation.version = (observation.version or 0) + 1
    db.flush()  # a new site or observation gets its id
    event = SiteEvent(
        site_id=site.id,
        observation_id=observation.id if observation is not None else None,
        action=action,
        reason=said.get("reason"),
        role=str(who.role),
        person_id=who.person_id,
        note=said.get("note", ""),
        public_note=said.get("public_note", ""),
        version=site.version,
        before=said.get("before") or {},
        after=said.get("after") or {},
    )
    db.add(event)
    db.flush()
    return event


def snapshot(row: Row) -> Values:
    """The columns of a site (of an observation, of a photo's place in it) that people decide about, as JSON values.

    Geometry is WKT (EPSG:4326, longitude latitude) with every digit; numbers are text, so that none is lost.
    """
    return {name: _plain(getattr(row, name)) for name in _COLUMNS[type(row)]}


def snapshots(*rows: Row) -> dict[str, Values]:
    """What these rows are now, by ``name_of``; to be given to ``changes`` after they were changed."""
    return {name_of(row): snapshot(row) for row in rows}


def changes(earlier: Mapping[str, Values], *rows: Row) -> tuple[Values, Values]:
    """``before`` and ``after`` for an event: what differs from the earlier snapshots of the same rows."""
    before: Values = {}
    after: Values = {}
    for row in rows:
        name = name_of(row)
        was, now = earlier[name], snapshot(row)
        differing = [column for column in was if was[column] != now[column]]
        if not differing:
            continue
        old, new = {one: was[one] for one in differing}, {one: now[one] for one in differing}
        if isinstance(row, Site):
            before.update(old)
            after.update(new)
        else:
            before[name], after[name] = old, new
    return before, after


def name_of(row: Row) -> str:
    """Under which name the columns of a row stand in ``before`` and ``after``; those of the site stand at the top."""
    kinds = {Site: "site", Observation: "observation", ObservationPhoto: "photo"}
    return f"{kinds[type(row)]}:{row.id}"


def restore(row: Row, values: Mapping[str, Any]) -> None:
    """Gives the columns of a row the values of a snapshot; names that are none of its columns are let be."""
    for name in _COLUMNS[type(row)]:
        if name in values:
            setattr(row, name, _typed(row, name, values[name]))


def split(values: Mapping[str, Any]) -> tuple[Values, dict[str, Values]]:
    """``before`` or ``after`` of an event as the site's columns, and those of other rows by name."""
    own = {name: value for name, value in values.items() if ":" not in name}
    others = {name: value for name, value in values.items() if ":" in name and isinstance(value, dict)}
    return own, others


def _plain(value: Any) -> Any:
    if isinstance(value, WKBElement):
        return to_shape(value).wkt
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _typed(row: Row, name: str, value: Any) -> Any:
    kind = type(row).__table__.columns[name].type
    if value is None:
        return None
    if isinstance(kind, Geometry):
        return from_shape(from_wkt(value), srid=4326)
    if isinstance(kind, Numeric) and not isinstance(value, float):
        return Decimal(str(value))
    return value
