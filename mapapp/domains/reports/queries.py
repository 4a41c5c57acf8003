"""Reads of sites and observations, as the viewer may see them.

What the public gets is decided here: sites that were accepted, their observations that were accepted, photos that were
let out; of a protected place never more of a date than its month.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.layers import CHILD_SOURCE, STANDARD, Filter, Viewer, apply, seen_by
from mapapp.photos.models import Photo

# The site to which an observation belongs: the one shown, or one that was merged into it.
Member = aliased(Site, name="member")
_NOT_STANDING = ("new", "rejected")


def select_sites(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The sites this viewer may see, as the layer contract wants them."""
    reported = as_shown(Site.first_reported, Site.protected)
    statement = select(
        *(getattr(Site, name) for name in STANDARD),
        Site.kind,
        Site.status,
        reported.label("first_reported"),
        Site.area_m2,
        Site.length_m,
        Site.volume_m3,
        Site.mass_t,
        Site.size_class,
        Site.signs,
        Site.waste_types,
        Site.waste_text,
        Site.status_texts.label("status_text"),
        _photo_count().label("photo_count"),
        _last_seen().label("last_seen"),
    ).where(visible(viewer))
    columns = {
        "key": Site.key,
        "geom": Site.geom,
        "not_drawn": Site.not_drawn,
        "search": cast(Site.names, Text) + " " + Site.place,
        "date": reported,
        "kind": Site.kind,
        "status": Site.status,
        "waste_types": Site.waste_types,
        "size_class": Site.size_class,
        "signs": Site.signs,
        "oblast": Site.oblast,
    }
    return apply(statement, filter, columns).order_by(reported.desc(), Site.id)


def select_observations(filter: Filter, viewer: Viewer) -> Select[Any]:
    """The accepted observations of the sites that ``select_sites`` gives to this viewer.

    What was sent in here has no ``row_id``: it would be the name under which its sender's browser knows it.
    """
    sites = select_sites(filter, viewer).subquery()
    seen = as_shown(Observation.observed_on, Site.protected | Member.protected)
    return (
        select(
            sites.c.key,
            sites.c.names,
            *(getattr(Observation, name) for name in CHILD_SOURCE),
            case((_sent_in_here(), ""), else_=Observation.external_id).label("row_id"),
            seen.label("observed_on"),
            Observation.seen,
            Observation.words,
            Observation.observer_kind,
            Observation.size_class,
            Observation.area_m2,
            Observation.volume_m3,
            Observation.mass_t,
            Observation.photo_urls,
        )
        .join(Member, Member.id == Observation.site_id)
        .join(Site, Site.id == func.coalesce(Member.merged_into_id, Member.id))
        .join(sites, sites.c.key == Site.key)
        .where(Observation.state == "published", _may_speak())
        .order_by(Site.id, seen, Observation.id)
    )


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on sites that this viewer may know of; new, rejected and merged ones are for moderators."""
    return seen_by(viewer, Site, standing())


def standing() -> ColumnElement[bool]:
    """The condition that a site was accepted and is no part of another."""
    return Site.status.not_in(_NOT_STANDING) & Site.merged_into_id.is_(None)


def is_public(site: Site) -> bool:
    """The same for one site: whether anybody may see it."""
    return site.visibility == "public" and site.status not in _NOT_STANDING and site.merged_into_id is None


def may_decide(viewer: Viewer, site: Site) -> bool:
    """Whether this viewer is trusted with this site."""
    return viewer.moderates and (not viewer.oblasts or site.oblast in viewer.oblasts)


def find_site(db: Session, key: str, viewer: Viewer) -> Site | None:
    """The site that this key stands for: for one that was merged it is the other one, under another key.

    None when there is none that this viewer may see.
    """
    named = db.scalar(select(Site).where(Site.key == key))
    if named is None or (named.merged_into_id is not None and not _speaks(named)):
        return None
    wanted = named.merged_into_id or named.id
    return db.scalar(select(Site).where(Site.id == wanted, visible(viewer)))


def observations_of(db: Session, site: Site) -> Sequence[tuple[Observation, bool]]:
    """The accepted observations of a site and of those merged into it, each with whether its day must not be said."""
    rows = db.execute(
        select(Observation, Member.protected)
        .join(Member, Member.id == Observation.site_id)
        .where(or_(Member.id == site.id, Member.merged_into_id == site.id), _may_speak())
        .where(Observation.state == "published")
        .order_by(Observation.observed_on, Observation.id)
    )
    return [(row[0], row[1] or site.protected) for row in rows]


def photos_of(db: Session, observations: Sequence[Observation]) -> dict[int, list[Photo]]:
    """The photos of these observations that are let out, by the observation's id, in their order."""
    rows = db.execute(
        select(ObservationPhoto.observation_id, Photo)
        .join(Photo, Photo.id == ObservationPhoto.photo_id)
        .where(ObservationPhoto.observation_id.in_([one.id for one in observations]), _let_out())
        .order_by(ObservationPhoto.position, ObservationPhoto.id)
    )
    found: dict[int, list[Photo]] = {}
    for observation_id, photo in rows:
        found.setdefault(observation_id, []).append(photo)
    return found


def as_shown(dates: Any, protected: Any) -> Any:
    """EDTF dates as they may be told: of a protected place only year and month."""
    months = func.regexp_replace(dates, r"(\d{4}-\d{2})-\d{2}", r"\1", "g")
    return case((protected, months), else_=dates)


def _speaks(merged: Site) -> bool:
    return merged.visibility == "public" and merged.status != "rejected"


def _may_speak() -> ColumnElement[bool]:
    """The condition on the member that what was seen there is shown under the other one."""
    merged = (Member.visibility == "public") & (Member.status != "rejected")
    return Member.merged_into_id.is_(None) | merged


def _let_out() -> ColumnElement[bool]:
    return Photo.public & (Photo.state == "ready") & ~ObservationPhoto.hidden


def _sent_in_here() -> ColumnElement[bool]:
    return select(Submission.id).where(Submission.observation_id == Observation.id).exists()


def _of_this_site(statement: Select[Any]) -> Select[Any]:
    """Restricted to the accepted observations of the site of the outer query and of those merged into it."""
    return (
        statement.join(Member, Member.id == Observation.site_id)
        .where(or_(Member.id == Site.id, Member.merged_into_id == Site.id), _may_speak())
        .where(Observation.state == "published")
    )


def _photo_count() -> Any:
    links = select(func.coalesce(func.sum(func.cardinality(Observation.photo_urls)), 0)).select_from(Observation)
    ours = (
        select(func.count())
        .select_from(Observation)
        .join(ObservationPhoto, ObservationPhoto.observation_id == Observation.id)
        .join(Photo, Photo.id == ObservationPhoto.photo_id)
        .where(_let_out())
    )
    counts = [_of_this_site(one).correlate(Site).scalar_subquery() for one in (links, ours)]
    return counts[0] + counts[1]


def _last_seen() -> Any:
    seen = func.max(as_shown(Observation.observed_on, Site.protected | Member.protected)).label("seen")
    return _of_this_site(select(seen).select_from(Observation)).correlate(Site).scalar_subquery()
