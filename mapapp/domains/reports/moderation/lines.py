"""The queue in words: one line for each thing that waits, with enough to decide on the clear ones at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.core.i18n import Text, Words, language, localize
from mapapp.core.presentation import Badge, Picture
from mapapp.core.viewer import Viewer
from mapapp.domains.reports import words
from mapapp.domains.reports.models import Observation, ObservationPhoto, Site
from mapapp.domains.reports.moderation import personal
from mapapp.domains.reports.moderation import words as deciding_words
from mapapp.domains.reports.moderation.models import Flag
from mapapp.domains.reports.moderation.present import age, badge, title
from mapapp.domains.reports.moderation.queries import TABS, Waiting
from mapapp.layers import Condition, Filter, registry
from mapapp.photos.models import Photo
from mapapp.photos.present import pictures

_LONGEST = 180

TAB = {
    "": _l("Everything"),
    "new": _l("New reports"),
    "updates": _l("Updates"),
    "flagged": _l("Objections"),
    "answered": _l("Answers"),
}
WHY = {"new": _l("New"), "updates": _l("Update"), "flagged": _l("Objection"), "answered": _l("Answer")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue; ``value`` is what its box sends: key, version and observation."""

    waiting: Waiting
    title: Text
    badge: Badge
    why: Words
    region: str
    age: Words
    excerpt: str
    personal: bool
    picture: Picture | None
    photos: int
    objections: Sequence[Words]
    value: str
    quick: bool


def lines(db: Session, found: Sequence[Waiting]) -> list[Line]:
    """The lines of these, in their order."""
    sites = {one.id: one for one in db.scalars(select(Site).where(Site.id.in_([item.site_id for item in found])))}
    seen = _observations(db, found)
    photos = _photos(db, [one.id for one in seen.values()])
    objections = _objections(db, list(sites))
    names = dict(oblasts(db))
    return [
        _line(item, sites[item.site_id], seen.get(_name(item)), photos, objections.get(item.site_id, []), names)
        for item in found
    ]


def oblasts(db: Session) -> list[tuple[str, str]]:
    """The P-codes and names of all oblasts, by name."""
    wanted = Filter(conditions=(Condition("level", ("1",)),))
    rows = registry()["regions"].select(wanted, Viewer()).order_by(None).subquery()
    named = [
        (str(key).upper(), localize(names, language()).value)
        for key, names in db.execute(select(rows.c.key, rows.c.names))
    ]
    return sorted(named, key=lambda one: one[1])


def tabs(counted: dict[str, int]) -> list[tuple[str, Words, int]]:
    """Every tab with its words and how much waits in it."""
    return [("", TAB[""], sum(counted.values())), *((tab, TAB[tab], counted[tab]) for tab in TABS)]


def _name(item: Waiting) -> tuple[int, int | None]:
    return item.site_id, item.observation_id


def _line(
    item: Waiting,
    site: Site,
    seen: Observation | None,
    photos: dict[int, list[Photo]],
    objections: Sequence[Flag],
    names: dict[str, str],
) -> Line:
    told = localize(seen.words, language()).value if seen else ""
    shown = pictures(photos.get(seen.id, [])[:1], signed=True) if seen else ()
    what = words.SEEN[seen.seen] if seen and item.tab == "updates" else WHY[item.tab]
    return Line(
        waiting=item,
        title=title(site),
        badge=badge(site),
        why=what,
        region=names.get(site.oblast or "", ""),
        age=age(item.since),
        excerpt=told if len(told) <= _LONGEST else f"{told[:_LONGEST].rstrip()} …",
        personal=bool(personal.hints(told)),
        picture=shown[0] if shown else None,
        photos=len(photos.get(seen.id, [])) if seen else 0,
        objections=[deciding_words.FLAG_REASON[one.reason] for one in objections],
        value=f"{site.key}|{site.version}|{item.observation_id or ''}",
        quick=item.tab in ("new", "updates"),
    )


def _observations(db: Session, found: Sequence[Waiting]) -> dict[tuple[int, int | None], Observation]:
    """What each line is about: the observation itself, or the first of a new site."""
    named = [item.observation_id for item in found if item.observation_id is not None]
    by_id = {one.id: one for one in db.scalars(select(Observation).where(Observation.id.in_(named)))}
    whole = [item.site_id for item in found if item.observation_id is None]
    first = db.scalars(select(Observation).where(Observation.site_id.in_(whole)).order_by(Observation.id.desc()))
    by_site = {one.site_id: one for one in first}
    seen = {
        _name(item): by_id.get(item.observation_id) if item.observation_id else by_site.get(item.site_id)
        for item in found
    }
    return {name: one for name, one in seen.items() if one is not None}


def _photos(db: Session, observations: Sequence[int]) -> dict[int, list[Photo]]:
    rows = db.execute(
        select(ObservationPhoto.observation_id, Photo)
        .join(Photo, Photo.id == ObservationPhoto.photo_id)
        .where(ObservationPhoto.observation_id.in_(observations), Photo.state.in_(("received", "ready")))
        .order_by(ObservationPhoto.position, ObservationPhoto.id)
    )
    found: dict[int, list[Photo]] = {}
    for observation_id, photo in rows:
        found.setdefault(observation_id, []).append(photo)
    return found


def _objections(db: Session, sites: Sequence[int]) -> dict[int, list[Flag]]:
    found: dict[int, list[Flag]] = {}
    for one in db.scalars(select(Flag).where(Flag.site_id.in_(sites), Flag.resolved_at.is_(None)).order_by(Flag.id)):
        found.setdefault(one.site_id, []).append(one)
    return found
