"""Visits in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from mapapp.core import figures, provenance
from mapapp.core.i18n import Text, Words, localize
from mapapp.core.presentation import Fact, Picture
from mapapp.domains.reports import words as reports
from mapapp.domains.reports.models import WASTE_TYPES, Observation, Site
from mapapp.domains.samples import words as samples
from mapapp.domains.samples.models import MEDIA, PURPOSES, Sample
from mapapp.fieldwork import queries
from mapapp.fieldwork.forms import SEEN_AGAIN
from mapapp.fieldwork.models import DIRECTIONS, Visit
from mapapp.photos import service as photos
from mapapp.photos.present import pictures

DIRECTION: Mapping[str, Words] = {
    "north": _l("To the north"),
    "east": _l("To the east"),
    "south": _l("To the south"),
    "west": _l("To the west"),
}
STATE: Mapping[str, Words] = {
    "new": _l("Waits for a moderator"),
    "published": _l("Published"),
    "rejected": _l("Not accepted by the moderators"),
}
Pairs = Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes and their words, in the order in which the form offers them."""

    seen: Pairs
    waste: Pairs
    media: Pairs
    purposes: Pairs
    directions: Pairs


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit in a list."""

    key: str
    title: Text
    date: str
    state: Words
    sample_count: int


@dataclass(frozen=True, slots=True)
class ShownSample:
    """A sample of a visit; ``point_key`` is the sampling point of its results, once there are some."""

    label: str
    medium: Words
    purpose: Words
    depth: Words
    point_key: str = ""


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """A visit as its page shows it."""

    title: Text
    site_key: str
    state: Words
    facts: Sequence[Fact]
    words: Text
    composition: Sequence[tuple[Words, int]]
    samples: Sequence[ShownSample]
    photos: Sequence[tuple[Words, Picture]]


def choices() -> Choices:
    """What the form offers."""
    return Choices(
        seen=[(code, reports.SEEN[code]) for code in SEEN_AGAIN],
        waste=[(code, reports.WASTE[code]) for code in WASTE_TYPES],
        media=[(code, samples.MEDIUM[code]) for code in MEDIA],
        purposes=[(code, samples.PURPOSE[code]) for code in PURPOSES],
        directions=[(code, DIRECTION[code]) for code in DIRECTIONS],
    )


def title_of(site: Site, language: str) -> Text:
    """What the site is called."""
    shape = provenance.published_geometry(site)
    return provenance.title(site.names, reports.KIND[site.kind], shape, site.key, language)


def line(visit: Visit, seen: Observation, site: Site, sample_count: int, language: str) -> VisitLine:
    """A visit in a list."""
    date = figures.day(seen.observed_on)
    return VisitLine(str(visit.key), title_of(site, language), date, STATE[seen.state], sample_count)


def present(db: Session, visit: Visit, seen: Observation, site: Site, language: str) -> ShownVisit:
    """Everything that was recorded, for those who may see it."""
    answered = queries.points_with_results(db, visit)
    return ShownVisit(
        title=title_of(site, language),
        site_key=site.key,
        state=STATE[seen.state],
        facts=tuple(_facts(visit, seen)),
        words=localize(seen.words, language),
        composition=[(reports.WASTE[code], share) for code, share in seen.composition.items()],
        samples=[_sample(one, answered.get(one.label, "")) for one in queries.samples_of(db, visit)],
        photos=list(_photos(db, visit)),
    )


def _facts(visit: Visit, seen: Observation) -> Iterator[Fact]:
    yield Fact(_("Visited"), figures.day(seen.observed_on))
    yield Fact(_("How it is now"), reports.SEEN[seen.seen])
    if visit.volunteers:
        yield Fact(_("Volunteers"), figures.number(visit.volunteers))
    if seen.area_m2 is not None:
        how = _("walked with GPS") if visit.outline is not None else _("estimated")
        yield Fact(_("Area"), f"{figures.area(seen.area_m2)} ({how})")
    if visit.accuracy_m is not None:
        yield Fact(_("Accuracy of the outline"), figures.metres(visit.accuracy_m))
    if visit.height_m is not None:
        yield Fact(_("Height"), figures.metres(visit.height_m))
    if seen.volume_m3 is not None:
        yield Fact(_("Volume"), figures.cubic_metres(seen.volume_m3))


def _sample(one: Sample, point_key: str) -> ShownSample:
    depth = ""
    if one.depth_from_m is not None or one.depth_to_m is not None:
        ends = [figures.number(each * 100) for each in (one.depth_from_m, one.depth_to_m) if each is not None]
        depth = _("%(range)s cm", range="–".join(ends))
    return ShownSample(one.label, samples.MEDIUM[one.medium], samples.PURPOSE[one.purpose], depth, point_key)


def _photos(db: Session, visit: Visit) -> Iterator[tuple[Words, Picture]]:
    looking = {upload_id: direction for direction, upload_id in visit.directions.items()}
    for photo in photos.batch(db, visit.key):
        for picture in pictures([photo], signed=True):
            direction = looking.get(str(photo.upload_id))
            yield (DIRECTION[direction] if direction else _("Photo")), picture
