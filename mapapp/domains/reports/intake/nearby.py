"""Sites that are known already near a new report, as anybody may see them: by their published place alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import cos, log10, radians
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from mapapp.core import figures, provenance
from mapapp.core.i18n import Words, language
from mapapp.domains.reports import queries, words
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.layers import Viewer
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures
from mapapp.spatial.shapes import point_of

# Within how many metres two reports may well be of the same spot, by how large such spots are.
_REACH_M = {
    "dump": 150,
    "landfill": 1000,
    "sewage": 300,
    "oil_spill": 300,
    "tailings": 1500,
    "quarry": 1000,
    "mine_heap": 1000,
    "smoke": 500,
    "other": 150,
}
# Kinds that people take for one another.
_ALIKE = (("dump", "landfill", "other"), ("sewage", "oil_spill"), ("tailings", "quarry", "mine_heap"), ("smoke",))
_MOST_INEXACT_M = 2000.0  # a place known less well than this would bring up half a town
_CANDIDATES = 1000
_MOST = 5
_METRES_PER_DEGREE = 110_500.0  # of latitude, where it is shortest: the box is never too small


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site as the form offers it: "is it this one?"; ``distance`` is to its published place."""

    key: str
    title: str
    kind: Words
    status: Words
    distance: str
    small: str | None
    href: str
    lonlat: tuple[float, float]


def near(db: Session, shape: BaseGeometry, kind: str, accuracy_m: float = 0.0) -> Sequence[KnownSite]:
    """Sites of a like kind around ``shape`` (EPSG:4326, longitude latitude), the nearest first, at most five.

    ``accuracy_m`` is how far the reporter's place may be off; what is known of a site's own place counts too.
    """
    rows = db.execute(statement(shape, kind, accuracy_m)).all()
    shown = _first_photos(db, [row[0].id for row in rows])
    return [_known(row[0], _distance(float(row[1]), float(row[2]) + accuracy_m), shown.get(row[0].id)) for row in rows]


def statement(shape: BaseGeometry, kind: str, accuracy_m: float) -> Select[Any]:
    """The sites that ``near`` gives, how many metres away they are, and how far they can be from where they are told.

    The index gives the nearest candidates, in degrees; of these, measured in metres, few are near enough. However many
    sites a town has, no more than ``_CANDIDATES`` of them are ever measured.
    """
    middle = point_of(shape)
    here = func.ST_SetSRID(func.ST_MakePoint(middle.x, middle.y), 4326)
    reach = _REACH_M.get(kind, 150) + min(accuracy_m, _MOST_INEXACT_M)
    box = _in_box(middle.x, middle.y, reach + _MOST_INEXACT_M)
    nearest = select(Site).where(box, *_candidates(kind)).order_by(Site.geom.op("<->")(here)).limit(_CANDIDATES)
    one = aliased(Site, nearest.subquery())
    away = func.ST_Distance(func.geography(one.geom), func.geography(here)).label("away")
    inexact = _inexact_m(one)
    wanted = select(one, away, inexact).where(away <= literal(reach) + inexact)
    return wanted.order_by(away, one.id).limit(_MOST)


def as_json(sites: Sequence[KnownSite]) -> list[dict[str, Any]]:
    """The same for scripts."""
    return [{**asdict(one), "kind": str(one.kind), "status": str(one.status)} for one in sites]


def _candidates(kind: str) -> tuple[ColumnElement[bool], ...]:
    alike = next((group for group in _ALIKE if kind in group), (kind,))
    return queries.visible(Viewer()), Site.kind.in_(alike), Site.not_drawn.is_(None)


def _in_box(longitude: float, latitude: float, metres: float) -> ColumnElement[bool]:
    """What the index of places can answer: whether the site touches a box that surely holds the circle."""
    high = metres / _METRES_PER_DEGREE
    wide = high / max(cos(radians(min(abs(latitude) + high, 89.0))), 0.01)
    box = func.ST_MakeEnvelope(longitude - wide, latitude - high, longitude + wide, latitude + high, 4326)
    return Site.geom.op("&&", is_comparison=True)(box)


def _inexact_m(site: Any) -> ColumnElement[float]:
    """How far a site's published point may be from the site."""
    known = func.least(func.coalesce(site.precision_m, 0.0), _MOST_INEXACT_M)
    return case((site.precision.in_(("village", "district")), literal(_MOST_INEXACT_M)), else_=known)


def _first_photos(db: Session, site_ids: Sequence[int]) -> dict[int, Photo]:
    """The newest photo of each site that anybody may see."""
    rows = db.execute(
        select(Observation.site_id, Photo)
        .join(ObservationPhoto, ObservationPhoto.observation_id == Observation.id)
        .join(Photo, Photo.id == ObservationPhoto.photo_id)
        .where(Observation.site_id.in_(site_ids), Observation.state == "published")
        .where(Photo.public, Photo.state == "ready", ~ObservationPhoto.hidden)
        .ext(distinct_on(Observation.site_id))
        .order_by(Observation.site_id, Observation.observed_on.desc(), ObservationPhoto.position)
    )
    return {row[0]: row[1] for row in rows}


def _distance(away: float, inexact: float) -> str:
    """The distance in words; where it is less than what is unknown of both places, only what it surely is less than."""
    if away >= inexact:
        return figures.metres(max(round(away), 1))
    most = away + inexact
    return str(_("less than %(distance)s", distance=figures.metres(round(most, 1 - int(log10(most))))))


def _known(site: Site, distance: str, photo: Photo | None) -> KnownSite:
    shape = to_shape(site.geom)  # type: ignore[arg-type] # the query took only sites with a place
    middle = point_of(shape)
    picture = next(iter(pictures([photo])), None) if photo else None
    return KnownSite(
        key=site.key,
        title=provenance.title(site.names, words.KIND[site.kind], shape, site.key, language()).value,
        kind=words.KIND[site.kind],
        status=words.STATUS[site.status],
        distance=distance,
        small=picture.small if picture else None,
        href=url_for("records.record", layer_id="reports", key=site.key),
        lonlat=(middle.x, middle.y),
    )
